"""What a state may hold: one customer with one workspace, and the seats that somebody may have in it."""

from dataclasses import replace
from datetime import date

from estates import CONTOSO, addon, contract

from reconciler.kinds.address import key_of
from reconciler.kinds.contract import ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId

FINANCE, U26 = WorkspaceId("finance"), ContractId("u26")
OFFER = Seat(SeatState.INVITED, Role.MEMBER, generation=1, attempt=1, expires=date(2026, 7, 1))
MEMBER = Seat(SeatState.MEMBER, Role.MEMBER, generation=1)
ADMIN = replace(MEMBER, role=Role.ADMIN)
REMOVED = Seat(SeatState.REMOVED, Role.ADMIN, generation=1)


def held(seats: dict[str, Seat] | None = None, **facts: object) -> Estate:
    """A state with one workspace, finance, on one live Unified contract."""
    people = {key_of(address): seat for address, seat in (seats or {}).items()}
    estate = Estate(
        CONTOSO,
        contracts={U26: contract(benefits={"hours": addon(400)})},
        workspaces={FINANCE: Workspace()},
        seats={FINANCE: people},
        numbers={key: number for number, key in enumerate(people, 1)},
        workspace_numbers={FINANCE: 1},
        serial=1,
    )
    return replace(estate, **facts)  # type: ignore[arg-type]
