"""What a membership is worth.

S-03: "They may open cases and use the benefits as soon as they have accepted; nothing else has to be applied first."
S-19: "Members of any workspace use the company's support entitlements as soon as they have accepted."
"""

from datetime import date

from reconciler.kinds.estate import Estate
from reconciler.kinds.seat import Seat, SeatState
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus


def entitled(estate: Estate, workspace: WorkspaceId, seat: Seat, on: date) -> bool:
    """Whether somebody in this seat may open cases and use benefits on a day: accepted, in a workspace in use, under
    a live contract (D-03: afterwards people can read and not open cases)."""
    in_use = estate.workspaces[workspace].status is WorkspaceStatus.ACTIVE
    return seat.state is SeatState.MEMBER and in_use and estate.live_contract(on) is not None
