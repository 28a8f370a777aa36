"""Who sees a workspace, over every sort of seat and workspace; and what of the contract is there for it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from estates import ANA, BEN, DAY_ONE, ENDS, KAI, MIA, Household, addon, admin, contract, declared, member, with_facts

from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.rules.contract_aspects import aspects, benefits_in
from reconciler.rules.visibility import sight

FINANCE, RETAIL, DEFAULT = WorkspaceId("finance"), WorkspaceId("retail"), WorkspaceId("default")
BASE = Benefit(BenefitKind.BASE)


def seeing(state: SeatState, role: Role = Role.MEMBER, status: WorkspaceStatus = WorkspaceStatus.ACTIVE) -> Estate:
    seat = Seat(state, role, generation=1, expires=ENDS if state is SeatState.INVITED else None)
    return replace(
        declared({"finance": [(key_of(ANA), seat)], "retail": [(key_of(BEN), seat)]}),
        workspaces={FINANCE: Workspace(status=status), RETAIL: Workspace()},
    )


@pytest.mark.parametrize("state", SeatState)
@pytest.mark.parametrize("role", Role)
def test_only_who_has_accepted_sees_a_workspace_whatever_the_role(state: SeatState, role: Role) -> None:
    seen = sight(seeing(state, role), key_of(ANA), DAY_ONE).workspaces

    assert seen == ((FINANCE,) if state is SeatState.MEMBER else ())


@pytest.mark.parametrize("status", WorkspaceStatus)
def test_a_suspended_workspace_is_read_and_an_archived_one_is_not(status: WorkspaceStatus) -> None:
    seen = sight(seeing(SeatState.MEMBER, status=status), key_of(ANA), DAY_ONE).workspaces

    assert seen == (() if status is WorkspaceStatus.ARCHIVED else (FINANCE,))


def test_a_last_day_is_the_last_on_which_a_workspace_is_seen() -> None:
    seat = Seat(SeatState.MEMBER, Role.ADMIN, until=DAY_ONE, generation=1)
    estate = declared({"finance": [(key_of(ANA), seat)]})

    assert sight(estate, key_of(ANA), DAY_ONE).workspaces == (FINANCE,)
    assert sight(estate, key_of(ANA), DAY_ONE + timedelta(1)).workspaces == ()


def test_being_named_on_the_contract_opens_no_workspace_before_accepting(household: Household) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    before = sight(household.current(), key_of(MIA), DAY_ONE).workspaces
    household.accept_all()

    assert before == ()
    assert sight(household.current(), key_of(MIA), DAY_ONE).workspaces == (DEFAULT,)


def test_another_address_of_a_person_shows_the_same() -> None:
    seat = Seat(SeatState.MEMBER, Role.MEMBER, generation=1)
    other = PersonKey("ana@northwind.example")
    estate = declared({"finance": [(key_of(ANA), seat)]}, people={key_of(ANA): Person(ANA, also=(other,))})

    assert sight(estate, other, DAY_ONE) == sight(estate, key_of(ANA), DAY_ONE)


def test_a_stranger_and_somebody_known_without_a_workspace_see_the_same_nothing() -> None:
    estate = seeing(SeatState.REMOVED)

    assert sight(estate, key_of(ANA), DAY_ONE).workspaces == sight(estate, key_of(KAI), DAY_ONE).workspaces == ()


def test_s_16_a_selection_is_of_ones_own_and_leaves_out_what_is_foreign_as_what_is_not_there() -> None:
    seat = Seat(SeatState.MEMBER, Role.MEMBER, generation=1)
    estate = declared({w: [(key_of(ANA), seat)] for w in ("finance", "retail")} | {"payroll": [(key_of(BEN), seat)]})
    mine = sight(estate, key_of(ANA), DAY_ONE)

    assert mine.only([RETAIL, WorkspaceId("payroll")]) == mine.only([RETAIL, WorkspaceId("no-such")])
    assert mine.only([RETAIL]) == replace(mine, workspaces=(RETAIL,))


@pytest.fixture
def shared_out(household: Household) -> Estate:
    """400 hours bought, 300 of them in finance and 100 in retail; base benefits besides."""
    terms = contract(benefits={"hours": addon(400), "reactive": BASE}, support_contacts=(BEN,))
    estate = declared({"finance": [admin(KAI)], "retail": [admin(KAI), member(ANA)]}, {"u26": terms})
    estate = with_facts(estate, "finance", benefits={"hours": 300})
    household.apply(with_facts(estate, "retail", benefits={"hours": 100}))
    household.accept_all()
    return household.current()


def test_s_15_an_add_on_is_there_with_what_was_added_and_not_with_what_was_bought(shared_out: Estate) -> None:
    assert benefits_in(shared_out, FINANCE, DAY_ONE) == {"hours": addon(300), "reactive": BASE}
    assert benefits_in(shared_out, RETAIL, DAY_ONE) == {"hours": addon(100), "reactive": BASE}
    assert benefits_in(shared_out, DEFAULT, DAY_ONE) == {"reactive": BASE}


def test_s_15_who_is_named_for_the_default_workspace_stands_in_its_view_alone(shared_out: Estate) -> None:
    here, there = (aspects(shared_out, w, DAY_ONE).contract for w in (DEFAULT, FINANCE))

    assert here is not None
    assert there is not None
    assert (here.services_admins, here.support_contacts) == ((MIA,), (BEN,))
    assert (there.services_admins, there.support_contacts) == ((), ())
    assert (there.support, there.starts, there.ends) == (here.support, here.starts, here.ends)


def test_after_the_contract_the_view_says_why_nobody_can_open_cases(shared_out: Estate) -> None:
    view = aspects(shared_out, FINANCE, date(2027, 1, 1))

    assert view.id == ContractId("u26")
    assert view.barred == "no contract is live on 2027-01-01"


def test_without_any_contract_there_is_nothing_to_show_of_one() -> None:
    estate = Estate(CustomerId("contoso"), workspaces={FINANCE: Workspace()})

    assert aspects(estate, FINANCE, DAY_ONE).contract is None
