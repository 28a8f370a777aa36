"""The fragments of one customer become one declared estate, and marks that say where everything stands.

What is asked here is references and doubles: who is who, which groups exist, what is declared twice. Whether the
result makes sense is for ``rules/``.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from reconciler.findings import Subject
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.days import day_of
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.plain import revive
from reconciler.kinds.seat import Role
from reconciler.kinds.source import Source
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.loading.agreements import Agreements
from reconciler.loading.assertions import AssertionReader
from reconciler.loading.entries import Batch, EntryReader, Seen
from reconciler.loading.fragments import Fragment, Fragments, Part
from reconciler.loading.gathered import Gathered
from reconciler.loading.marks import Marks
from reconciler.loading.nodes import Fields, place
from reconciler.loading.people import People, RosterNames
from reconciler.loading.rosters import Roster
from reconciler.loading.seats import Roll
from reconciler.loading.settings import Settings, limits_of, manage_of, terms_of
from reconciler.loading.spellings import tell_spellings

ReadRoster = Callable[[Part], tuple[str, bytes] | None]
"""The path (relative to the root) and the bytes of a roster that a part names; None where that was a finding."""

_SIMPLE = frozenset(
    {"name", "purpose", "default", "status", "protect", "restore", "was", "keep_until_accepted", "benefits"}
)
"""Fields of a workspace that are in the files what they are in an estate."""


class Assembled(NamedTuple):
    estate: Estate
    marks: Marks
    sources: Mapping[WorkspaceId, Source]


def assemble(
    customer: CustomerId,
    documents: list[Fragment],
    settings: Settings,
    read_roster: ReadRoster,
    found: Gathered,
    roster_names: RosterNames = RosterNames.TAKEN,
) -> Assembled:
    """One customer from all documents that name it. The estate is whole only if nothing in ``found`` is an error."""
    marks = Marks()
    fragments = Fragments(documents, marks, found)
    marks.mark((), documents[0].file, documents[0].content.key_position("customer"))
    people = People(found, roster_names)
    people.declare(fragments)
    house = _House(fragments, people, settings, read_roster)
    agreements = Agreements(fragments, people, settings)
    contracts, policy = agreements.contracts(), agreements.customer_policy()
    workspaces = house.workspaces(agreements)
    tell_spellings(house.rolls, people, marks, found)
    called = {name: workspace.was for name, workspace in workspaces.items()}
    everybody = _Everybody(people, contracts, house)
    assertions = AssertionReader(fragments, people, called, everybody).read()
    limits, terms, status = fragments.one("limits"), fragments.one("terms"), fragments.one("status")
    bounds = limits_of(limits and limits.value, settings.limits)
    dumped = fragments.one("dumped")
    estate = Estate(
        customer=customer,
        contracts=contracts,
        policy=policy,
        limits=replace(bounds, assertions=assertions) if assertions else bounds,
        terms=terms_of(terms and terms.value, settings.terms),
        attempts=terms.value.get("attempts") if terms is not None else None,
        people=people.known(),
        workspaces=workspaces,
        seats={name: roll.seating() for name, roll in house.rolls.items()},
        manage=house.manage,
        closed=status is not None and status.value == "closed",
        dumped=day_of(dumped and dumped.value),
    )
    return Assembled(estate, marks, house.sources)


class _Everybody:
    """Everybody whom the files name anywhere but in assertions: asked only where an assertion names somebody."""

    def __init__(self, people: People, contracts: Mapping[ContractId, Contract], house: "_House") -> None:
        self.people, self.contracts, self.house = people, contracts, house

    def __call__(self) -> frozenset[str]:
        named = (
            key
            for c in self.contracts.values()
            for key in (c.csam, c.coordinator, *c.services_admins, *c.support_contacts)
            if key is not None
        )
        return frozenset(chain(self.people.known(), named, *(roll.seats for roll in self.house.rolls.values())))


class _House:
    """The workspaces of a customer and who is in them."""

    def __init__(self, fragments: Fragments, people: People, settings: Settings, read_roster: ReadRoster) -> None:
        self.fragments = fragments
        self.found = fragments.found
        self.people = people
        self.read_roster = read_roster
        groups = fragments.by_id("groups")
        self.entries = EntryReader(groups, self.found)
        self.entries.judge()
        manage = fragments.one("manage")
        self.manage = manage_of(manage and manage.value, settings.manage)
        self.roster: Roster | None = None
        self.rolls: dict[WorkspaceId, Roll] = {}
        self.sources: dict[WorkspaceId, Source] = {}

    def workspaces(self, agreements: Agreements) -> dict[WorkspaceId, Workspace]:
        declared: dict[WorkspaceId, Workspace] = {}
        for name, part in self.fragments.by_id("workspaces").items():
            workspace = WorkspaceId(name)
            self._mark_fields(("workspaces", name), part)
            declared[workspace] = self._workspace(part, agreements)
            rosters: dict[str, int] = {}
            self.rolls[workspace] = self._roll(name, part, rosters)
            self.sources[workspace] = Source(part.file, rosters)
        return declared

    def _workspace(self, part: Part, agreements: Agreements) -> Workspace:
        said = part.value
        facts = {field: value for field, value in said.items() if field in _SIMPLE and value is not None}
        admins, members = manage_of(said.get("manage"), self.manage)
        policy = agreements.policy(said.get("account_policy"), part.file)
        return revive(Workspace, facts, manage_admins=admins, manage_members=members, policy=policy)

    def _roll(self, name: str, part: Part, rosters: dict[str, int]) -> Roll:
        """The people of a workspace, groups last; ``rosters`` gets the rows of each file that it names."""
        roll = Roll(name, self.people, self.fragments.marks, self.found)
        groups: list[Batch] = []
        seen: Seen = {}
        for field, role in (("admins", Role.ADMIN), ("members", Role.MEMBER)):
            entries = part.value.get(field)
            if entries is None:
                continue
            plain = self.entries.together(entries, role)
            if plain is not None and roll.sit_together(plain, part.file):
                continue
            for batch in self.entries.batches(entries, part.file, role, seen):
                file, rows, group = batch
                if group is None:
                    roll.sit(rows, file)
                else:
                    groups.append(batch)
        for index, path in enumerate(part.value.get("members_from") or ()):
            if path is not None:
                at = part.value["members_from"].position(index)
                self._seat_roster(roll, Part(path, part.file, at, at), rosters)
        for file, rows, group in groups:
            roll.sit_by_group(rows, file, group)
        roll.close()
        return roll

    def _seat_roster(self, roll: Roll, named: Part, rosters: dict[str, int]) -> None:
        read = self.read_roster(named)
        if read is None:
            return
        file, content = read
        roster = self.roster  # a customer's workspaces often name the same
        if roster is None or not roster.is_of(file, content):
            roster = self.roster = Roster(content, file, self.found)
        elif self.found.broken and self.found.full(file):
            return  # nothing will be planned, and in another workspace its rows are no better
        elif not roster.ordinary:
            roster = self.roster = Roster(content, file, self.found)
        columns, entry = roster.columns(), (named.file, named.at)
        if columns is None or not roll.sit_together(columns, file, entry):
            roll.sit(roster.rows(), file, entry)
        rosters[file] = len(columns.people) if columns is not None else roster.count
        if roster.names:
            self.people.named(roster.names, roll.seats, place(file, 0))

    def _mark_fields(self, subject: Subject, part: Part) -> None:
        self.fragments.marks.mark_fields(subject, part.file, part.value)
        for field, said in part.value.items():
            if type(said) is Fields:
                self.fragments.marks.mark_fields((*subject, field), part.file, said)
