"""One customer's contracts, workspaces, people and seats.

Declared (what the YAML says), desired (completed by the rules) and current (what the state holds) are this one
type. Mappings are read-only by agreement: whoever needs another one builds it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey
from reconciler.kinds.case import Case
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.customer import CustomerId as CustomerId  # asked for here by whoever has an estate
from reconciler.kinds.limits import Limits, Terms
from reconciler.kinds.person import Person
from reconciler.kinds.renewal import counting
from reconciler.kinds.seat import Seat
from reconciler.kinds.seating import NOBODY, summary
from reconciler.kinds.source import Source
from reconciler.kinds.tombstone import Tombstones
from reconciler.kinds.workspace import Manage, Workspace, WorkspaceId

Seats = Mapping[WorkspaceId, Mapping[PersonKey, Seat]]
Cases = Mapping[WorkspaceId, Mapping[int, Case]]
BY_RULE = WorkspaceId("default")
"""The id of the default workspace where nobody gave it another one (S-01)."""


@dataclass(frozen=True, slots=True)
class Estate:
    """``people`` holds only those of whom more is known than the address that is their key.

    ``numbers``, ``merged``, ``workspace_numbers``, ``cases``, ``tombstones``, ``serial``, ``head``, ``managed_by``,
    ``sources`` and ``let_go`` are of a current estate: the numbers that never change, the numbers of people who became
    one with another (D-12) and whose, the cases of each workspace by their number in it, who was erased, how many
    journal entries there are, the hash of the last, the name of the configuration that manages the customer, where each
    workspace was declared when last applied, and whose offers nobody wanted any more then, both by their numbers.
    ``last_workspace`` is the highest number that any workspace ever had, one that was deleted included.
    ``closed``, ``manage`` (for admins and for members, where a workspace says nothing) and ``dumped`` (the
    day on which the files were written from a state) are of a declared one. ``attempts`` is how often the customer's
    own files ask, where they say so; of a current one, when they were last applied. ``terms`` of a current one are
    those of the last plan in which somebody agreed to something.
    """

    customer: CustomerId
    contracts: Mapping[ContractId, Contract] = field(default_factory=dict)
    policy: AccountPolicy | None = None
    limits: Limits = field(default_factory=Limits)
    people: Mapping[PersonKey, Person] = field(default_factory=dict)
    workspaces: Mapping[WorkspaceId, Workspace] = field(default_factory=dict)
    seats: Seats = field(default_factory=dict)
    closed: bool = False
    terms: Terms = field(default_factory=Terms)
    attempts: int | None = None
    manage: tuple[Manage, Manage] = (Manage.FULL, Manage.FULL)
    dumped: date | None = None
    numbers: Mapping[PersonKey, int] = field(default_factory=dict)
    merged: Mapping[int, int] = field(default_factory=dict)
    workspace_numbers: Mapping[WorkspaceId, int] = field(default_factory=dict)
    last_workspace: int = 0
    cases: Cases = field(default_factory=dict)
    tombstones: Tombstones = field(default_factory=Tombstones)
    serial: int = 0
    head: str = ""
    managed_by: str = ""
    sources: Mapping[WorkspaceId, Source] = field(default_factory=dict)
    let_go: Mapping[int, str] = field(default_factory=dict)

    def live_contract(self, on: date) -> Contract | None:
        """D-03: the one that defines the customer's information."""
        live = counting(self.contracts, on)
        return None if live is None else self.contracts[live]

    def seats_in(self, workspace: WorkspaceId) -> Mapping[PersonKey, Seat]:
        return self.seats.get(workspace, NOBODY)

    def spelling(self, person: PersonKey) -> str:
        """D-11: the address as it is shown."""
        known = self.people.get(person)
        return known.address if known else person

    def aliases(self) -> Mapping[PersonKey, PersonKey]:
        """Every other address of a person, and the key it means; not where it is a person of its own by now."""
        others = ((PersonKey(also), key) for key, person in self.people.items() for also in person.also)
        return {also: key for also, key in others if also not in self.numbers}

    def people_at(self, addresses: Iterable[str]) -> set[PersonKey]:
        """D-12: whose addresses these are, by whichever of theirs they are named."""
        aliases = self.aliases()
        return {aliases.get(PersonKey(a), PersonKey(a)) for a in addresses}

    def standing(self, on: date) -> int:
        """How many have access or an open offer, each workspace of theirs by itself."""
        each = list(map(summary, self.seats.values()))
        offers = [count for here in each for seat, count in here.offers if seat.counts(on)]
        return sum([here.members for here in each]) + sum(offers)

    def memberships(self) -> Iterator[tuple[WorkspaceId, PersonKey, Seat]]:
        for workspace, people in self.seats.items():
            for person, seat in people.items():
                yield workspace, person, seat


def numbers_of(number: int, merged: Mapping[int, int]) -> frozenset[int]:
    """A person's own, and those of whoever became one with them (D-12)."""
    return frozenset({number, *(other for other in merged if stayed(other, merged) == number)})


def stayed(number: int, merged: Mapping[int, int]) -> int:
    """The number of whom somebody became one with, and so on to the last; their own where they did not."""
    while number in merged:
        number = merged[number]
    return number


def default_of(estate: Estate) -> WorkspaceId | None:
    """The workspace with ``default: true``, else the one with the id ``default``."""
    flagged = [w for w, x in estate.workspaces.items() if x.default]
    return min(flagged) if flagged else BY_RULE if BY_RULE in estate.workspaces else None
