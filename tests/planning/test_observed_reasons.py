"""What an observed workspace would get is listed with why it would (D-14)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from estates import (
    ANA,
    BEN,
    DAY_ONE,
    KAI,
    LIN,
    Household,
    addon,
    admin,
    contract,
    declared,
    member,
    with_facts,
    with_people,
)

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import Manage
from reconciler.planning.plan import Listing

ONLY = "this workspace is only observed"


def emea(*people: tuple[PersonKey, Seat], manage: Manage = Manage.OBSERVE, **facts: object) -> Estate:
    estate = declared({"emea": [admin(KAI), *people]}, {"u26": contract(benefits={"engineer": addon(400)})})
    return with_facts(estate, "emea", manage_admins=manage, manage_members=manage, **facts)


@pytest.fixture
def observed(household: Household) -> Household:
    """Ana and Ben are members, and from now on nothing is done here."""
    household.apply(emea(member(ANA), member(BEN), manage=Manage.FULL))
    household.accept_all()
    household.apply(emea(member(ANA), member(BEN)))
    return household


def would(household: Household, estate: Estate, on: date = DAY_ONE) -> Iterable[tuple[str, str]]:
    return [(x.action, x.why) for x in household.plan(estate, on=on).listed if x.listing is Listing.WOULD]


def test_whoever_is_declared_no_more_would_go_for_that_reason(observed: Household) -> None:
    assert would(observed, emea(member(ANA))) == [("remove", f"no longer declared; {ONLY}")]


def test_a_leaver_would_go_as_one(observed: Household) -> None:
    left = with_people(emea(member(ANA), member(BEN)), Person(BEN, status=PersonStatus.LEAVER))

    assert would(observed, left) == [("remove", f"has left the company; {ONLY}")]


def test_a_last_day_is_named(observed: Household) -> None:
    yesterday = date(2026, 5, 31)

    over = would(observed, emea(member(ANA), member(BEN, until=yesterday)))

    assert over == [("remove", f"the last day was 2026-05-31; {ONLY}")]


def test_a_workspace_would_be_suspended_because_no_contract_is_live(observed: Household) -> None:
    after = would(observed, emea(member(ANA), member(BEN)), on=date(2027, 1, 1))

    assert ("suspend_workspace", f"no contract is live; {ONLY}") in after


def test_a_benefit_is_named_with_how_much_of_it(observed: Household) -> None:
    with_benefit = replace(emea(member(ANA), member(BEN), benefits={"engineer": 300}))

    assert would(observed, with_benefit) == [("add_benefit", f"300 hours of engineer; {ONLY}")]


def test_an_invitation_speaks_for_itself(observed: Household) -> None:
    assert would(observed, emea(member(ANA), member(BEN), member("eva@contoso.com"))) == [("invite", ONLY)]


def test_what_somebody_would_have_otherwise_is_said(observed: Household) -> None:
    until = date(2026, 12, 31)
    changed = would(observed, emea(admin(ANA), member(BEN, until=until), admin(LIN)))

    assert sorted(changed) == [
        ("invite", f"as admin; {ONLY}"),
        ("set_role", f"member -> admin; {ONLY}"),
        ("update_member", f"until none -> 2026-12-31; {ONLY}"),
    ]
