"""Whether a state is sound, whole customer by whole customer; reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reconciler.errors import ExitCode
from reconciler.history.verify import verified
from reconciler.workflows.state import StateChoice, located_here, reading_existing
from reconciler.workflows.world import World


@dataclass(frozen=True, slots=True)
class Verified:
    """``problems`` are sentences; none when the state is sound. ``heads`` are the hashes of the last journal entries,
    to be kept elsewhere."""

    customers: int
    entries: int
    memberships: int
    problems: tuple[str, ...]
    heads: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    lineage: str = ""

    @property
    def exit_code(self) -> ExitCode:
        return ExitCode.UNSOUND if self.problems else ExitCode.DONE


def verify(state: StateChoice, world: World) -> Verified:
    with reading_existing(located_here(state)) as store:
        problems = list(store.check())
        customers = list(store.customers())
        heads: dict[str, str] = {}
        entries = memberships = 0
        for done, customer in enumerate(customers):
            world.progress("verifying", done, len(customers))
            sound = verified(store, customer)
            entries += sound.entries
            memberships += sound.memberships
            problems += sound.problems
            heads[customer] = sound.head
        return Verified(len(customers), entries, memberships, tuple(problems), heads, store.url, store.lineage)
