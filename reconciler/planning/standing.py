"""Who may do what in one customer, as the state has it (DOMAIN: "Who may do what").

"Authority is judged against the **current** state, never against the YAML under review": whoever is made an admin by
the files alone is none yet.

* The vendor: the CSAM and the coordinator of the contract that speaks for the customer (see ``kinds.renewal``), and the
  vendor's people of the state.
* A services admin: named on that contract. Being named is enough, since the vendor named them and before they
  have accepted nobody of the customer could do anything; whoever declined, left or was removed has no say.
* A workspace's admin: has accepted, and the last day is not over. Being invited is not enough.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reconciler.findings import some_of
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate, default_of
from reconciler.kinds.renewal import speaking
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.vendor import VendorPerson, VendorRole
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.planning.changes import ON_PEOPLE, ON_SEATS, Action, Authority, Change

_GONE = frozenset({SeatState.DECLINED, SeatState.LEFT, SeatState.REMOVED})


@dataclass(frozen=True, slots=True)
class Standing:
    """Everybody who may do something. ``seats`` are those of the state, under the ids that the plan uses; ``begun``
    says that the state holds a contract."""

    vendor: Mapping[PersonKey, VendorRole]
    services_admins: tuple[PersonKey, ...]
    admins: Mapping[WorkspaceId, tuple[PersonKey, ...]]
    default: WorkspaceId | None
    estate: Estate
    on: date
    begun: bool

    def may(self, person: PersonKey, change: Change) -> bool:
        """S-05, S-07: whether somebody may make a change themselves. What nobody is asked about everybody may."""
        if change.authority is Authority.SYSTEM or person in self.vendor:
            return True
        if change.do in ON_SEATS or (change.do is Action.UPDATE_WORKSPACE and change.authority is not Authority.VENDOR):
            return self._administers(person, WorkspaceId(change.at))
        if change.do in ON_PEOPLE and (concerned := self.workspaces_of(change)):
            return all(self._administers(person, workspace) for workspace in concerned)
        return change.authority is Authority.SERVICES_ADMIN and person in self.services_admins

    def asked_for(self, change: Change) -> tuple[Authority, str]:
        """Who is to be asked for a change: the least right that is enough and that somebody has, and where."""
        authority, at = change.authority, ""
        if authority is Authority.WORKSPACE_ADMIN:
            at = next(iter(sorted(self.workspaces_of(change))), "") if change.do in ON_PEOPLE else change.at
            if not self.admins.get(WorkspaceId(at)):
                authority, at = Authority.VENDOR, ""
        if authority is Authority.SERVICES_ADMIN and not self.services_admins:
            authority = Authority.VENDOR
        return authority, at

    def who_may(self, authority: Authority, at: str) -> tuple[PersonKey, ...]:
        """The people whose word is enough, besides the vendor's, whose word always is. CSAMs before coordinators."""
        match authority:
            case Authority.SYSTEM:
                return ()
            case Authority.SERVICES_ADMIN:
                return self.services_admins
            case Authority.WORKSPACE_ADMIN:
                return self.admins.get(WorkspaceId(at), ())
        return tuple(sorted(self.vendor, key=lambda person: (self.vendor[person] is not VendorRole.CSAM, person)))

    def workspaces_of(self, change: Change) -> frozenset[WorkspaceId]:
        """Where the person of a change has access or an open offer: it changes who gets in there."""
        sides = [side for side in (change.was, change.now) if isinstance(side, Mapping)]
        keys = [key for side in sides for key in (side.get("key"), *side.get("people", ())) if key]
        people = {PersonKey(change.at), *map(PersonKey, keys)}
        return frozenset(
            workspace
            for workspace, seats in self.estate.seats.items()
            if any((seat := seats.get(p)) is not None and seat.counts(self.on) for p in people)
        )

    def knows(self, person: PersonKey) -> bool:
        return person in self.vendor or person in self.services_admins or person in self.estate.numbers

    def said(self, person: PersonKey) -> str:
        """What somebody is to this customer: "services admin, admin of finance"."""
        words = []
        if person in self.vendor:
            words.append("CSAM" if self.vendor[person] is VendorRole.CSAM else "coordinator")
        if person in self.services_admins:
            words.append("services admin")
        if mine := [w for w, admins in self.admins.items() if person in admins]:
            words.append(f"admin of {some_of(mine)}")
        return ", ".join(words) or self._said_of_a_member(person)

    def _said_of_a_member(self, person: PersonKey) -> str:
        seats = {w: seat for w, people in self.estate.seats.items() if (seat := people.get(person)) is not None}
        member = sorted(w for w, seat in seats.items() if seat.state is SeatState.MEMBER)
        invited = sorted(w for w, seat in seats.items() if seat.open(self.on))
        if member:
            return f"member of {some_of(member)}"
        return f"invited to {some_of(invited)}, and has not accepted" if invited else "known, and in no workspace"

    def under_new_ids(self, renames: Mapping[WorkspaceId, WorkspaceId]) -> "Standing":
        """The same people, for workspaces that a plan renames: a new name gives and takes nobody's right."""
        if not renames:
            return self
        seats = {renames.get(w, w): seats for w, seats in self.estate.seats.items()}
        return replace(
            self,
            admins={renames.get(w, w): people for w, people in self.admins.items()},
            default=renames.get(self.default, self.default) if self.default is not None else None,
            estate=replace(self.estate, seats=seats),
        )

    def _administers(self, person: PersonKey, workspace: WorkspaceId) -> bool:
        """S-07: "to that workspace, and to no other". The default workspace is the services admins' too."""
        mine = person in self.admins.get(workspace, ())
        return mine or (workspace == self.default and person in self.services_admins)


def standing(current: Estate, people: Sequence[VendorPerson], on: date) -> Standing:
    """Who stands where, by the state alone."""
    default = default_of(current)
    vendor = {person.key: person.role for person in people}
    services_admins: set[PersonKey] = set()
    speaks = speaking(current.contracts, on)
    if speaks is not None:
        contract = current.contracts[speaks]
        named = ((contract.coordinator, VendorRole.COORDINATOR), (contract.csam, VendorRole.CSAM))
        vendor |= {person: role for a, role in named if a for person in current.people_at([a])}
        services_admins = current.people_at(contract.services_admins)
    seats = current.seats_in(default) if default is not None else {}
    stay = (p for p in services_admins if (seat := seats.get(p)) is None or seat.state not in _GONE)
    return Standing(
        vendor=vendor,
        services_admins=tuple(sorted(stay)),
        admins=dict(_admins(current, on)),
        default=default,
        estate=current,
        on=on,
        begun=bool(current.contracts),
    )


def _admins(current: Estate, on: date) -> list[tuple[WorkspaceId, tuple[PersonKey, ...]]]:
    in_use = (w for w, x in sorted(current.workspaces.items()) if x.status is not WorkspaceStatus.ARCHIVED)
    return [(w, tuple(sorted(p for p, seat in current.seats_in(w).items() if is_admin(seat, on)))) for w in in_use]


def is_admin(seat: Seat, on: date) -> bool:
    """Whether somebody administers a workspace on a day: an accepted admin whose last day is not over."""
    return seat.is_accepted_admin and not seat.past(on)
