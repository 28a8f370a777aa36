"""Opening, closing and reopening a case: for who asks, in a workspace that they see, as one entry in the journal."""

from dataclasses import dataclass
from datetime import date

from reconciler.applying.casework import closing, correcting, opening, reopening
from reconciler.applying.entry import Occasion
from reconciler.applying.passage import passage
from reconciler.applying.record import estate_of
from reconciler.applying.step import step
from reconciler.errors import InputInvalid, PlanRefused, Stopped
from reconciler.findings import near_to, some_of
from reconciler.kinds.address import parse
from reconciler.kinds.case import Case, CaseSeverity, hundredths
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.characters import odd_character, says_nothing
from reconciler.planning.changes import Change
from reconciler.ports import StateStore
from reconciler.reporting.cases_view import CaseRow, Which
from reconciler.rules.contract_aspects import benefits_in
from reconciler.rules.entitlement import barred
from reconciler.workflows.cases import seen_case
from reconciler.workflows.commits import commit_or_refuse
from reconciler.workflows.own_view import Own, one_workspace, own_view
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import StateChoice, located_here, writing_existing
from reconciler.workflows.world import World

_LONGEST_TITLE = 200
RUN_AGAIN = "run the same command again"


@dataclass(frozen=True, slots=True)
class NewCase:
    """What somebody asks for; ``place`` is the workspace as they name it."""

    place: str
    title: str
    severity: CaseSeverity
    benefit: str | None = None


def open_case(new: NewCase, person: str, state: StateChoice, world: World) -> CaseRow:
    """S-03: whoever has accepted may. InputInvalid where they may not see the workspace or it has no such benefit,
    Stopped where cases cannot be opened in it."""
    title, on = _title(new.title), world.today()
    with (
        writing_existing(located_here(state), world) as store,
        store.lock(f"{world.actor} (case open)", state.lock_timeout),
    ):
        own, workspace = one_workspace(own_view(store, person, on), new.place)
        if why := barred(own.estate, workspace, on):
            raise Stopped(f"no case can be opened in {own.customer}/{workspace}: {why}", _readable(person))
        _refuse_absent(own.estate, workspace, new.benefit, on)
        estate = _whole(store, own)
        told = Case(title, on, estate.numbers[own.sight.person], new.severity, new.benefit)
        change = opening(workspace, told, estate.cases)
        _done(store, estate, change, _occasion(person, world), world)
        number = max(estate.cases.get(workspace, ()), default=0) + 1
        return seen_case(store, person, on, f"{own.customer}/{workspace}/{number}")[1]


def close_case(
    reference: str, used: str | None, benefit: str | None, person: str, state: StateChoice, world: World
) -> CaseRow:
    """One that is closed gets the figure that is given now; the journal keeps both. PlanRefused where that is the one
    it has, InputInvalid where the person sees no such case."""
    count, on = _used(used), world.today()
    with (
        writing_existing(located_here(state), world) as store,
        store.lock(f"{world.actor} (case close)", state.lock_timeout),
    ):
        own, row = seen_case(store, person, on, reference)
        at, number = _placed(row)
        closed = row.state is Which.CLOSED
        if closed and used is None:
            raise _closed_already(
                row,
                f"what it used is corrected by giving it again: --used QUANTITY; or: reconciler case reopen {row.case}",
            )
        draws_on = _drawn(own, at, row, benefit, count, on)
        estate = _whole(store, own)
        known, by = estate.cases[at][number], estate.numbers[own.sight.person]
        if closed and (known.used, known.benefit) == (count, draws_on):
            raise _closed_already(row, f"it has this figure already: reconciler case show {row.case} --as {person}")
        change = (
            correcting(at, number, known, by, draws_on, count)
            if closed
            else closing(at, number, known, on, by, draws_on, count)
        )
        _done(store, estate, change, _occasion(person, world), world)
        return seen_case(store, person, on, row.case)[1]


