"""The default workspace, which nobody has to ask for.

S-01: "A customer whose support contract is activated gets a default workspace, with no step by any user: an active
contract with no ``workspaces:`` at all plans exactly one."
S-02: "At that moment the services admins (as admins) and all named support contacts (as members; who is both is
admin) are invited to the default workspace. The rule adds nobody else."
D-02: "the default workspace of an activated contract stays desired for ever".
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from reconciler.findings import Finding, Severity
from reconciler.kinds.address import PersonKey
from reconciler.kinds.contract import Contract
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import BY_RULE, Estate, default_of
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.seating import Seats, finished, summary
from reconciler.kinds.tombstone import is_nobody
from reconciler.kinds.workspace import Workspace, WorkspaceId, WorkspaceStatus
from reconciler.rules.contract_life import reference

_ADMIN, _MEMBER = (shared(Seat(SeatState.WANTED, role)) for role in (Role.ADMIN, Role.MEMBER))


def check(declared: Estate, _current: Estate | None) -> Iterator[Finding]:
    flagged = sorted(w for w, x in declared.workspaces.items() if x.default)
    for second in flagged[1:]:
        yield Finding(
            "S-01",
            Severity.ERROR,
            "second default workspace",
            f"{flagged[0]} is the default workspace already; activation creates exactly one",
            f"Leave `default: true` on one of {flagged[0]} and {second}.",
            subject=("workspaces", second, "default"),
            also_subjects=(("workspaces", flagged[0], "default"),),
        )
    for contract_id, contract in declared.contracts.items():
        if not contract.services_admins and not _has_admin(declared):
            yield _nobody_to_start_with(contract_id)


def _has_admin(declared: Estate) -> bool:
    default = default_of(declared)
    return default is not None and summary(declared.seats_in(default)).names_an_admin


def _nobody_to_start_with(contract_id: str) -> Finding:
    return Finding(
        "S-02",
        Severity.WARNING,
        "contract names no services admin",
        "the default workspace will have no admin: activation invites only those whom the contract names",
        "Name at least one: `services_admins: [ADDRESS]`.",
        subject=("contracts", contract_id),
    )


def complete(desired: Desired, current: Estate, on: date) -> Desired:
    """Adds the default workspace where it is missing, and the people named on the contract to it."""
    activated = desired.live or default_of(current) is not None
    if desired.estate.closed or not (activated or default_of(desired.estate)):
        return desired
    declared, in_use = default_of(desired.estate), _default_in_use(current)
    default = in_use or declared or BY_RULE
    workspaces, seats = _with_default(default, desired, current), desired.estate.seats
    findings, named = desired.findings, frozenset[PersonKey]()
    if in_use is not None and declared is not None and declared != in_use:
        workspaces[declared] = replace(workspaces[declared], default=False)
        findings = (*findings, _another_default(declared, in_use))
    if (contract := reference(desired, on)) is not None:
        here, named = _with_named_people(desired.estate.seats_in(default), contract, desired.estate, current)
        seats = {**seats, default: here}
    estate = replace(desired.estate, workspaces=workspaces, seats=seats)
    return desired._replace(estate=estate, default=default, named=named, findings=findings)


def _with_default(default: WorkspaceId, desired: Desired, current: Estate) -> dict[WorkspaceId, Workspace]:
    workspaces = dict(desired.estate.workspaces)
    ours = workspaces.get(default) or _by_the_rule(default, desired, current)
    workspaces[default] = ours if ours.default else replace(ours, default=True)
    return workspaces


def _by_the_rule(default: WorkspaceId, desired: Desired, current: Estate) -> Workspace:
    """The default workspace that nobody declares: in use, and managed as the customer is (D-14). One that was archived
    with a closed customer waits for `restore: true` like any other (D-17)."""
    admins, members = desired.estate.manage
    ours = current.workspaces.get(default) or Workspace()
    return replace(ours, status=WorkspaceStatus.ACTIVE, manage_admins=admins, manage_members=members)


def _default_in_use(current: Estate) -> WorkspaceId | None:
    default = default_of(current)
    archived = default is not None and current.workspaces[default].status is WorkspaceStatus.ARCHIVED
    return None if archived else default


def _another_default(declared: WorkspaceId, in_use: WorkspaceId) -> Finding:
    return Finding(
        "D-02",
        Severity.WARNING,
        "activation made another default workspace",
        f"activation happens once, and made {in_use}; {declared} is planned as an additional workspace",
        f"To rename the default workspace, write `was: {in_use}` on {declared} and leave {in_use} out.",
        subject=("workspaces", declared, "default"),
    )


def _with_named_people(
    here: Seats, contract: Contract, declared: Estate, current: Estate
) -> tuple[Seats, frozenset[PersonKey]]:
    admins, contacts = (
        {_person_at(PersonKey(a), declared, current) for a in named if not is_nobody(a)}
        for named in (contract.services_admins, contract.support_contacts)
    )
    seats = dict(here)
    for person in admins:
        seats[person] = _as_admin(seats.get(person))
    for person in contacts - admins:
        seats.setdefault(person, _MEMBER)
    return finished(seats), frozenset(admins | contacts)


def _person_at(address: PersonKey, declared: Estate, current: Estate) -> PersonKey:
    """D-12: a contract may name somebody by any address that the files, or else the state, know to be theirs. What they
    are described without, they give up."""
    if address in declared.people or any(address in seats for seats in declared.seats.values()):
        return address
    if (owner := declared.aliases().get(address)) is not None:
        return owner
    known = current.aliases().get(address, address)
    described = known in declared.people and declared.people[known].described
    return address if described else known


def _as_admin(declared: Seat | None) -> Seat:
    return shared(replace(declared, role=Role.ADMIN)) if declared else _ADMIN
