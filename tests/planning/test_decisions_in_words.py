"""Decisions as a whole, for a reader to look through: on whose word, why, and the seat that stands from then on."""

from datetime import date

from decision_cases import NOTE, TERMS, TODAY, YESTERDAY
from goldens import Golden

from reconciler.kinds.desired import SignIn
from reconciler.kinds.seat import Note, Role, Seat, SeatState
from reconciler.kinds.workspace import Manage
from reconciler.planning.seats import Decision, Situation, decide

LATER = date(2026, 6, 30)
ADMIN, MEMBER = Role.ADMIN, Role.MEMBER
WANTED = (
    None,
    Seat(SeatState.WANTED, MEMBER),
    Seat(SeatState.WANTED, ADMIN, until=LATER, round=2, note=NOTE),
    Seat(SeatState.WANTED, MEMBER, until=YESTERDAY),
)
HELD = (
    None,
    Seat(SeatState.INVITED, MEMBER, generation=1, attempt=1, expires=LATER),
    Seat(SeatState.INVITED, ADMIN, until=YESTERDAY, generation=2, attempt=2, expires=LATER, note=NOTE),
    Seat(SeatState.INVITED, MEMBER, generation=4, attempt=1, expires=TODAY, round=2),
    Seat(SeatState.INVITED, MEMBER, generation=4, attempt=3, expires=TODAY),
    Seat(SeatState.MEMBER, MEMBER, generation=1),
    Seat(SeatState.MEMBER, ADMIN, until=YESTERDAY, generation=2, note=Note(sponsor="kim@contoso.com")),
    Seat(SeatState.DECLINED, MEMBER, generation=2, round=1),
    Seat(SeatState.LEFT, MEMBER, generation=3, round=2),
    Seat(SeatState.BOUNCED, MEMBER, generation=2),
    Seat(SeatState.REMOVED, MEMBER, generation=3, attempt=3),
    Seat(SeatState.REVOKED, MEMBER, generation=2, attempt=2),
)
USUAL = Situation(TODAY, terms=TERMS)
BLOCKED = USUAL._replace(sign_in=SignIn.BLOCKED)
ADD_ONLY = {"manage_admins": Manage.ADD_ONLY, "manage_members": Manage.ADD_ONLY}
SITUATIONS = {
    "as usual": USUAL,
    "no contract is live": USUAL._replace(live=False),
    "a personal account, blocked": BLOCKED,
    "a personal account, blocked, to be removed": BLOCKED._replace(remove_personal=True),
    "an account of which nobody can tell the kind": USUAL._replace(sign_in=SignIn.UNKNOWN),
    "a leaver": USUAL._replace(leaver=True),
    "add_only": USUAL._replace(**ADD_ONLY),
    "add_only, no contract is live": USUAL._replace(live=False, **ADD_ONLY),
    "add_only, a personal account, blocked": BLOCKED._replace(**ADD_ONLY),
    "admins only observed": USUAL._replace(manage_admins=Manage.OBSERVE),
    "admins only observed, members add_only": USUAL._replace(
        manage_admins=Manage.OBSERVE, manage_members=Manage.ADD_ONLY
    ),
    "only observed": USUAL._replace(manage_admins=Manage.OBSERVE, manage_members=Manage.OBSERVE),
}


def seat_said(seat: Seat | None) -> str:
    """Its state and role, and whatever is not as in any other."""
    if seat is None:
        return "nothing"
    said = [seat.state.value, seat.role.value]
    said += [f"until {seat.until}"] * (seat.until is not None) + [f"expires {seat.expires}"] * (
        seat.expires is not None
    )
    said += [f"generation {seat.generation}"] * bool(seat.generation) + [f"attempt {seat.attempt}"] * bool(seat.attempt)
    said += [f"round {seat.round}"] * (seat.round > 1)
    said += [" ".join(filter(None, (seat.note.reason, seat.note.ticket, seat.note.sponsor)))] if seat.note else []
    return ", ".join(said)


def decision_said(made: Decision) -> str:
    if made.do is not None:
        return f"{made.rule} {made.do.value}: {seat_said(made.now)}"
    if made.listing is None:
        return f"{made.rule} nothing"
    until = f" (until {made.until})" if made.until else ""
    would = f" {made.would.value}" if made.would else ""
    return f"{made.rule} listed as {made.listing.value}{would}: {made.why}{until}"


def test_each_decision_stands_on_a_rule_and_says_what_comes_of_it_and_why(golden: Golden) -> None:
    lines = []
    for name, situation in SITUATIONS.items():
        for want in WANTED:
            lines.append(f"\n{name}; wanted: {seat_said(want)}")
            lines += [f"  {seat_said(have)}  ->  {decision_said(decide(want, have, situation))}" for have in HELD]

    golden("planning/decisions.txt", "\n".join(lines).lstrip() + "\n")
