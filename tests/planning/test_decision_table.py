"""The decision table: the seven promises over all combinations, and each row as the domain states it."""

from dataclasses import replace

import pytest
from decision_cases import NOTE, TERMS, TODAY, YESTERDAY, everything

from reconciler.kinds.desired import SignIn
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Manage
from reconciler.planning.changes import Action
from reconciler.planning.plan import Listing
from reconciler.planning.seats import Situation, decide

ALL = list(everything())
MEMBER, INVITED = SeatState.MEMBER, SeatState.INVITED


def has_access_or_offer(seat: Seat | None) -> bool:
    return seat is not None and (seat.state is MEMBER or seat.open(TODAY))


def test_there_are_as_many_combinations_as_the_words_of_the_domain_make() -> None:
    assert len(ALL) > 100_000


def test_one_application_reaches_a_fixpoint() -> None:
    for want, have, case in ALL:
        first = decide(want, have, case)
        if first.do is not None:
            assert decide(want, first.now, case).do is None, (want, have, case)


def test_an_open_invitation_is_never_joined_by_a_second_one() -> None:
    for want, have, case in ALL:
        decision = decide(want, have, case)
        if decision.do is Action.INVITE:
            assert not has_access_or_offer(have), (want, have, case)
        if decision.do is Action.REINVITE:
            assert have is not None
            assert have.state is INVITED
            assert decision.now is not None
            assert decision.now.generation == have.generation + 1


def test_nobody_is_invited_without_a_live_contract() -> None:
    for want, have, case in ALL:
        if not case.live:
            assert decide(want, have, case).do not in (Action.INVITE, Action.REINVITE), (want, have, case)


def test_nobody_is_invited_with_an_account_that_is_blocked() -> None:
    for want, have, case in ALL:
        if case.sign_in is not SignIn.ACCEPTED:
            assert decide(want, have, case).do not in (Action.INVITE, Action.REINVITE), (want, have, case)


def test_who_declined_or_left_is_not_asked_again_by_itself() -> None:
    for want, have, case in ALL:
        if have is None or have.state not in (SeatState.DECLINED, SeatState.LEFT, SeatState.BOUNCED):
            continue
        decision = decide(want, have, case)
        if decision.do is not None:
            assert want is not None
            assert want.round > have.round
            assert have.state is not SeatState.BOUNCED


def test_an_account_policy_decides_nothing_of_members_while_no_contract_is_live() -> None:
    for want, have, case in ALL:
        if not case.live and have is not None and have.state is SeatState.MEMBER:
            assert decide(want, have, case).rule != "D-10", (want, have, case)


def test_an_observed_workspace_is_untouched() -> None:
    for want, have, case in ALL:
        if case.manage_admins is Manage.OBSERVE and case.manage_members is Manage.OBSERVE:
            assert decide(want, have, case).do is None, (want, have, case)


def test_add_only_takes_nobody_away_for_being_undeclared() -> None:
    for want, have, case in ALL:
        stronger = case.leaver or any(s is not None and s.past(TODAY) for s in (want, have))
        stronger = stronger or (
            case.sign_in is not SignIn.ACCEPTED if case.live else have is not None and have.open(TODAY)
        )
        if want is None and have is not None and case.manage(have.role) is Manage.ADD_ONLY and not stronger:
            assert decide(want, have, case).do is None, (want, have, case)


def test_who_is_absent_ends_with_no_access_and_no_open_offer() -> None:
    for want, have, case in ALL:
        absent = case.leaver or want is None or want.past(TODAY)
        full = case.manage_admins is Manage.FULL and case.manage_members is Manage.FULL
        if absent and full:
            decision = decide(want, have, case)
            after = decision.now if decision.do is not None else have
            assert not has_access_or_offer(after), (want, have, case)


def test_generations_never_fall() -> None:
    for want, have, case in ALL:
        decision = decide(want, have, case)
        if decision.now is not None and have is not None:
            assert decision.now.generation >= have.generation


