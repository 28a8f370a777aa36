"""An apply taken back, as a plan like any other: saved, reviewed, guarded, and applied by ``apply``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from reconciler import __version__
from reconciler.applying.record import estate_or_nothing
from reconciler.findings import Finding, Severity
from reconciler.history.moments import Applied
from reconciler.history.replay import Replayed
from reconciler.history.undo import Undone, undone
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.file_commit import commit_said, is_whole
from reconciler.kinds.letter import About, MessageKind
from reconciler.kinds.plain import plain
from reconciler.kinds.renewal import counting
from reconciler.kinds.seat import Seat
from reconciler.planning import canonical, plan_file
from reconciler.planning.changes import ASKING, Action
from reconciler.planning.guards.removals import removals
from reconciler.planning.plan import CustomerPlan, Heading
from reconciler.planning.reach import reach
from reconciler.ports import StateStore
from reconciler.workflows.applied import entry_of, named_apply
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.seen import Seen
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import StateChoice, located_here, reading_existing
from reconciler.workflows.world import World


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """``apply`` is its name, or the first letters of it."""

    apply: str
    state: StateChoice = field(default_factory=StateChoice)
    on: date | None = None


@contextmanager
def undo(request: UndoRequest, world: World) -> Iterator[MadePlan]:
    """The plan that takes the apply back. WrongUsage where there is no such apply."""
    place = located_here(request.state)
    on = request.on or world.today()
    with reading_existing(place) as store, TemporaryFile() as spool:
        found = named_apply(store, request.apply)
        heading = Heading(on, store.lineage, "", __version__, flags=(f"--undo {found[0].apply}",))
        seen = Seen()
        plans = list(seen.of(_customer(store, one, on) for one in found))
        digests = plan_file.write(heading, plans, spool)
        yield MadePlan(spool, heading, digests, seen.totals, place, kept=plans, glances=seen.glances)


def _customer(store: StateStore, one: Applied, on: date) -> CustomerPlan:
    today = estate_or_nothing(sound_holding(store, one.customer), one.customer)
    step, _ = entry_of(store, one.customer, one.serial)
    back = undone(step, today, on)
    limits = today.limits.tighter(back.estate.limits)
    contract = counting(today.contracts, on)
    seen_by_whom = reach(back.changes, today)
    return CustomerPlan(
        one.customer,
        today.serial,
        back.changes,
        due=_due(back, on),
        contract=contract or "",
        support=today.contracts[contract].support.value if contract else "",
        people=_spelled(today, back),
        listed=back.conflicts,
        guards=(removals(back.changes, today, on, limits),),
        run_limit=limits.of_a_run,
        findings=tuple(_notes(store, one, step, back)),
        managed_by=today.managed_by,
        attempts=today.attempts,
        terms=today.terms,
        let_go=today.let_go,
        sources={w: s for w, s in today.sources.items() if w in back.estate.workspaces},
        gaining=seen_by_whom.gaining,
        losing=seen_by_whom.losing,
        sights=seen_by_whom.sights,
    )


def _due(back: Undone, on: date) -> date | None:
    """An offer that is restored keeps its end, and is none on that day."""
    seats = [c.now for c in back.changes if c.do is Action.RESTORE_INVITATION and isinstance(c.now, Seat)]
    return min((seat.ends for seat in seats if seat.ends and seat.open(on)), default=None)


def _spelled(today: Estate, back: Undone) -> dict[PersonKey, dict[str, Any]]:
    named = {p for c in back.changes for p in c.who} | {p for each in back.conflicts for p in each.who}
    return {key: plain(today.people[key]) for key in sorted(named & today.people.keys())}


def _notes(store: StateStore, one: Applied, step: Replayed, back: Undone) -> Iterator[Finding]:
    if count := _mails_sent(store, one, step):
        yield Finding(
            "undo",
            Severity.WARNING,
            "mails that cannot be taken back",
            f"{count:,} of the invitations of this apply have left by mail; their links lead nowhere any more",
        )
    if back.changes and step.entry["config"]:
        yield Finding("undo", Severity.INFO, "the files may still ask for what this apply did", _take_back_there(step))
    elif back.changes:
        yield Finding("undo", Severity.INFO, "what that undo took back is done again", _OF_AN_UNDO)


_OF_AN_UNDO = "where the files were changed to go with the undo, change them back, or the next plan asks for that again"


def _take_back_there(step: Replayed) -> str:
    commit = str(step.entry.get("commit", ""))
    if is_whole(commit):
        said = commit_said(commit)
        how = f"git revert {said}; a merge with -m 1"
        return f"where they do, revert commit {said} ({how}), or the next plan asks for it again"
    came_of = f"commit {commit_said(commit)}" if commit else step.entry["config"][:19]
    return f"where they do, take it back there too, or the next plan asks for it again; they were {came_of} then"


def _mails_sent(store: StateStore, one: Applied, step: Replayed) -> int:
    asked: set[tuple[int, About]] = set()
    for line, change in zip(step.entry["changes"], step.changes, strict=True):
        if change.do in ASKING and isinstance(change.now, Seat):
            about = About(line["at"], change.now.generation, MessageKind.INVITATION)
            asked.update((number, about) for number in canonical.numbers_in(line["who"]))
    return sum((letter.person, about) in asked for letter in store.sent(one.customer) for about in letter.about)
