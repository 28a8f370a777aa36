"""One customer's files and a state in memory, run through the workflows as the commands run them."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from reconciler.applying.receipt import Receipt
from reconciler.kinds.estate import CustomerId
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import Randomness, StateStore
from reconciler.stores import opening
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.plan import PlanRequest, plan, read_plan
from reconciler.workflows.record import Recorded, record
from reconciler.workflows.state import StateChoice
from reconciler.workflows.world import World

CONTOSO = CustomerId("contoso")
JUNE = date(2026, 6, 1)
CUSTOMER = """\
version: 1
customer: contoso
domains: [contoso.com]
contracts:
  u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@contoso.com]}
workspaces:
  finance:
    admins: [kai@contoso.com]
    members: [ana@contoso.com, ben@contoso.com]
  retail:
    admins: [kai@contoso.com]
    members: [lin@contoso.com]
"""


def seeded(_purpose: str, count: int) -> bytes:
    return b"\7" * count


@dataclass
class Run:
    """``folder`` holds the configuration; everything is done at nine in the morning of a day."""

    folder: Path
    customer: str = CUSTOMER
    url: str = field(init=False)

    def __post_init__(self) -> None:
        self.url = f"memory:{self.folder}"
        (self.folder / "reconciler.yaml").write_text("version: 1\nname: tests\n", encoding="utf-8")
        self.declare(self.customer)

    def declare(self, text: str, file: str = "contoso.yaml") -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    @property
    def state(self) -> StateChoice:
        return StateChoice(url=self.url)

    def store(self) -> StateStore:
        store = opening.open_for_writing(self.url)
        assert store is not None
        return store

    def plan(self, *targets: str, on: date = JUNE, path: str = ".") -> list[CustomerPlan]:
        with plan(PlanRequest(self.folder / path, self.state, on, targets), world(on)) as made:
            return list(made.customers())

    def saved(self, on: date = JUNE) -> Path:
        with plan(PlanRequest(self.folder, self.state, on), world(on)) as made:
            made.save(self.folder / "saved.plan")
        return self.folder / "saved.plan"

    def apply(self, on: date = JUNE, randomness: Randomness = seeded, targets: tuple[str, ...] = ()) -> Receipt:
        with plan(PlanRequest(self.folder, self.state, on, targets), world(on)) as made:
            return apply(made, ApplyRequest(self.state, on), world(on, randomness))

    def apply_saved(self, file: Path, on: date = JUNE) -> Receipt:
        with read_plan(file) as made:
            return apply(made, ApplyRequest(self.state, on), world(on))

    def record(
        self, *answers: tuple[str, str, str], on: date = JUNE, at: str = "", randomness: Randomness = seeded
    ) -> Recorded:
        """(workspace, person, answer), all of ``at``."""
        return record(self._answers(answers, at), self.state, world(on, randomness))

    def _answers(self, answers: Iterable[tuple[str, str, str]], at: str) -> Path:
        file = self.folder / "answers.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out)
            table.writerow(("customer", "workspace", "person", "answer", "at"))
            table.writerows(("contoso", *answer, at) for answer in answers)
        return file


def world(on: date, randomness: Randomness = seeded) -> World:
    moment = datetime.combine(on, time(9), UTC)
    return World(clock=lambda: moment, randomness=randomness, actor="tester@contoso.com")


def once(deed: Callable[[], object]) -> Randomness:
    """Chance that does something else first, the first time that salts are drawn: after the state was read and before
    the commit is made."""
    todo = [deed]

    def chance(purpose: str, count: int) -> bytes:
        if purpose.startswith("salts") and todo:
            todo.pop()()
        return seeded(purpose, count)

    return chance
