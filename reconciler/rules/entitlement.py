"""What a membership is worth.

S-03: "They may open cases and use the benefits as soon as they have accepted; nothing else has to be applied first."
S-19: "Members of any workspace use the company's support entitlements as soon as they have accepted."
"""

from datetime import date

from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus


def barred(estate: Estate, workspace: WorkspaceId, on: date) -> str:
    """Why members of a workspace may not open cases and use benefits on a day; empty where they may, which having
    accepted is enough for. D-03: without a live contract "people can read and not open cases"."""
    if estate.live_contract(on) is None:
        return f"no contract is live on {on}"
    status = estate.workspaces[workspace].status
    return "" if status is WorkspaceStatus.ACTIVE else f"the workspace is {status.value}"