def reopen_case(reference: str, person: str, state: StateChoice, world: World) -> CaseRow:
    """One that was closed by mistake; to whoever may open one it is as before, with nothing used. PlanRefused where it
    is open, Stopped where cases cannot be opened."""
    on = world.today()
    with (
        writing_existing(located_here(state), world) as store,
        store.lock(f"{world.actor} (case reopen)", state.lock_timeout),
    ):
        own, row = seen_case(store, person, on, reference)
        at, number = _placed(row)
        if row.state is Which.OPEN:
            raise PlanRefused(f"{row.case} is open. Nothing done.", f"reconciler case show {row.case} --as {person}")
        if why := barred(own.estate, at, on):
            raise Stopped(f"no case can be reopened in {own.customer}/{at}: {why}", _readable(person))
        estate = _whole(store, own)
        change = reopening(at, number, estate.cases[at][number], on, estate.numbers[own.sight.person])
        _done(store, estate, change, _occasion(person, world), world)
        return seen_case(store, person, on, row.case)[1]


def _placed(row: CaseRow) -> tuple[WorkspaceId, int]:
    _, workspace, number = row.case.split("/")
    return WorkspaceId(workspace), int(number)


def _closed_already(row: CaseRow, instead: str) -> PlanRefused:
    return PlanRefused(f"{row.case} was closed on {row.closed} by {row.closed_by}. Nothing done.", instead)


def _readable(person: str) -> str:
    return f"what is there can be read: reconciler case list --as {person}"


def _drawn(own: Own, at: WorkspaceId, row: CaseRow, benefit: str | None, count: int, on: date) -> str | None:
    """The benefit of a case that is closed: the one it was opened with, or the one named now. Of one that was reopened
    it may be another, as that may have been the mistake."""
    if row.benefit is not None and benefit in (None, row.benefit):
        return row.benefit
    if row.benefit is not None and (row.closed is not None or row.reopened is None):
        again = f", or first: reconciler case reopen {row.case}" if row.closed is not None else ""
        raise InputInvalid(f"{row.case} draws on {row.benefit}, not on {benefit}", f"leave out --benefit{again}")
    if count and benefit is None:
        raise InputInvalid(f"{row.case} draws on no benefit, so nothing of one can be used", "name it: --benefit NAME")
    _refuse_absent(own.estate, at, benefit, on)
    return benefit


def _refuse_absent(estate: Estate, workspace: WorkspaceId, benefit: str | None, on: date) -> None:
    there = benefits_in(estate, workspace, on)
    if benefit is None or benefit in there:
        return
    near = near_to(benefit, there)
    have = f"it has {some_of(sorted(there))}" if there else "it has none"
    raise InputInvalid(
        f"{estate.customer}/{workspace} has no benefit {benefit}; {have}",
        f"did you mean {near}?" if near else "leave out --benefit, or ask your CSAM to add it",
    )


def _title(title: str) -> str:
    """One line that says something."""
    said = title.strip()
    if odd := odd_character(said):
        raise InputInvalid(f"the title has a character that may not stand in it: {odd}", "write it in one plain line")
    if says_nothing(said) or len(said) > _LONGEST_TITLE:
        has = "says nothing" if says_nothing(said) else f"has {len(said)} characters"
        raise InputInvalid(
            f"the title {has}; it needs 1 to {_LONGEST_TITLE} characters",
            "say in one line what is wrong, as in --title 'Logs are late'",
        )
    return said


def _used(used: str | None) -> int:
    try:
        return hundredths(used) if used is not None else 0
    except ValueError:
        raise InputInvalid(f"--used {used} is no quantity", "write it with two decimals at most: --used 3.5") from None


def _whole(store: StateStore, own: Own) -> Estate:
    holding = sound_holding(store, own.customer)
    assert holding is not None
    return estate_of(holding)


def _occasion(person: str, world: World) -> Occasion:
    return Occasion(world.clock(), world.today(), parse(person).spelling, world.via)


def _done(store: StateStore, estate: Estate, change: Change, occasion: Occasion, world: World) -> None:
    made = step(passage(estate, [change]), store.holding(estate.customer), occasion, world.randomness)
    commit_or_refuse(store, made, RUN_AGAIN)
