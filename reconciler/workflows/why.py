"""Where somebody's access comes from: the lines that ask for it, and what happened, entry by entry."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from reconciler.applying.record import estate_of, seat_in_names
from reconciler.errors import InputInvalid
from reconciler.history.seat_steps import PlainSeat, SeatStep, seat_steps
from reconciler.kinds.address import Address
from reconciler.kinds.estate import BY_RULE, CustomerId, Estate
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.reporting.why_view import Reason, Told, Why
from reconciler.rules.entitlement import barred
from reconciler.rules.visibility import sees
from reconciler.workflows.as_of import AsOf
from reconciler.workflows.history import ERASED
from reconciler.workflows.person import Known, addressed, known, one_place
from reconciler.workflows.sound import refuse_unsound
from reconciler.workflows.state import Located
from reconciler.workflows.written import Files, files_of


def why(then: AsOf, place: Located, person: str, workspace: str | None) -> Why:
    """Of every workspace in which anything is or is to be of them, or of the one that is named. InputInvalid where
    neither the state nor the files around ``place`` know them. The files of today say nothing of another day."""
    address = addressed(person)
    files = files_of(place) if then.moment is None else Files(place.root, None)
    those = known(then, address.key)
    gone = _erased_from(then, address) if not those else ""
    those = those or _by_files_alone(files, address)
    if not those:
        raise _nobody(address, files, gone)
    chosen = _chosen(those, files, workspace)
    reasons = tuple(r for each in those for r in _reasons(then, each, files, chosen[each.customer]))
    return Why(address.spelling, then.on, reasons, gone or files.problem, lines=bool(files.customers))


def _erased_from(then: AsOf, address: Address) -> str:
    parts = ((c, then.store.inside(c, ())) for c in then.store.customers())
    where = [c for c, part in parts if part is not None and estate_of(part).tombstones.covers(address.key)]
    return f"{address.spelling} was erased from {' and '.join(where)}, and is not invited again" if where else ""


def _by_files_alone(files: Files, address: Address) -> tuple[Known, ...]:
    """Whom the files declare and the state does not know yet."""
    found = []
    for customer in files.customers:
        declared = files.estate(customer)
        (key,) = declared.people_at([address.key])
        workspaces = {BY_RULE: Workspace(), **declared.workspaces}
        if key in declared.people or any(files.lines(customer, at, [key]) for at in workspaces):
            found.append(Known(Estate(customer, workspaces=workspaces), key))
    return tuple(found)


def _nobody(address: Address, files: Files, gone: str) -> InputInvalid:
    if gone:
        return InputInvalid(gone, "reconciler explain erased-address")
    looked = "this state" if not files.customers else "this state or its configuration"
    return InputInvalid(
        f"nobody in {looked} is called {address.spelling}",
        "look at how they are written: reconciler show CUSTOMER lists the people of a customer",
    )


def _chosen(those: Collection[Known], files: Files, named: str | None) -> Mapping[CustomerId, list[WorkspaceId]]:
    theirs = [(each.customer, at) for each in those for at in _theirs(each, files)]
    if named is not None:
        everywhere = [(each.customer, at) for each in those for at in sorted(each.estate.workspaces)]
        theirs = [one_place(named, everywhere, theirs)]
    return {each.customer: [at for customer, at in theirs if customer == each.customer] for each in those}


def _theirs(each: Known, files: Files) -> list[WorkspaceId]:
    seated = {at for at, seats in each.estate.seats.items() if each.key in seats}
    declared = {at for at in each.estate.workspaces if files.lines(each.customer, at, each.addresses)}
    return sorted(seated | declared)


def _reasons(then: AsOf, each: Known, files: Files, workspaces: Collection[WorkspaceId]) -> Iterator[Reason]:
    if not workspaces:
        return
    numbers = each.numbers if each.key in each.estate.numbers else frozenset()
    steps = list(seat_steps(each.customer, then.entries(each.customer), numbers)) if numbers else []
    texts = then.texts(each.customer, _ids(steps))
    for at in sorted(workspaces):
        number = each.estate.workspace_numbers.get(at)
        mine = [step for step in steps if step.workspace == number]
        _refuse_another_hand(then, each, at, mine)
        yield _reason(each, at, files, [_told(step, texts) for step in mine], then.on)


def _refuse_another_hand(then: AsOf, each: Known, at: WorkspaceId, steps: Sequence[SeatStep]) -> None:
    """Where the seat is not what the last step made of it: people may have become one, or another hand was at it."""
    seat = each.estate.seats_in(at).get(each.key)
    last = steps[-1].now if steps else None
    if then.moment is None and (seat and (seat.state, seat.role)) != (last and (last["state"], last["role"])):
        refuse_unsound(then.store, each.customer)


def _reason(each: Known, at: WorkspaceId, files: Files, told: list[Told], on: date) -> Reason:
    seat, facts = each.estate.seats_in(at).get(each.key), each.estate.workspaces[at]
    there = at in each.estate.workspace_numbers
    return Reason(
        each.customer,
        at,
        each.spelling,
        seat,
        seat is not None and sees(seat, facts, on),
        facts.status if there else None,
        barred(each.estate, at, on) if there else "",
        next(filter(None, (one.step.begins for one in reversed(told))), None),
        files.lines(each.customer, at, each.addresses),
        tuple(told),
    )


def _ids(steps: Collection[SeatStep]) -> set[int]:
    notes = {seat["note"] for step in steps for seat in (step.was, step.now) if seat is not None and "note" in seat}
    return notes | {step.actor for step in steps} | {who for step in steps for who in step.confirmed_by}


def _told(step: SeatStep, texts: Mapping[int, str]) -> Told:
    confirmed = tuple(texts.get(who, ERASED) for who in step.confirmed_by)
    return Told(step, _seat(step.was, texts), _seat(step.now, texts), texts.get(step.actor, ERASED), confirmed)


def _seat(side: PlainSeat | None, texts: Mapping[int, str]) -> Seat | None:
    return seat_in_names(side, texts) if side is not None else None
