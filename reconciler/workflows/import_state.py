"""People who are members already, into the state: one commit and one journal entry a customer, and no mail.

A customer with a bad row is left alone as a whole, since a part of its people would look like all of them; the other
customers go on. Taking the same file in twice changes nothing.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reconciler.applying.adopted import Adoption, MembershipList, adopted, adopted_step
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.applying.record import estate_or_nothing
from reconciler.errors import ExitCode
from reconciler.findings import Finding, in_order
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import Manage
from reconciler.loading.codes import finding
from reconciler.loading.excerpts import Excerpts
from reconciler.loading.gathered import Gathered
from reconciler.loading.memberships import Members, read_memberships
from reconciler.planning.plan import summary
from reconciler.ports import StateStore
from reconciler.workflows.commits import taken, telling_what_is_done
from reconciler.workflows.given_file import given_content
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import Located, StateChoice, located_here, made_here, writing
from reconciler.workflows.world import World

RUN_AGAIN = "run the same command again: what was imported already is not imported twice"
LEFT_ALONE = "nothing of it was imported: its rows have errors"


@dataclass(frozen=True, slots=True)
class ImportedState:
    """``known`` of ``rows`` said what the state says already. ``place`` is where the state is."""

    receipt: Receipt
    findings: tuple[Finding, ...]
    rows: int
    imported: int
    known: int
    place: Located

    @property
    def exit_code(self) -> ExitCode:
        """3 where nothing could be taken, 6 where some customers were and others not."""
        if not self.receipt.customers and self.findings:
            return ExitCode.INVALID
        code = self.receipt.exit_code
        return ExitCode.PARTLY if code and self.known else code


def import_state(file: Path, manage: Manage, state: StateChoice, world: World) -> ImportedState:
    """The workspaces that it makes are managed as said, so that adopting a customer changes nothing by itself."""
    found = Gathered()
    members = read_memberships(_content(file), file.name, found)
    place = located_here(state)
    run = _Run(manage, world, found)
    results: list[CustomerResult] = []
    created = ""
    if not members.unclear and (members.customers or members.broken):
        results += [CustomerResult(c, 0, Result.FAILED, (LEFT_ALONE,)) for c in sorted(members.broken)]
        if members.customers:
            with (
                telling_what_is_done(results, RUN_AGAIN),
                writing(place, world) as store,
                store.lock(f"{world.actor} (import)", state.lock_timeout),
            ):
                results += run.results(store, members)
                created = made_here(store)
    excerpts = Excerpts(file.parent.resolve())
    findings = tuple(excerpts.beside(f) for f in in_order(found.all()))
    receipt = Receipt("", "", tuple(sorted(results, key=lambda r: r.customer)), dict(run.summary), created)
    return ImportedState(receipt, findings, members.rows, run.summary["imported"], run.known, place)


def _content(file: Path) -> bytes:
    return given_content(
        file, name="name a CSV or JSON file of memberships", split="split it, a few customers in each file"
    )


class _Run:
    def __init__(self, manage: Manage, world: World, found: Gathered) -> None:
        self.summary: Counter[str] = Counter()
        self.known = 0
        self._manage, self._world, self._found = manage, world, found
        self._occasion = Occasion(world.clock(), world.today(), world.actor, "import")

    def results(self, store: StateStore, members: Members) -> Iterator[CustomerResult]:
        for done, (customer, listed) in enumerate(members.customers.items()):
            self._world.progress("importing", done, len(members.customers))
            yield self._of_customer(store, customer, listed)

    def _of_customer(self, store: StateStore, customer: CustomerId, listed: MembershipList) -> CustomerResult:
        holding = sound_holding(store, customer)
        before = estate_or_nothing(holding, customer)
        adoption = adopted(before, listed, self._manage, self._world.today())
        if adoption.refused:
            return self._refused(adoption)
        self.known += adoption.known
        step = adopted_step(adoption, holding, self._occasion, self._world.randomness)
        result = taken(store, step, before.serial, RUN_AGAIN)
        if result.result is Result.APPLIED:
            self.summary.update(summary(adoption.changes))
        return result

    def _refused(self, adoption: Adoption) -> CustomerResult:
        for row, why in adoption.refused:
            what = f"{row.person.spelling} in {row.workspace}: {why}."
            if self._found.wants("membership-row", row.place.file):
                self._found.keep(finding("membership-row", what, "Take the row out, or correct it.", row.place))
        return CustomerResult(adoption.estate.customer, adoption.estate.serial, Result.FAILED, (LEFT_ALONE,))