def test_who_is_present_and_asked_ends_with_the_role_that_was_declared() -> None:
    for want, have, case in ALL:
        decision = decide(want, have, case)
        if decision.do in (Action.INVITE, Action.REINVITE, Action.SET_ROLE):
            assert want is not None
            assert decision.now is not None
            assert (decision.now.role, decision.now.until, decision.now.note) == (want.role, want.until, want.note)


def test_every_line_that_is_listed_says_why() -> None:
    for want, have, case in ALL:
        decision = decide(want, have, case)
        assert not (decision.do and decision.listing)
        assert bool(decision.listing) == bool(decision.why)


def seat(state: SeatState, role: Role = Role.MEMBER, **fields: object) -> Seat:
    return replace(Seat(state, role), **fields)  # type: ignore[arg-type]


WANT = seat(SeatState.WANTED)
OPEN = seat(INVITED, generation=1, attempt=1, expires=TODAY.replace(day=30))
PAST = seat(INVITED, generation=1, attempt=1, expires=TODAY)
JOINED = seat(MEMBER, generation=1)
ROWS = [
    ("present, nothing there", WANT, None, {}, Action.INVITE, None),
    ("present, removed before", WANT, seat(SeatState.REMOVED, generation=1), {}, Action.INVITE, None),
    ("present, revoked before", WANT, seat(SeatState.REVOKED, generation=1), {}, Action.INVITE, None),
    ("present, open", WANT, OPEN, {}, None, Listing.WAITING),
    ("present, past its end, attempts left", WANT, PAST, {}, Action.REINVITE, None),
    ("present, past its end, none left", WANT, replace(PAST, attempt=3), {}, None, Listing.NEEDS_DECISION),
    (
        "present, past its end, none left, next round",
        replace(WANT, round=2),
        replace(PAST, attempt=3),
        {},
        Action.REINVITE,
        None,
    ),
    ("present, declined", WANT, seat(SeatState.DECLINED), {}, None, Listing.NEEDS_DECISION),
    ("present, declined, next round", replace(WANT, round=2), seat(SeatState.DECLINED), {}, Action.INVITE, None),
    ("present, left, next round", replace(WANT, round=2), seat(SeatState.LEFT), {}, Action.INVITE, None),
    ("present, bounced", WANT, seat(SeatState.BOUNCED), {}, None, Listing.NEEDS_DECISION),
    ("present, bounced, next round", replace(WANT, round=2), seat(SeatState.BOUNCED), {}, None, Listing.NEEDS_DECISION),
    ("present, member in another role", replace(WANT, role=Role.ADMIN), JOINED, {}, Action.SET_ROLE, None),
    ("present, lowered", WANT, replace(JOINED, role=Role.ADMIN), {}, Action.SET_ROLE, None),
    (
        "present, lowered, add_only",
        WANT,
        replace(JOINED, role=Role.ADMIN),
        {"manage_admins": Manage.ADD_ONLY},
        None,
        Listing.UNMANAGED,
    ),
    ("present, open to another role", replace(WANT, role=Role.ADMIN), OPEN, {}, Action.REINVITE, None),
    ("present, open, another until", replace(WANT, until=TODAY), OPEN, {}, Action.UPDATE_MEMBER, None),
    ("present, member, another reason", replace(WANT, note=NOTE), JOINED, {}, Action.UPDATE_MEMBER, None),
    ("present, as it is", WANT, JOINED, {}, None, None),
    ("personal and blocked, nothing there", WANT, None, {"sign_in": SignIn.BLOCKED}, None, Listing.HELD),
    ("personal and blocked, open", WANT, OPEN, {"sign_in": SignIn.BLOCKED}, Action.REVOKE, None),
    ("personal and blocked, revoked", WANT, seat(SeatState.REVOKED), {"sign_in": SignIn.BLOCKED}, None, Listing.HELD),
    ("personal and blocked, member", WANT, JOINED, {"sign_in": SignIn.BLOCKED}, None, Listing.HELD),
    (
        "personal and blocked, member, another until",
        replace(WANT, until=TODAY),
        replace(JOINED, until=YESTERDAY),
        {"sign_in": SignIn.BLOCKED},
        Action.UPDATE_MEMBER,
        None,
    ),
    (
        "personal and blocked, member, to be removed",
        WANT,
        JOINED,
        {"sign_in": SignIn.LAPSED, "remove_personal": True},
        Action.REMOVE,
        None,
    ),
    ("contract not live, nothing there", WANT, None, {"live": False}, None, None),
    ("contract not live, open", WANT, OPEN, {"live": False}, Action.REVOKE, None),
    ("contract not live, member", WANT, JOINED, {"live": False}, None, None),
    (
        "contract not live, member, another until",
        replace(WANT, until=TODAY),
        replace(JOINED, until=YESTERDAY),
        {"live": False},
        Action.UPDATE_MEMBER,
        None,
    ),
    ("absent, open", None, OPEN, {}, Action.REVOKE, None),
    ("absent, member", None, JOINED, {}, Action.REMOVE, None),
    ("past until, member", replace(WANT, until=YESTERDAY), JOINED, {}, Action.REMOVE, None),
    (
        "past until, member, add_only",
        replace(WANT, until=YESTERDAY),
        JOINED,
        {"manage_members": Manage.ADD_ONLY},
        Action.REMOVE,
        None,
    ),
    ("absent, past its end", None, PAST, {}, None, None),
    ("absent, declined", None, seat(SeatState.DECLINED), {}, None, None),
    ("absent, add_only, member", None, JOINED, {"manage_members": Manage.ADD_ONLY}, None, Listing.UNMANAGED),
    (
        "contract not live, open as admin, declared as a member, who are observed",
        WANT,
        replace(OPEN, role=Role.ADMIN),
        {"live": False, "manage_members": Manage.OBSERVE},
        Action.REVOKE,
        None,
    ),
    ("absent, observe, member", None, JOINED, {"manage_members": Manage.OBSERVE}, None, Listing.WOULD),
    ("leaver, open", WANT, OPEN, {"leaver": True}, Action.REVOKE, None),
    ("leaver, member", WANT, JOINED, {"leaver": True}, Action.REMOVE, None),
    ("leaver, declined", WANT, seat(SeatState.DECLINED), {"leaver": True}, None, None),
]


