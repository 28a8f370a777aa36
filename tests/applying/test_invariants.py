"""Each invariant, broken on purpose: an estate, or a step, that no apply may lead to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from estates import ANA, BEN, DAY_ONE, KAI, addon, contract, policy
from held import ADMIN, FINANCE, MEMBER, OFFER, REMOVED, U26, held

from reconciler.applying.invariants import broken, broken_by, unfounded
from reconciler.applying.passage import passage
from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind, Because, PersonalAccounts
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.contract import Support
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import Action, Change
from reconciler.planning.merges import merge

NOA = "noa@outlook.example"


def invite(*people: str, seat: Seat = OFFER) -> Change:
    return Change(Action.INVITE, FINANCE, None, seat, "S-07", tuple(map(key_of, people)))


def remove(*people: str, rule: str = "D-14", do: Action = Action.REMOVE) -> Change:
    return Change(do, FINANCE, ADMIN, REMOVED, rule, tuple(map(key_of, people)))


def objections(before: Estate, *changes: Change, on: date = DAY_ONE) -> list[str]:
    went = passage(before, changes)
    assert not went.broken
    return list(broken_by(before, went.after, changes, on))


def test_a_sound_estate_breaks_nothing() -> None:
    assert list(broken(held({ANA: MEMBER, BEN: OFFER}))) == []


@pytest.mark.parametrize(
    ("seat", "says"),
    [
        (Seat(SeatState.WANTED, Role.MEMBER), "a seat in finance is only wanted, which no state holds"),
        (replace(OFFER, expires=None), "I1: an invitation to finance has no end, generation or attempt"),
        (replace(OFFER, generation=0), "I1: an invitation to finance has no end, generation or attempt"),
        (replace(OFFER, attempt=0), "I1: an invitation to finance has no end, generation or attempt"),
    ],
)
def test_a_seat_that_no_state_may_hold_is_named(seat: Seat, says: str) -> None:
    assert list(broken(held({ANA: seat}))) == [says]


def test_an_account_that_is_two_people_is_named() -> None:
    """S-09: nobody registers twice."""
    account = Identity("https://login.example,tenant,object")
    both = {key_of(who): Person(who, identity=account) for who in (ANA, BEN)}

    assert list(broken(held({ANA: MEMBER, BEN: MEMBER}, people=both))) == [
        "S-09: accounts that are registered as two people: 1"
    ]


def test_seats_without_a_workspace_are_named() -> None:
    astray = replace(held(), seats={WorkspaceId("gone"): {key_of(ANA): MEMBER}})

    assert list(broken(astray)) == ["there are seats in gone, which is no workspace"]


def test_two_open_invitations_of_one_person_are_named_across_aliases() -> None:
    """I2, D-04."""
    as_two = held({ANA: OFFER, BEN: OFFER}, people={key_of(ANA): Person(ANA, also=(BEN,))})

    assert list(broken(as_two)) == [f"I2: {ANA} has two open invitations to finance, one of them as {BEN}"]


@pytest.mark.parametrize("other", [MEMBER, REMOVED])
def test_one_open_invitation_of_a_person_with_two_addresses_is_right(other: Seat) -> None:
    as_two = held({ANA: OFFER, BEN: other}, people={key_of(ANA): Person(ANA, also=(BEN,))})

    assert list(broken(as_two)) == []


@pytest.mark.parametrize(
    ("benefits", "says"),
    [
        ({"hours": 401}, ["D-01: 401 of hours are added and 400 were bought"]),
        ({"trainings": 1}, ["D-01: 1 of trainings are added and 0 were bought"]),
        ({"hours": 400}, []),
    ],
)
def test_no_more_of_a_benefit_is_added_than_was_bought(benefits: dict[str, int], says: list[str]) -> None:
    """D-01."""
    assert list(broken(held(workspaces={FINANCE: Workspace(benefits=benefits)}))) == says


def test_what_is_bought_without_a_limit_is_added_without_one() -> None:
    unlimited = {U26: contract(benefits={"hours": replace(addon(1), quantity=None)})}

    assert list(broken(held(contracts=unlimited, workspaces={FINANCE: Workspace(benefits={"hours": 9000})}))) == []


def test_what_was_broken_before_is_not_the_fault_of_a_step() -> None:
    assert objections(held({ANA: replace(MEMBER, generation=0)}), invite(BEN)) == []


def test_a_step_that_breaks_what_holds_on_every_day_is_named() -> None:
    assert objections(held(), invite(ANA, seat=replace(OFFER, attempt=0))) == [
        "I1: an invitation to finance has no end, generation or attempt"
    ]


@pytest.mark.parametrize(
    ("do", "now"),
    [
        (Action.ARCHIVE_WORKSPACE, WorkspaceStatus.ARCHIVED),
        (Action.SUSPEND_WORKSPACE, WorkspaceStatus.SUSPENDED),
    ],
)
def test_no_open_invitation_outlives_a_workspace_in_use(do: Action, now: WorkspaceStatus) -> None:
    """D-07."""
    close = Change(do, FINANCE, {"status": "active"}, {"status": now.value}, "D-17")

    assert objections(held({ANA: OFFER}), close) == [f"D-07: finance would be {now.value} with open invitations"]
    assert objections(held({ANA: OFFER}), close, on=date(2026, 7, 1)) == [], "past its end it is open no more"


def test_no_open_invitation_outlives_a_leaver() -> None:
    """D-07, with revokes before removals."""
    retail, ana = WorkspaceId("retail"), key_of(ANA)
    seats = {FINANCE: {key_of(KAI): ADMIN, ana: ADMIN}, retail: {ana: OFFER}}
    both = replace(held({KAI: ADMIN, ANA: ADMIN}), workspaces={FINANCE: Workspace(), retail: Workspace()}, seats=seats)

    assert objections(both, remove(ANA)) == []
    assert objections(both, remove(ANA, rule="D-16")) == [
        f"D-07: {ANA} leaves the customer with an open invitation to retail"
    ]


@pytest.mark.parametrize("status", [WorkspaceStatus.ARCHIVED, WorkspaceStatus.SUSPENDED])
def test_nobody_is_invited_to_a_workspace_that_is_not_in_use(status: WorkspaceStatus) -> None:
    """D-07."""
    closed = held(workspaces={FINANCE: Workspace(status=status)})

    assert objections(closed, invite(ANA)) == ["D-07: people would be invited to finance, which is not in use"]


def test_nobody_is_invited_while_no_contract_is_live() -> None:
    """D-03."""
    says = "D-03: people would be invited while no contract is live"

    assert objections(held(), invite(ANA), on=date(2027, 1, 1)) == [says]
    assert objections(held(), invite(ANA), on=date(2026, 12, 31)) == []


@pytest.mark.parametrize("do", [Action.INVITE, Action.REINVITE])
def test_no_personal_account_is_invited_where_they_are_blocked(do: Action) -> None:
    """S-11."""
    told = {key_of(NOA): Person(NOA, account=AccountKind.PERSONAL)}
    ask = invite(NOA)._replace(do=do)

    assert objections(held(people=told), ask) == [f"S-11: {NOA} has a personal account, and finance blocks them"]


def test_a_personal_account_is_invited_where_they_are_allowed() -> None:
    """S-10, S-12."""
    told = {key_of(NOA): Person(NOA, account=AccountKind.PERSONAL)}
    allowing = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE)

    assert objections(held(people=told, policy=allowing), invite(NOA)) == []
    assert objections(held(people=told, contracts={U26: contract(Support.PREMIER)}), invite(NOA)) == []


@pytest.mark.parametrize(
    ("changes", "limits", "lost"),
    [
        ([remove(KAI)], Limits(), False),
        ([remove(KAI, ANA)], Limits(), True),
        ([remove(KAI)], Limits(min_admins=2), True),
        ([remove(KAI, ANA, rule="D-16")], Limits(), False),
        ([remove(KAI, rule="D-16"), remove(ANA)], Limits(), True),
        ([remove(KAI, ANA, do=Action.ANSWER_LEFT, rule="S-08")], Limits(), False),
    ],
    ids=["one of two", "both", "one of two needed", "leavers", "a leaver and another", "by themselves"],
)
def test_no_step_takes_the_last_accepted_admin(changes: Sequence[Change], limits: Limits, lost: bool) -> None:
    """D-08."""
    before = held({KAI: ADMIN, ANA: ADMIN}, limits=limits)

    assert objections(before, *changes) == ["D-08: finance would lose the last of its accepted admins"] * lost


def test_lowering_the_last_admin_is_losing_them() -> None:
    """D-08."""
    lower = Change(Action.SET_ROLE, FINANCE, ADMIN, MEMBER, "D-08", (PersonKey(KAI),))

    assert objections(held({KAI: ADMIN}), lower) == ["D-08: finance would lose the last of its accepted admins"]


def test_a_plan_that_asks_for_more_admins_is_held_to_it_already() -> None:
    """D-08, D-21: tightening works in the plan that brings it."""
    tighten = Change(Action.SET_LIMITS, "", {"min_admins": 1}, {"min_admins": 2}, "D-21")

    assert objections(held({KAI: ADMIN, ANA: ADMIN}), tighten, remove(KAI)) == [
        "D-08: finance would lose the last of its accepted admins"
    ]


@pytest.mark.parametrize(
    ("do", "was", "founded"),
    [
        (Action.ANSWER_ACCEPTED, OFFER, True),
        (Action.ANSWER_ACCEPTED, replace(OFFER, generation=0), False),
        (Action.ANSWER_ACCEPTED, None, False),
        (Action.ANSWER_ACCEPTED, REMOVED, False),
        (Action.IMPORTED, None, True),
        (Action.INVITE, None, False),
        (Action.UPDATE_MEMBER, OFFER, False),
        (Action.SET_ROLE, ADMIN, True),
    ],
)
def test_every_membership_has_an_accepted_invitation_or_an_import_behind_it(
    do: Action, was: Seat | None, founded: bool
) -> None:
    """I1: or it began before and goes on."""
    says = [f"I1: {do} makes a member of finance who accepted no invitation"]

    assert list(unfounded([Change(do, FINANCE, was, MEMBER, "S-08", (key_of(ANA),))])) == says * (not founded)


def test_people_who_become_one_gain_no_workspace_by_that() -> None:
    """I1, D-12."""
    estate = held({ANA: MEMBER, BEN: OFFER})
    right = merge(key_of(ANA), [key_of(BEN)], Person(ANA, also=(BEN,)), estate, DAY_ONE)
    retail = {"retail": {ANA: {"state": "member", "role": "member", "gen": 1}}}
    wrong = right._replace(now={**right.now, "seats": {**right.now["seats"], **retail}})  # type: ignore[index, dict-item]

    assert list(unfounded([right])) == []
    assert list(unfounded([wrong])) == ["I1: merge_person makes a member of retail who accepted no invitation"]


def test_a_step_that_makes_a_member_of_somebody_who_was_not_asked_is_named() -> None:
    """I1."""
    assert objections(held({KAI: ADMIN}), invite(ANA, seat=MEMBER)) == [
        "I1: invite makes a member of finance who accepted no invitation"
    ]
