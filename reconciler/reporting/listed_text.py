"""What is right and plans nothing, in sentences: awaited answers, decisions owed, what is held or left alone."""

from collections import Counter
from collections.abc import Iterator

from reconciler.findings import some_of
from reconciler.planning.plan import CustomerPlan, Listed, Listing, listed_count
from reconciler.reporting.grouping import spelling
from reconciler.reporting.look import Look
from reconciler.reporting.words import counted, number, wrapped

_NAMED = 3
"""So many people are named; more are counted."""

_SHOWN = 10
"""So many held or unmanaged groups are shown for a customer; the rest is counted."""


def listed_text(plan: CustomerPlan, look: Look, unfold: bool) -> Iterator[str]:
    """One sentence about answers and decisions, then a line for each group that waits for one, is held, left alone or
    observed."""
    yield from _answers(listed_count(plan.listed), look)
    yield from groups_text(plan, look, unfold)


def groups_text(plan: CustomerPlan, look: Look, unfold: bool) -> Iterator[str]:
    """A line for what an undo leaves as it is, each workspace that has no admin, and each group of people, or
    workspace, that needs a decision, is held, left alone or observed."""
    groups = [each for each in plan.listed if each.listing in _LABELS]
    groups.sort(key=lambda each: _FIRST.get(each.listing, len(_FIRST)))
    conflicts = sum(each.listing is Listing.CONFLICT for each in groups)
    shown = groups if unfold else groups[: conflicts + _SHOWN]
    for each in shown:
        sentence = f"{look.safe(_LABELS[each.listing].format(_whom(each, plan)))}: {look.safe(each.why)}"
        for line in wrapped(f"{sentence} ({each.rule})", look.width, first="  ", rest="    "):
            yield line + "\n"
    if len(groups) > len(shown):
        yield f"  and {counted(len(groups) - len(shown), 'more group')} (-v shows all)\n"


_FIRST = {Listing.CONFLICT: 0, Listing.NO_ADMIN: 1}
_LABELS = {
    Listing.CONFLICT: "not undone: {}",
    Listing.NO_ADMIN: "{} has no admin",
    Listing.NEEDS_DECISION: "to decide: {}",
    Listing.HELD: "held: {}",
    Listing.UNMANAGED: "left alone: {}",
    Listing.WOULD: "would {}",
}
TO_DECIDE = "reconciler invitations list --needs-decision"


def _answers(found: Counter[Listing], look: Look) -> Iterator[str]:
    parts = []
    if found[Listing.WAITING]:
        parts.append(f"waiting for {counted(found[Listing.WAITING], 'answer')}")
    if found[Listing.NEEDS_DECISION]:
        parts.append(f"{needing(found[Listing.NEEDS_DECISION])} ({TO_DECIDE})")
    for line in wrapped("; ".join(parts), look.width, first="  ", rest="  ") if parts else ():
        yield line + "\n"


def needing(count: int) -> str:
    return f"{number(count)} need{'s' if count == 1 else ''} a decision"


def _whom(each: Listed, plan: CustomerPlan) -> str:
    place = f" in {each.at}" if each.at and each.who else ""
    action = f"{each.action.replace('_', ' ')} " if each.action else ""
    if not each.who:
        return f"{action}{each.at}".strip()
    if each.listing is Listing.NEEDS_DECISION:  # somebody has to do something about each
        return f"{some_of([spelling(p, plan) for p in each.who], _NAMED)}{place}"
    if len(each.who) > _NAMED:
        return f"{action}{counted(len(each.who), 'person', 'people')}{place}"
    return f"{action}{', '.join(spelling(p, plan) for p in each.who)}{place}"
