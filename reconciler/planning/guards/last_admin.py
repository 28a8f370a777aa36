"""Nobody takes the last admin away without naming who is to follow (D-08)."""

from collections.abc import Collection

from reconciler.kinds.limits import Limits
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.plan import Verdict, content
from reconciler.planning.succession import Handover, holdable

ID = "last_admin"
SENTENCE = "The last accepted admin of a workspace is not removed or lowered while nobody is named to follow."


def judge(proposal: Proposal) -> Verdict:
    """What a part of a plan leaves out does no harm."""
    if not proposal.handovers:
        return content(ID)
    touched = {change.at for change in proposal.changes if holdable(change)}
    return last_admin([h for h in proposal.handovers if h.workspace in touched], proposal.desired.estate.limits)


def last_admin(handovers: Collection[Handover], declared: Limits) -> Verdict:
    """D-08: the guard stops where the configuration names no successor at all."""
    alone = [h for h in handovers if h.held and not h.successors]
    if not alone:
        return content(ID)
    names = ", ".join(h.workspace for h in alone)
    what = f"{len(alone)} workspace{'' if len(alone) == 1 else 's'} would lose the last admin: {names}"
    if any(h.least > 1 for h in alone):
        what = "; ".join(f"{h.workspace} would keep {_kept(h)} of at least {h.least} admins" for h in alone)
    remedy = f"name another admin in {names}; the old one leaves by itself once the new one has accepted"
    if all(declared.min_admins <= _kept(h) for h in alone):
        remedy += f"; or apply with --no-removals first: min_admins {declared.min_admins} counts from the next apply on"
    return Verdict(ID, len(alone), 0, what=what, remedy=remedy)


def _kept(handover: Handover) -> int:
    return handover.left - len(handover.held)
