"""Half a list looks like a list in which half the people are gone (D-18)."""

from reconciler.kinds.limits import Limits
from reconciler.planning.guards.proposal import Proposal
from reconciler.planning.permits import permit_line
from reconciler.planning.plan import Permitted, Verdict, content
from reconciler.planning.shrunken import Shrunken

ID = "shrunken_source"
SENTENCE = "A roster that lost more than max(10 rows, 10 %) has its removals held until somebody says that it is meant."
_NAMED = 3


def judge(proposal: Proposal) -> Verdict:
    """Holds what hangs on the roster and stops nothing else: additions go on. What a permit names is not held."""
    everything = sorted(proposal.shrunken, key=lambda each: (-each.lost, each.workspace))
    permits = tuple(dict.fromkeys(permit for each in everything for permit in each.permits))
    shrunken = [each for each in everything if not each.permits]
    if not shrunken:
        return _permitted(everything, permits) if permits else content(ID)
    worst, held = shrunken[0], sum(each.held for each in shrunken)
    said = "; ".join(f"{each} (removals from {each.workspace}: {each.held:,})" for each in shrunken[:_NAMED])
    more = f"; and {len(shrunken) - _NAMED:,} more rosters" if len(shrunken) > _NAMED else ""
    what = f"{said}{more}; the limit is {worst.limit:,} rows ({_limit_words(proposal.limits, worst)})"
    counted = tuple(unit for each in shrunken for unit in each.units)
    return Verdict(
        ID, worst.lost, worst.limit, worst.had, what, _remedy(worst), held=held, counted=counted, permits=permits
    )


def _permitted(shrunken: list[Shrunken], permits: tuple[Permitted, ...]) -> Verdict:
    worst = shrunken[0]
    return Verdict(ID, worst.lost, worst.limit, worst.had, what=str(worst), permits=permits)


def _limit_words(limits: Limits, roster: Shrunken) -> str:
    return limits.rows_lost_said(roster.had) if roster.has else "an empty roster is none"


def _remedy(worst: Shrunken) -> str:
    """A roster that is empty is an error of the input, so that every other one can be allowed by a number."""
    return (
        f"bring the missing rows back; if they are meant to go, {permit_line(ID)}, then plan again with it, since this"
        " plan leaves out what is held: reconciler apply PATH --permit permit.json; or raise limits:"
        f" {{shrunken_source: {{rows: {worst.lost}}}}} in reconciler.yaml, apply that, then plan again"
    )
