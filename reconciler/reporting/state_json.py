"""The current state for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from reconciler.kinds.assertion import as_declared
from reconciler.kinds.days import in_utc
from reconciler.kinds.plain import plain
from reconciler.kinds.seat import note_plain
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, Pieces, array, document, members, objects
from reconciler.reporting.state_view import InvitationRow, MemberRow, ShownCustomer, invitations_of, members_of
from reconciler.rules.entitlement import barred


def state_json(customers: Iterable[ShownCustomer], on: date) -> Iterator[str]:
    """One object; whether an invitation is open is judged on ``on``."""
    yield from document(
        format_version=FORMAT_VERSION,
        kind="state",
        date=on.isoformat(),
        customers=objects(_customer(customer, on) for customer in customers),
    )


def _customer(customer: ShownCustomer, on: date) -> Pieces:
    estate = customer.estate
    return members(
        customer=estate.customer,
        serial=estate.serial,
        contracts={name: plain(contract) for name, contract in estate.contracts.items()},
        policy=plain(estate.policy) if estate.policy else None,
        limits=plain(replace(estate.limits, assertions=())),
        assertions=[as_declared(assertion) for assertion in estate.limits.assertions],
        people={estate.spelling(key): _facts(plain(person)) for key, person in estate.people.items()},
        workspaces=members(
            **{name: _workspace(customer, name, workspace, on) for name, workspace in estate.workspaces.items()}
        ),
    )


def _facts(person: dict[str, Any]) -> dict[str, Any]:
    """What is known beyond the address, which is the key. Whose account it is, is nobody's to read here; that they
    have signed in is."""
    told = {name: value for name, value in person.items() if name not in ("address", "identity")}
    return {**told, "registered": True} if "identity" in person else told


def _workspace(customer: ShownCustomer, name: WorkspaceId, workspace: Workspace, on: date) -> Pieces:
    return members(
        name=workspace.name,
        purpose=workspace.purpose,
        status=workspace.status.value,
        default=workspace.default,
        entitled=not barred(customer.estate, name, on),
        protect=workspace.protect,
        manage={"admins": workspace.manage_admins.value, "members": workspace.manage_members.value},
        policy=plain(workspace.policy) if workspace.policy else {},
        benefits=dict(workspace.benefits),
        members=array((for_json(_member(row)) for row in members_of(customer, name)), "   "),
        invitations=array((for_json(_invitation(row)) for row in invitations_of(customer.estate, name, on)), "   "),
    )


def _member(row: MemberRow) -> dict[str, Any]:
    seat = row.seat
    return {
        "person": row.person,
        "role": seat.role.value,
        "since": in_utc(row.since) if row.since else None,
        **({"until": seat.until.isoformat()} if seat.until else {}),
        **({"note": note_plain(seat.note)} if seat.note else {}),
    }


def _invitation(row: InvitationRow) -> dict[str, Any]:
    seat = row.seat
    return {
        "person": row.person,
        "role": seat.role.value,
        "state": row.state,
        "attempt": seat.attempt or None,
        "generation": seat.generation,
        "round": seat.round,
        "expires": seat.ends.isoformat() if seat.ends else None,
        **({"until": seat.until.isoformat()} if seat.until else {}),
        **({"note": note_plain(seat.note)} if seat.note else {}),
    }
