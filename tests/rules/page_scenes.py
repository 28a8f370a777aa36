"""Pages played through: what stood there before, what people answered, and what a plan then says."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from reconciler.findings import Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Authority
from reconciler.planning.plan import CustomerPlan
from reconciler.rules.contract_aspects import aspects
from reconciler.rules.visibility import sight
from reconciler.workflows.apply import ApplyRequest, apply
from reconciler.workflows.as_of import When, as_of
from reconciler.workflows.invitations import invitations
from reconciler.workflows.plan import PlanRequest, plan
from reconciler.workflows.record import record
from reconciler.workflows.show import shown_state
from reconciler.workflows.state import StateChoice
from reconciler.workflows.world import World

CONTRACT = """\
version: 1
customer: contoso
name: Contoso Ltd
domains: [contoso.com]
contracts:
  contoso-u26:
    support: unified
    starts: 2026-01-01
    ends: 2026-12-31
    services_admins: [mia@contoso.com]
    support_contacts: [ben@contoso.com]
    benefits:
      reactive-support: {kind: base}
      designated-engineer: {kind: addon, quantity: 400, unit: hours}
"""

BEGINNING = date(2026, 6, 1)
JULY = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class Scene:
    """``before`` was applied on 1 June and answered on 2 June; then the page's block is planned ``on`` a day.

    ``before`` is a document of the customer, or nothing. Whoever is not among ``answers`` accepted; an answer that is
    empty was never given. ``wrong`` and ``right`` are everything that the two plans say, in any order.
    """

    wrong: set[str]
    right: set[str]
    before: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    on: date = JULY


@dataclass(frozen=True, slots=True)
class Seen:
    """A page's block is applied on 1 June, and everybody accepts. What people see then: their workspaces, or the
    benefits that are there for them."""

    wrong: Mapping[str, str]
    right: Mapping[str, str]
    of_benefits: bool = False


def configuration(folder: Path, document: str) -> Path:
    """A directory with the document, beside the contract where the document has none of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "reconciler.yaml").write_text("version: 1\nname: pages\n", encoding="utf-8")
    (folder / "page.yaml").write_text(document + "\n", encoding="utf-8")
    if "\ncontracts:" not in document:
        (folder / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    return folder


def told_by_the_plan(scene: Scene, page: str, block: str, folder: Path) -> set[str]:
    """Everything that the plan of a block says, after what the scene has had happen; mere notes of the page's rule."""
    with plan(_requested(scene, block, folder), _world(scene.on)) as made:
        return {line for customer in made.customers() for line in _told(customer, page)}


def planned(scene: Scene, block: str, folder: Path, person: str | None = None) -> CustomerPlan:
    """The same plan, whole; where a person is named, as it is for them."""
    with plan(_requested(scene, block, folder)._replace(actor=person), _world(scene.on)) as made:
        return next(made.customers())


def seen(scene: Seen, people: Iterable[str], block: str, folder: Path) -> dict[str, str]:
    """What each of these people sees of a block that was applied, and accepted by everybody."""
    state = StateChoice(url=str(folder / "state.json"))
    _applied(configuration(folder / "page", block), state)
    _answered({}, state, folder / "answers.csv")
    with as_of(state, When(), _world(JULY)) as now:
        (shown,) = shown_state(now, None)
    estate = shown.estate
    views = {person: sight(estate, PersonKey(person), JULY).workspaces for person in people}
    if not scene.of_benefits:
        return {person: " ".join(workspaces) for person, workspaces in views.items()}
    return {
        person: "; ".join(f"{w}: {_benefits(estate, w)}" for w in workspaces) for person, workspaces in views.items()
    }


def _benefits(estate: Estate, workspace: WorkspaceId) -> str:
    there = aspects(estate, workspace, JULY).benefits
    return ", ".join(f"{name} {benefit.quantity or ''}".strip() for name, benefit in there.items())


def _requested(scene: Scene, block: str, folder: Path) -> PlanRequest:
    """A plan of the block, on a state in which what the scene says has happened."""
    state = StateChoice(url=str(folder / "state.json"))
    if scene.before is not None:
        _applied(configuration(folder / "before", scene.before), state)
        _answered(scene.answers, state, folder / "answers.csv")
    return PlanRequest(configuration(folder / "page", block), state, scene.on)


def _applied(path: Path, state: StateChoice) -> None:
    with plan(PlanRequest(path, state, BEGINNING), _world(BEGINNING)) as made:
        receipt = apply(made, ApplyRequest(state), _world(BEGINNING))
    assert receipt.exit_code == 0, receipt


def _answered(answers: Mapping[str, str], state: StateChoice, file: Path) -> None:
    with as_of(state, When(), _world(BEGINNING)) as now:
        listed = list(invitations(now))
    rows = [(i.customer, i.workspace, i.person, answers.get(i.person, "accepted"), "2026-06-02") for i in listed]
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(("customer", "workspace", "person", "answer", "at"))
        table.writerows(row for row in rows if row[3])
    assert record(file, state, _world(date(2026, 6, 2))).exit_code == 0


def _world(on: date) -> World:
    moment = datetime.combine(on, time(9), UTC)
    return World(clock=lambda: moment, randomness=lambda _purpose, count: b"\7" * count, actor="tests")


def _told(customer: CustomerPlan, page: str) -> Iterator[str]:
    for change in customer.changes:
        for person in change.who or ("",):
            whose = "by the vendor" if change.authority is Authority.VENDOR else ""
            yield " ".join(f"{change.rule} {change.do} {change.at} {person} {whose}".split())
    for line in customer.listed:
        for person in line.who or ("",):
            yield f"{line.rule} {line.listing} {line.at} {person}".strip()
    yield from (f"stopped by {verdict.guard}" for verdict in customer.guards if not verdict.ok)
    shown = (f for f in customer.findings if f.severity is not Severity.INFO or f.rule == page)
    yield from (f"{f.rule} {f.severity}" for f in shown)
