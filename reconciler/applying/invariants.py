"""What must be true of every estate, whatever led to it (SAFETY: invariants).

``broken`` looks at one estate; ``broken_by`` at what a step did to it. Both give sentences, none when all is well.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Set
from datetime import date
from itertools import chain
from typing import Any

from reconciler.applying.casework import broken_by_cases
from reconciler.applying.names import NAMING, broken_by_names
from reconciler.kinds.account_policy import personal_allowed
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Contract, Support
from reconciler.kinds.estate import Estate, Seats
from reconciler.kinds.renewal import speaking
from reconciler.kinds.seat import Seat, SeatState, seat_from_plain
from reconciler.kinds.seating import accepted_admins, distinct
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import ASKING, ON_CASES, ON_CONTRACTS, ON_PEOPLE, ON_SEATS, Action, Change, facts_of
from reconciler.planning.succession import STRONGER_RULES
from reconciler.rules.benefits import bought_by
from reconciler.rules.predicted_accounts import Predicted


def broken(estate: Estate, among: Collection[WorkspaceId] | None = None) -> Iterator[str]:
    """I2, D-01, D-04: what holds on every day. What stands behind a membership, only its step knows (``unfounded``).
    ``among`` are the workspaces whose seats are looked at, where that is not all."""
    yield from _seats(estate, among)
    yield from _facts(estate, among)


def _here(estate: Estate, among: Collection[WorkspaceId] | None) -> Seats:
    return estate.seats if among is None else {w: estate.seats[w] for w in sorted(among) if w in estate.seats}


def _seats(estate: Estate, among: Collection[WorkspaceId] | None) -> Iterator[str]:
    for workspace, seats in _here(estate, among).items():
        if workspace not in estate.workspaces:
            yield f"there are seats in {workspace}, which is no workspace"
            continue
        yield from filter(None, [_wrong(workspace, seat) for seat in distinct(seats)])


def _facts(estate: Estate, among: Collection[WorkspaceId] | None) -> Iterator[str]:
    for workspace in sorted(estate.cases.keys() - estate.workspaces.keys()):
        yield f"there are cases in {workspace}, which is no workspace"
    yield from _two_offers(estate, _here(estate, among))
    yield from _registered_twice(estate)
    yield from _benefits(estate)


def _wrong(workspace: str, seat: Seat) -> str:
    """What is wrong with a seat wherever it stands; else empty."""
    if seat.state is SeatState.WANTED:
        return f"a seat in {workspace} is only wanted, which no state holds"
    if seat.state is SeatState.INVITED and (seat.expires is None or seat.generation < 1 or seat.attempt < 1):
        return f"I1: an invitation to {workspace} has no end, generation or attempt"
    return ""


def _two_offers(estate: Estate, here: Seats) -> Iterator[str]:
    """I2, D-04: an offer under one address makes the one under another address of the same person void."""
    others = ((PersonKey(also), key) for key, person in estate.people.items() for also in person.also)
    twofold = [(alias, person) for alias, person in others if alias in estate.numbers]
    for workspace, seats in here.items() if twofold else ():
        for alias, person in twofold:
            if _offered(seats.get(alias)) and _offered(seats.get(person)):
                yield f"I2: {person} has two open invitations to {workspace}, one of them as {alias}"


def _registered_twice(estate: Estate) -> Iterator[str]:
    """S-09: an account is one person."""
    known = Counter(person.identity for person in estate.people.values() if person.identity is not None)
    if twice := sum(count > 1 for count in known.values()):
        yield f"S-09: accounts that are registered as two people: {twice:,}"


def _offered(seat: Seat | None) -> bool:
    return seat is not None and seat.state is SeatState.INVITED


def _benefits(estate: Estate) -> Iterator[str]:
    """D-01: never more added than bought."""
    bought = bought_by(estate)
    for benefit, total in sorted(_added(estate).items()):
        limit = bought[benefit].quantity if benefit in bought else 0
        if limit is not None and total > limit:
            yield f"D-01: {total:,} of {benefit} are added and {limit:,} were bought"


def _added(estate: Estate) -> dict[str, int]:
    added: dict[str, int] = {}
    for workspace in (x for x in estate.workspaces.values() if x.benefits):
        for benefit, quantity in workspace.benefits.items():
            added[benefit] = added.get(benefit, 0) + (quantity or 0)
    return added


def broken_by(before: Estate, after: Estate, changes: Collection[Change], on: date) -> Iterator[str]:
    """What a step did that no step may do, judged on its result at a day. What was broken before is not its fault."""
    does = {c.do for c in changes}
    yield from _broken_anew(before, after, changes, does)
    yield from unfounded(changes)
    if not does.isdisjoint(NAMING):
        yield from broken_by_names(changes)
    if not does <= ON_SEATS:  # else what was bought, and added, is as it was
        yield from _beyond_what_counts(before, after, changes, on)
    contract = after.live_contract(on)
    yield from _offers_outlive(after, changes, on, contract)
    yield from _personal_offers(after, changes, on, contract)
    yield from _admins_lost(before, after, changes)
    yield from _erased_again(before, changes)
    yield from broken_by_cases(before, [c for c in changes if c.do in ON_CASES])


def _broken_anew(before: Estate, after: Estate, changes: Iterable[Change], does: Set[Action]) -> Iterator[str]:
    """What holds on every day and does so no more. A seat that is wrong now and was not before is one that a change
    made, unless seats were moved. Where changes are of seats alone, all facts are as they were, so that only two offers
    of somebody with two addresses can be new."""
    made = {id(change.now): change.now for change in changes}.values()
    right = does.isdisjoint(_MOVING) and not any(_wrong("", seat) for seat in made if isinstance(seat, Seat))
    told_of = after.people != before.people or any(person.also for person in after.people.values())
    if right and does <= ON_SEATS and not told_of:
        return
    judged, changed = _facts if right else broken, _written_to(before, after)
    found = [*judged(after, changed)]
    known = {*judged(before, changed)} if found else set()
    yield from (sentence for sentence in found if sentence not in known)


_MOVING = ON_PEOPLE | {Action.RENAME_WORKSPACE, Action.DELETE_WORKSPACE}
"""What gives or takes seats and is no change of them."""


def _erased_again(before: Estate, changes: Collection[Change]) -> Iterator[str]:
    """An address that was erased comes back by no door: not by a plan of before, an import, a new name or an undo."""
    if not before.tombstones.addresses:
        return
    comes = {p for c in changes if c.do in _COMES for p in c.who if p not in before.numbers}
    comes |= {PersonKey(c.at) for c in changes if c.do is Action.RENAME_PERSON}
    merges = (facts_of(c.now)["people"] for c in changes if c.do is Action.MERGE_PERSON)
    comes |= {PersonKey(p) for people in merges for p in people if p not in before.numbers}
    facts = ((facts_of(c.was), facts_of(c.now)) for c in changes if c.do is Action.UPDATE_PERSON)
    comes |= {PersonKey(a) for was, now in facts for a in {*(now.get("also") or ())} - {*(was.get("also") or ())}}
    for person in sorted(before.tombstones.covered(comes)):
        yield f"{person} was erased, and is not taken in again"


_COMES = frozenset({Action.INVITE, Action.IMPORTED})


def _written_to(before: Estate, after: Estate) -> set[WorkspaceId]:
    """Where somebody's seat is another one, or that came or went; all others have the very same seats."""
    gone = (w for w, seats in before.seats.items() if after.seats.get(w) is not seats)
    fresh = (w for w, seats in after.seats.items() if before.seats.get(w) is not seats)
    return {*gone, *fresh, *(before.workspaces.keys() ^ after.workspaces.keys())}


