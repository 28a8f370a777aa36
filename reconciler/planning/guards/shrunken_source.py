"""Half a list looks like a list in which half the people are gone (D-18)."""

from reconciler.kinds.limits import Limits
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.plan import Verdict
from reconciler.planning.shrunken import Shrunken

ID = "shrunken_source"
SENTENCE = "A roster that lost more than max(10 rows, 10 %) has its removals held until somebody says that it is meant."
_NAMED = 3


def judge(proposal: Proposal) -> Verdict:
    """Holds what hangs on the roster and stops nothing else: additions go on."""
    shrunken = sorted(proposal.shrunken, key=lambda each: (-each.lost, each.workspace))
    if not shrunken:
        return Verdict(ID, 0, 0)
    worst, held = shrunken[0], sum(each.held for each in shrunken)
    said = "; ".join(f"{each} (removals from {each.workspace}: {each.held:,})" for each in shrunken[:_NAMED])
    more = f"; and {len(shrunken) - _NAMED:,} more rosters" if len(shrunken) > _NAMED else ""
    what = f"{said}{more}; the limit is {worst.limit:,} rows ({_limit_words(proposal.limits, worst)})"
    return Verdict(ID, worst.lost, worst.limit, worst.had, what, _remedy(worst), held=held)


def _limit_words(limits: Limits, roster: Shrunken) -> str:
    return limits.rows_lost_said(roster.had) if roster.has else "an empty roster is none"


def _remedy(worst: Shrunken) -> str:
    """A roster that is empty is an error of the input, so that every other one can be allowed by a number."""
    return (
        "bring the missing rows back; if they are meant to go, raise "
        f"limits: {{shrunken_source: {{rows: {worst.lost}}}}} in reconciler.yaml, apply that, then plan again"
    )
