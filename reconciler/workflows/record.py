"""What people did elsewhere, in bulk: answers judged each at its own day, one commit and entry a customer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reconciler.applying.answered import Replies
from reconciler.applying.answers import answered_step, judged
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.applying.record import estate_of
from reconciler.applying.step import Step
from reconciler.errors import ExitCode
from reconciler.findings import Finding, Place
from reconciler.history.asked import AskedAt
from reconciler.kinds.estate import CustomerId
from reconciler.loading.answers import read_answers
from reconciler.loading.bad_rows import BadRows
from reconciler.loading.excerpts import Excerpts
from reconciler.planning.changes import Action
from reconciler.planning.plan import summary
from reconciler.ports import StateStore
from reconciler.reporting.findings_text import LeftOut
from reconciler.workflows.commits import batch_of, taken_together, telling_what_is_done
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import StateChoice, located_here, writing_existing
from reconciler.workflows.world import World

RUN_AGAIN = "run the same command again: what was recorded already is not recorded twice"


@dataclass(frozen=True, slots=True)
class Recorded:
    """``findings`` are the first rows that were not recorded, and why, and ``others`` those after them; ``applied`` of
    ``rows`` were recorded, and ``known`` said what the state says already."""

    receipt: Receipt
    findings: tuple[Finding, ...]
    others: LeftOut
    rows: int
    applied: int
    known: int = 0

    @property
    def exit_code(self) -> ExitCode:
        """6 where some rows were recorded and others not, 3 where none was."""
        if not self.findings:
            return self.receipt.exit_code
        return ExitCode.PARTLY if self.applied or self.known else ExitCode.INVALID


def record(file: Path, state: StateChoice, world: World) -> Recorded:
    """Records every good row; the bad ones are findings, and the others go on."""
    answers = read_answers(file, world.today())
    place = located_here(state)
    run = _Run(answers.bad, world)
    results: list[CustomerResult] = []
    with (
        telling_what_is_done(results, RUN_AGAIN),
        writing_existing(place, world) as store,
        store.lock(f"{world.actor} (record)", state.lock_timeout),
    ):
        results.extend(run.results(store, answers.by_customer))
    receipt = Receipt("", "", tuple(results), dict(run.summary))
    findings = tuple(_beside(file, answers.bad.findings()))
    left_out = answers.bad.count - len(findings)
    others = LeftOut(left_out, Place(str(file), answers.bad.last)) if left_out else LeftOut()
    return Recorded(receipt, findings, others, answers.rows, sum(run.summary.values()), run.known)


def _beside(file: Path, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each with its row: an answer that was left out is told of by who gave it where."""
    excerpts = Excerpts(file.parent.resolve())
    for finding in findings:
        there = finding.place._replace(file=file.name) if finding.place is not None else None
        yield replace(excerpts.beside(replace(finding, place=there)), place=finding.place)


class _Heard(NamedTuple):
    """What the answers of one customer come to, on the serial that they were judged at."""

    step: Step
    serial: int
    summary: Mapping[str, int]


class _Run:
    def __init__(self, bad: BadRows, world: World) -> None:
        self.summary: Counter[str] = Counter()
        self.known = 0
        self._bad, self._world = bad, world
        self._occasion = Occasion(world.clock(), world.today(), world.actor, "record")

    def results(self, store: StateStore, answers: Mapping[CustomerId, Replies]) -> Iterator[CustomerResult]:
        told, number = iter(answers.items()), 0
        while some := list(islice(told, batch_of(len(answers)))):
            heard: list[_Heard] = []
            for customer, rows in some:
                self._world.progress("recording", number, len(answers))
                heard += self._of_customer(store, customer, rows)
                number += 1
            yield from self._taken(store, heard)

    def _of_customer(self, store: StateStore, customer: CustomerId, rows: Replies) -> Iterator[_Heard]:
        holding = sound_holding(store, customer)
        if holding is None:
            for some in rows.in_turn({}):
                self._bad.add(f"the state knows no customer {customer}", some.rows)
            return
        estate = estate_of(holding)
        verdict = judged(estate, rows, AskedAt(customer, estate, tuple(store.backwards(customer))))
        for some, refusal in verdict.refused:
            self._bad.add(refusal.why, some.rows)
        self.known += verdict.known
        step = answered_step(verdict, holding, self._occasion, self._world.randomness)
        yield _Heard(
            step, holding.serial, summary(tuple(c for c in verdict.changes if c.do is not Action.UPDATE_PERSON))
        )

    def _taken(self, store: StateStore, heard: Sequence[_Heard]) -> Iterator[CustomerResult]:
        steps = [(each.step, each.serial) for each in heard]
        for each, result in zip(heard, taken_together(store, steps, RUN_AGAIN), strict=True):
            if result.result is Result.APPLIED:
                self.summary.update(each.summary)
            yield result