def unfounded(changes: Collection[Change]) -> Iterator[str]:
    """I1: "Every membership has an accepted invitation or a recorded import behind it." """
    for change in changes:
        gained = [change.at] if _makes_members(change) else []
        if change.do is Action.MERGE_PERSON:
            gained = sorted(_member_workspaces(change.now) - _member_workspaces(change.was))
        for workspace in gained:
            yield f"I1: {change.do.value} makes a member of {workspace} who accepted no invitation"


def _makes_members(change: Change) -> bool:
    """Whether people become members who were none, neither by accepting an invitation nor by an import."""
    was, now = change.was, change.now
    if not isinstance(now, Seat) or now.state is not SeatState.MEMBER or change.do is Action.IMPORTED:
        return False
    before = was.state if isinstance(was, Seat) and was.generation else None
    accepted = change.do is Action.ANSWER_ACCEPTED and before is SeatState.INVITED
    if change.do is Action.RESTORE_MEMBER:  # on the strength of what made them one before they were removed
        return not isinstance(was, Seat) or was.state is not SeatState.REMOVED
    return not accepted and not (isinstance(was, Seat) and was.state is SeatState.MEMBER)


def _member_workspaces(side: object) -> set[str]:
    """Of a side of a merge (see ``planning.merges``): where one of its people is a member."""
    seats = side["seats"] if isinstance(side, dict) else {}
    return {w for w, mine in seats.items() if any(seat["state"] == SeatState.MEMBER for seat in mine.values())}