@pytest.mark.parametrize(
    ("words", "want", "have", "circumstances", "action", "listing"), ROWS, ids=[r[0] for r in ROWS]
)
def test_the_row_of_the_table_says(
    words: str,
    want: Seat | None,
    have: Seat | None,
    circumstances: dict[str, object],
    action: Action | None,
    listing: Listing | None,
) -> None:
    decision = decide(want, have, Situation(on=TODAY, terms=TERMS, **circumstances))  # type: ignore[arg-type]

    assert (decision.do, decision.listing) == (action, listing)


def test_an_invitation_revoked_by_a_contracts_end_is_asked_again_with_its_attempt_unchanged() -> None:
    second_attempt = replace(OPEN, attempt=2)
    revoked = decide(WANT, second_attempt, Situation(on=TODAY, live=False, terms=TERMS)).now

    asked = decide(WANT, revoked, Situation(on=TODAY, terms=TERMS)).now

    assert asked is not None
    assert (asked.attempt, asked.generation) == (2, 2)


def test_an_invitation_revoked_for_being_undeclared_starts_at_its_first_attempt() -> None:
    revoked = decide(None, replace(OPEN, attempt=2), Situation(on=TODAY, terms=TERMS)).now

    asked = decide(WANT, revoked, Situation(on=TODAY, terms=TERMS)).now

    assert asked is not None
    assert asked.attempt == 1


def test_of_two_roles_concerned_the_stricter_management_holds() -> None:
    only_members = Situation(TODAY, manage_members=Manage.ADD_ONLY)

    assert only_members.manage(Role.ADMIN, Role.MEMBER) is Manage.ADD_ONLY
    assert only_members.manage(Role.ADMIN, None) is Manage.FULL
    assert only_members.manage() is Manage.FULL
