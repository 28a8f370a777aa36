"""Who sees what: of a person, or of a workspace; as it is, or as it would be if something were otherwise.

A member of a workspace sees its cases, whatever their role; who is invited does not yet. ``rules.visibility`` says so
for every page and command, and for this one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from reconciler.applying.record import estate_of
from reconciler.errors import InputInvalid, WrongUsage
from reconciler.kinds.address import PersonKey
from reconciler.kinds.case import Case
from reconciler.kinds.estate import Cases, CustomerId, Estate
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.plan import Listing
from reconciler.ports import Holding
from reconciler.reporting.access_view import Access, AccessChange, AccessRow, Supposed
from reconciler.rules.predicted_accounts import Predicted
from reconciler.rules.sign_in_accounts import may_sign_in
from reconciler.rules.visibility import sees
from reconciler.workflows.as_of import AsOf
from reconciler.workflows.person import Known, addressed, known
from reconciler.workflows.state import absent

if TYPE_CHECKING:
    from reconciler.workflows.supposed import Outcome, Supposition


def access(then: AsOf, what: str, supposed: Sequence[str] = ()) -> Access:
    """Of a person (an address) or of ``CUSTOMER/WORKSPACE``. WrongUsage or InputInvalid where there is no such one."""
    wanted = _read_as_suppositions(supposed) if supposed else []
    return _of_person(then, what, wanted) if "@" in what else _of_workspace(then, what, wanted)


def _read_as_suppositions(texts: Sequence[str]) -> "list[Supposition]":
    from reconciler.workflows.supposed import supposition  # start-up time: few suppose anything

    return [supposition(text) for text in texts]


def _would(
    supposed: "Sequence[Supposition]", current: Mapping[CustomerId, Estate], on: date
) -> "Mapping[CustomerId, Outcome]":
    from reconciler.workflows.supposed import outcomes  # start-up time: few suppose anything

    return outcomes(supposed, current, on)


def _of_person(then: AsOf, what: str, supposed: "Sequence[Supposition]") -> Access:
    address, on = addressed(what), then.on
    those = known(then, address.key)
    if not those:
        raise InputInvalid(
            f"nobody in this state is called {address.spelling}",
            "who is declared and not invited yet: reconciler why ADDRESS",
        )
    rows = [row for each in those for row in _rows_of_person(each, _cases(then, each), on)]
    if not supposed:
        return Access(address.spelling, False, on, tuple(rows))
    mine = {each.customer: each.key for each in those}
    would = _would(supposed, {customer: then.estate(customer) for customer in mine}, on)
    after = [row for c, key in mine.items() for row in _rows_of_key(would[c].estate, key, on)]
    return Access(address.spelling, False, on, tuple(after), _supposed(supposed, rows, after, would))


def _of_workspace(then: AsOf, what: str, supposed: "Sequence[Supposition]") -> Access:
    customer, at = _place(then, what)
    on = then.on
    rows = list(_rows_in(_with_roll(then, customer, at), at, on))
    if not supposed:
        return Access(f"{customer}/{at}", True, on, tuple(rows))
    would = _would(supposed, {customer: then.estate(customer)}, on)
    after = list(_rows_in(would[customer].estate, at, on))
    return Access(f"{customer}/{at}", True, on, tuple(after), _supposed(supposed, rows, after, would))


def _place(then: AsOf, what: str) -> tuple[CustomerId, WorkspaceId]:
    customer, slash, workspace = what.partition("/")
    if not slash or not workspace:
        raise WrongUsage(
            f"{what} is neither an address nor a workspace",
            "reconciler access ana@contoso.com, or reconciler access contoso/finance",
        )
    return then.named(customer), WorkspaceId(workspace)


def _with_roll(then: AsOf, customer: CustomerId, at: WorkspaceId) -> Estate:
    """The customer with the people of one workspace at least. WrongUsage where it has no such one."""
    facts = _read(then.store.inside(customer, ())) if then.moment is None else then.estate(customer)
    if at not in facts.workspaces:
        raise absent(f"workspace {at} in {customer}", at, list(facts.workspaces))
    return facts if then.moment is not None else _read(then.store.roll(customer, facts.workspace_numbers[at]))


def _read(part: Holding | None) -> Estate:
    assert part is not None
    return estate_of(part)


def _cases(then: AsOf, each: Known) -> Cases:
    if then.moment is not None:
        return each.estate.cases
    return _read(
        then.store.inside(each.customer, [each.estate.workspace_numbers[at] for at in each.estate.seats])
    ).cases


def _rows_of_person(each: Known, cases: Cases, on: date) -> Iterator[AccessRow]:
    for at, seats in sorted(each.estate.seats.items()):
        yield from _rows(each.estate, at, {each.key: seats[each.key]}, cases.get(at, {}).values(), on)


def _rows_of_key(estate: Estate, key: PersonKey, on: date) -> Iterator[AccessRow]:
    for at, seats in sorted(estate.seats.items()):
        mine = {key: seats[key]} if key in seats else {}
        yield from _rows(estate, at, mine, estate.cases.get(at, {}).values(), on)


def _rows_in(estate: Estate, at: WorkspaceId, on: date) -> Iterator[AccessRow]:
    if at in estate.workspaces:
        yield from _rows(estate, at, estate.seats_in(at), estate.cases.get(at, {}).values(), on)


def _rows(
    estate: Estate, at: WorkspaceId, seats: Mapping[PersonKey, Seat], cases: Collection[Case], on: date
) -> Iterator[AccessRow]:
    """Members and open offers: admins first, members before the invited, then by address."""
    facts, predicted = estate.workspaces[at], Predicted(estate)
    still_open = sum(case.open for case in cases)
    live = estate.live_contract(on) is not None
    theirs = {p: s for p, s in seats.items() if s.state is SeatState.MEMBER or (live and s.open(on))}
    for person, seat in sorted(theirs.items(), key=_order):
        kind = predicted.kind(person)
        yield AccessRow(
            estate.customer,
            at,
            facts.status,
            estate.spelling(person),
            seat,
            sees(seat, facts, on),
            len(cases),
            still_open,
            not may_sign_in(estate, at, kind, on),
        )


def _order(item: tuple[PersonKey, Seat]) -> tuple[bool, bool, str]:
    person, seat = item
    return seat.state is not SeatState.MEMBER, seat.role is not Role.ADMIN, person


def _supposed(
    supposed: "Sequence[Supposition]",
    before: Iterable[AccessRow],
    after: Iterable[AccessRow],
    would: "Mapping[CustomerId, Outcome]",
) -> Supposed:
    was, now = ({(row.customer, row.workspace, row.person): row for row in rows} for rows in (before, after))
    changes = [AccessChange(was.get(key), now.get(key)) for key in sorted({*was, *now})]
    return Supposed(
        tuple(each.text for each in supposed),
        tuple(change for change in changes if _differs(change)),
        sum(each.plan.losing for each in would.values()),
        sum(each.plan.gaining for each in would.values()),
        tuple(note for customer, each in sorted(would.items()) for note in _notes(customer, each)),
    )


def _differs(change: AccessChange) -> bool:
    sides = [(r.seat, r.sees, r.blocked, r.status) if r is not None else None for r in change]
    return sides[0] != sides[1]


def _notes(customer: CustomerId, would: "Outcome") -> Iterator[str]:
    for error in would.errors:
        yield f"refused: {customer} could not be planned so: {error}"
    for guard in would.plan.guards:
        if not guard.ok:
            yield f"{'stopped' if guard.stops else 'held'} by guard {guard.guard}: {guard.what}"
    for line in would.plan.listed:
        if line.listing in (Listing.HELD, Listing.NO_ADMIN):
            who = ", ".join(line.who[:_NAMED]) + (
                f" and {len(line.who) - _NAMED} more" if len(line.who) > _NAMED else ""
            )
            yield f"{line.rule}: {' '.join(filter(None, (line.at, who)))}: {line.why}"


_NAMED = 3