def _beyond_what_counts(before: Estate, after: Estate, changes: Collection[Change], on: date) -> Iterator[str]:
    """D-01 on the day: of what the contract that speaks bought, no step adds more. What was too much already, or
    became so because one contract ended, is no step's fault."""
    too_much = _too_much(after, on)
    if not too_much:
        return
    contracts = any(c.do in ON_CONTRACTS for c in changes)
    touched = {str(c.now["benefit"]) for c in changes if c.do in _RAISES and isinstance(c.now, dict)}
    known = _too_much(before, on)
    for benefit, (total, limit) in sorted(too_much.items()):
        grew = total > known[benefit][0] if benefit in known else benefit in touched or contracts
        if grew:
            yield f"D-01: {total:,} of {benefit} would be added and {limit:,} are bought on {on}"


_RAISES = frozenset({Action.ADD_BENEFIT, Action.CHANGE_BENEFIT})


def _too_much(estate: Estate, on: date) -> dict[str, tuple[int, int]]:
    """Add-ons of which the workspaces have more than was bought: how much, and how much was bought."""
    contract = speaking(estate.contracts, on)
    bought = estate.contracts[contract].benefits if contract is not None else {}
    limits = {b: x.quantity for b, x in bought.items()}
    return {b: (n, limit) for b, n in _added(estate).items() if (limit := limits.get(b, 0)) is not None and n > limit}


def _offers_outlive(after: Estate, changes: Collection[Change], on: date, contract: Contract | None) -> Iterator[str]:
    """D-07: no open invitation outlives a leaver, an archived workspace or a contract."""
    for person in sorted(_leavers_removed(changes)):
        for workspace in sorted(w for w, seats in after.seats.items() if person in seats and seats[person].open(on)):
            yield f"D-07: {person} leaves the customer with an open invitation to {workspace}"
    closed = {WorkspaceId(c.at) for c in changes if c.do in (Action.ARCHIVE_WORKSPACE, Action.SUSPEND_WORKSPACE)}
    for workspace in sorted(closed & after.workspaces.keys()):
        if any(seat.open(on) for seat in distinct(after.seats_in(workspace))):
            yield f"D-07: {workspace} would be {after.workspaces[workspace].status.value} with open invitations"
    asked = [c for c in changes if c.do in ASKING and (c.do is not Action.RESTORE_INVITATION or not _past_end(c, on))]
    if asked and contract is None:
        yield "D-03: people would be invited while no contract is live"
    called = _called_afterwards(changes) if asked else {}
    for change in asked:
        there = after.workspaces.get(called.get(change.at, WorkspaceId(change.at)))
        if there is None or there.status is not WorkspaceStatus.ACTIVE:
            yield f"D-07: people would be invited to {change.at}, which is not in use"


