"""What left the configuration without a word is taken for a mistake."""

from datetime import date

from reconciler.kinds.estate import Estate
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Verdict, content
from reconciler.planning.units import unit_of

ID = "vanished"
SENTENCE = "A customer, a live contract or a whole file with its workspaces that is gone is taken for a mistake."


def judge(proposal: Proposal) -> Verdict:
    """Counts what is gone from the configuration without a word: contracts that have not ended, and workspaces to be
    archived whose file is gone. A file that was moved or merged is nothing: its workspaces are declared elsewhere; and
    so is one whose workspaces, or whose customer, a file says are to go."""
    contracts, current = proposal.desired.contracts_gone, proposal.current
    archiving = (WorkspaceId(c.at) for c in proposal.changes if c.do is Action.ARCHIVE_WORKSPACE)
    archived = [w for w in archiving if w not in proposal.said_archived]
    workspaces = [w for w in archived if (source := current.sources.get(w)) and source.file not in proposal.files]
    if not contracts and not workspaces:
        return content(ID)
    gone = [f"contract {c}" for c in contracts]
    gone += [f"workspace {w} with its file {current.sources[w].file}" for w in workspaces]
    what = f"{', '.join(gone[:5])}{' and more' if len(gone) > 5 else ''} of {current.customer} left the configuration"
    ways = ["bring it back"]
    ways += ["where a contract is over, write the day as its `ends:` and leave it out after that day"] * bool(contracts)
    ways += ["where a workspace is to go, declare it with `status: archived`"] * bool(workspaces)
    ways += ["where the customer goes, write `status: closed`"]
    ways += [f"or {permit_line(ID)}"]
    counted = [unit for c in contracts for unit in unit_of(["contract", c])]
    counted += [unit for w in workspaces for unit in unit_of(["workspace", w, current.sources[w].file])]
    return Verdict(ID, len(gone), 0, what=what, remedy="; ".join(ways), counted=tuple(counted))


def customer_vanished(current: Estate, on: date) -> Verdict:
    """A whole customer that the state knows under this configuration and that no file declares any more."""
    count = current.standing(on)
    what = f"customer {current.customer} with {count:,} memberships is no longer declared in any file"
    remedy = f"bring its files back; or keep one that says `customer: {current.customer}` and `status: closed`"
    return Verdict(ID, 1, 0, what=what, remedy=remedy)
