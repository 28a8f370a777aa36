"""What is left of a benefit: said of one workspace to its members, and of all to whoever keeps the state."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from estates import DAY_ONE, Household, admin, contract, declared

from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.case import Case
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.rules.benefit_use import Use, overdrawn, uses
from reconciler.rules.contract_aspects import aspects

KAI = "kai@contoso.com"
EMEA, APAC = WorkspaceId("emea"), WorkspaceId("apac")
BASE = Benefit(BenefitKind.BASE, 50, "hours")
_HOUSES = count()
LATER = DAY_ONE + timedelta(days=3)


def two_workspaces(**used: int) -> Estate:
    """Contoso's, each with one closed case that used so many hundredths of the base benefit."""
    house = Household(f"benefits {next(_HOUSES)}")
    bought = {"u26": contract(benefits={"reactive": BASE})}
    house.apply(declared({"emea": [admin(KAI)], "apac": [admin(KAI)]}, bought))
    closed = {w: {1: Case("Slow", DAY_ONE, 1, benefit="reactive", closed=DAY_ONE, used=n)} for w, n in used.items()}
    return replace(house.current(), cases={WorkspaceId(w): cases for w, cases in closed.items()})


def reactive(estate: Estate, workspace: WorkspaceId) -> Use:
    return uses(aspects(estate, workspace, LATER), estate.cases.get(workspace, {}).values())["reactive"]


def test_s_14_of_a_base_benefit_a_workspace_is_told_what_is_left_at_most() -> None:
    use = reactive(two_workspaces(emea=350), EMEA)

    assert (use.used, use.left, use.left_at_most) == (350, None, 4650)


def test_s_14_that_is_the_same_whatever_others_used_and_whether_there_are_any() -> None:
    alone, beside = two_workspaces(emea=350), two_workspaces(emea=350, apac=4900)

    assert reactive(alone, EMEA) == reactive(beside, EMEA)


def test_whoever_keeps_the_state_is_told_where_more_was_used_than_there_is() -> None:
    assert list(overdrawn(two_workspaces(emea=350, apac=4650), LATER)) == []
    assert list(overdrawn(two_workspaces(emea=350, apac=4651), LATER)) == ["reactive"]


def test_an_add_on_is_overdrawn_where_it_was_added() -> None:
    assert Use(Benefit(BenefitKind.ADDON, 3, "hours"), 350).left == -50