def _called_afterwards(changes: Iterable[Change]) -> dict[str, WorkspaceId]:
    """Workspaces by the ids of before; an undo lets people in first, and gives the names back afterwards."""
    renames = [c for c in changes if c.do is Action.RENAME_WORKSPACE]
    return {facts_of(c.was)["id"]: WorkspaceId(c.at) for c in renames}


def _leavers_removed(changes: Collection[Change]) -> set[PersonKey]:
    return {p for c in changes if c.do is Action.REMOVE and c.rule == "D-16" for p in c.who}


def _past_end(change: Change, on: date) -> bool:
    """An offer that only gets back what it was asks nobody."""
    return isinstance(change.now, Seat) and not change.now.open(on)


def _personal_offers(after: Estate, changes: Collection[Change], on: date, contract: Contract | None) -> Iterator[str]:
    """S-11: no invitation for a personal account where they are blocked."""
    premier = contract is not None and contract.support is Support.PREMIER
    let_in = [c for c in changes if c.do in ASKING or c.do is Action.RESTORE_MEMBER]
    called = _called_afterwards(changes) if let_in else {}
    there = {c.at: after.workspaces.get(called.get(c.at, WorkspaceId(c.at))) for c in let_in}
    policies = {w: facts.policy for w, facts in there.items() if facts is not None}
    blocking = {w for w, policy in policies.items() if not personal_allowed(premier, after.policy, policy, on)}
    blocked = [c for c in let_in if c.at in blocking]
    asked = {*chain.from_iterable([change.who for change in blocked])}
    personal = {*Predicted(after).personal(asked)} if asked else ()
    for change in blocked if personal else ():
        for person in change.who:
            if person in personal:
                yield f"S-11: {person} has a personal account, and {change.at} blocks them"


def _admins_lost(before: Estate, after: Estate, changes: Collection[Change]) -> Iterator[str]:
    """D-08: no step takes a workspace from ``min_admins`` accepted admins to fewer, but for what is stronger. Two who
    become one are one admin less. One that is deleted, which only an empty one is, needs none."""
    lowered = [c for c in changes if isinstance(c.was, Seat) and c.was.is_accepted_admin and c.do in ON_SEATS]
    if not lowered and Action.MERGE_PERSON not in {c.do for c in changes}:
        return
    limit = max(before.limits.min_admins, after.limits.min_admins)
    merged = Counter(at for c in changes if c.do is Action.MERGE_PERSON for at in _admins_merged(c.was, c.now))
    deleted = {c.at for c in changes if c.do is Action.DELETE_WORKSPACE} - after.workspaces.keys()
    for workspace in sorted(({WorkspaceId(c.at) for c in lowered if not _stronger(c)} | merged.keys()) - deleted):
        had = accepted_admins(before.seats_in(workspace))
        left = had - merged[workspace]
        strong = sum(c.size for c in lowered if c.at == workspace and _stronger(c))
        kept = accepted_admins(after.seats_in(workspace))
        if left < min(limit, had) or kept < min(limit, left - strong):
            yield f"D-08: {workspace} would lose the last of its accepted admins"


def _admins_merged(was: Any, now: Any) -> Iterator[WorkspaceId]:
    """The workspace of each admin who is no more by a merge (see ``planning.merges``)."""
    for workspace, seats in was["seats"].items():
        before, after = (
            sum(seat_from_plain(seat).is_accepted_admin for seat in side.values())
            for side in (seats, now["seats"].get(workspace, {}))
        )
        yield from [WorkspaceId(workspace)] * (before - after)


def _stronger(change: Change) -> bool:
    """Leaving by oneself is stronger than the rule, as leavers, a last day and policies are."""
    return change.do is Action.ANSWER_LEFT or change.rule in STRONGER_RULES
