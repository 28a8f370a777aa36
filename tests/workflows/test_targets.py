"""``--target CUSTOMER`` and ``CUSTOMER/WORKSPACE``: only these, and nobody is missed where not all were asked for."""

from pathlib import Path

import pytest
from runs import CONTOSO, CUSTOMER, Run

from reconciler.errors import WrongUsage
from reconciler.kinds.estate import CustomerId
from reconciler.planning.changes import Action
from reconciler.planning.plan import CustomerPlan
from reconciler.workflows.targets import chosen

FABRIKAM = CUSTOMER.replace("contoso", "fabrikam")
WITH_EVA = CUSTOMER.replace("ben@", "eva@").replace("lin@", "ida@")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Contoso and Fabrikam, applied; since then two workspaces of Contoso and of Fabrikam have changed."""
    made = Run(tmp_path)
    made.declare(FABRIKAM, "fabrikam.yaml")
    assert made.apply().exit_code == 0
    made.declare(WITH_EVA)
    made.declare(WITH_EVA.replace("contoso", "fabrikam"), "fabrikam.yaml")
    return made


def touched(plans: list[CustomerPlan]) -> dict[str, set[str]]:
    """The workspaces with changes, and with lines in a list, of each customer planned."""
    return {p.customer: {c.at for c in p.changes} | {line.at for line in p.listed} for p in plans}


def test_without_a_target_everything_is_planned(run: Run) -> None:
    assert touched(run.plan()) == {c: {"default", "finance", "retail"} for c in ("contoso", "fabrikam")}


def test_a_customer_is_planned_alone(run: Run) -> None:
    assert touched(run.plan("fabrikam")) == {"fabrikam": {"default", "finance", "retail"}}


def test_a_workspace_is_planned_alone(run: Run) -> None:
    assert touched(run.plan("contoso/finance")) == {"contoso": {"finance"}}


def test_several_targets_are_planned_together(run: Run) -> None:
    assert touched(run.plan("contoso/finance", "contoso/retail")) == {"contoso": {"finance", "retail"}}
    assert touched(run.plan("fabrikam/retail", "contoso")) == {
        "contoso": {"default", "finance", "retail"},
        "fabrikam": {"retail"},
    }
    assert touched(run.plan("contoso/finance", "contoso")) == {"contoso": {"default", "finance", "retail"}}


def test_a_customer_that_does_not_exist_is_wrong_usage_and_the_nearest_is_named(run: Run) -> None:
    with pytest.raises(WrongUsage, match="there is no such customer") as refused:
        run.plan("contso")

    assert refused.value.remedy == "did you mean contoso?"


def test_what_is_not_asked_for_is_not_taken_for_vanished(run: Run) -> None:
    """A part of the configuration says nothing about the rest."""
    (run.folder / "fabrikam.yaml").unlink()

    assert [p.customer for p in run.plan("contoso")] == ["contoso"]
    assert [p.stopped for p in run.plan("fabrikam")] == [True], "asked for by name, it is"


def test_everything_is_whole_only_without_targets_and_with_all_selected() -> None:
    both = [CONTOSO, CustomerId("fabrikam")]

    assert chosen((), both, both, ()).whole
    assert not chosen((), both[:1], both, ()).whole
    assert not chosen(("contoso", "fabrikam"), both, both, ()).whole


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("contoso/nope", "there is no such workspace"),
        ("contoso/finance/x", "--target contoso/finance/x: there is no such workspace"),
        ("contoso/finanse", "--target contoso/finanse"),
        ("contoso/", "the workspace is missing"),
    ],
)
def test_what_is_nowhere_is_wrong_usage(target: str, says: str, run: Run) -> None:
    with pytest.raises(WrongUsage, match=says):
        run.plan(target)


def test_the_nearest_name_is_offered(run: Run) -> None:
    with pytest.raises(WrongUsage) as refused:
        run.plan("contoso/finanse")

    assert refused.value.remedy == "did you mean contoso/finance?"


def test_a_workspace_is_known_that_only_the_state_has_or_only_a_rule_makes(run: Run) -> None:
    assert touched(run.plan("contoso/default"))
    run.declare(CUSTOMER.partition("  retail:")[0])

    assert "retail" in {change.at for change in run.plan("contoso/retail")[0].changes}


def test_both_names_of_a_renamed_workspace_are_known(run: Run) -> None:
    run.declare(CUSTOMER.replace("  retail:\n", "  shops:\n    was: retail\n"))

    assert run.plan("contoso/retail")
    assert run.plan("contoso/shops")


def test_people_who_become_one_take_the_new_name_of_a_workspace_with_them(run: Run) -> None:
    """They are in retail too, which was not asked for, and which has another name from then on."""
    one = CUSTOMER.replace("  retail:\n", "  shops:\n    was: retail\n").replace("lin@", "ben@")
    run.declare(one.replace("workspaces:", "people:\n  ben@contoso.com: {also: [lin@contoso.com]}\nworkspaces:"))

    (plan,) = run.plan("contoso/finance")

    assert [(c.do, c.at) for c in plan.changes[:2]] == [
        (Action.RENAME_WORKSPACE, "shops"),
        (Action.MERGE_PERSON, "ben@contoso.com"),
    ]
    assert run.apply(targets=("contoso/finance",)).exit_code == 0


def test_a_workspace_of_a_customer_whom_nobody_declares_is_looked_up_in_the_state(run: Run) -> None:
    (run.folder / "contoso.yaml").unlink()

    assert run.plan("contoso/retail")[0].stopped
    with pytest.raises(WrongUsage, match="contoso/nope"):
        run.plan("contoso/nope")
