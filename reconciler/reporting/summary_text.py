"""The last lines of a plan: what it adds up to, in words."""

from collections import Counter
from collections.abc import Iterator

from reconciler.planning.changes import ASKING
from reconciler.planning.plan import Digests, Heading, Listing
from reconciler.planning.tally import Tally
from reconciler.reporting.action_words import planned_said
from reconciler.reporting.guards_text import guards_said, run_said, run_stop_text
from reconciler.reporting.listed_text import TO_DECIDE, needing
from reconciler.reporting.look import Look
from reconciler.reporting.words import counted, listed, number, paragraph

NOTHING_CHANGED = "Nothing has been changed."


def ending_text(tally: Tally, heading: Heading, digests: Digests, look: Look, closing: str) -> Iterator[str]:
    """What is planned, what the guards say of it, and who is left out; or that nothing is to do."""
    if not tally.customers and heading.flags:
        yield from _sentences(_standing_said(tally, heading), look)
    elif not tally.customers:
        yield from _sentences("Nothing is declared, and the state holds no customer.", look)
    elif tally.quiet == tally.customers:
        yield from _sentences(f"{_standing_said(tally, heading)} {_awaited_said(tally.listed)}".rstrip(), look)
    else:
        yield from run_stop_text(tally.run.verdict(), look)
        if tally.total:
            yield from _sentences(f"{_name(heading, digests)}: {_totals_said(tally)}", look)
        if tally.asked:
            yield from _sentences(f"Asked of others: {planned_said(tally.asked)}.", look)
        yield from _sentences(" ".join([*_guards_said(tally), *_others_said(tally), closing]).rstrip(), look)


def _name(heading: Heading, digests: Digests) -> str:
    """How a plan is called, and what was asked of it: a plan without removals must not be taken for a whole one."""
    seen_by = [f"--as {heading.actor}"] if heading.actor is not None else []
    return " ".join(["Plan", digests.number, *seen_by, *heading.flags])


def _totals_said(tally: Tally) -> str:
    return " ".join(filter(None, (f"{planned_said(tally.actions)}.", _people_said(tally), _due_said(tally))))


def _due_said(tally: Tally) -> str:
    """A reviewer need not wonder whether it waits for them."""
    if not tally.due:
        return ""
    if tally.due == tally.total:
        return "All of it is due by itself and waits for no review (--due)."
    does = "is due by itself and waits" if tally.due == 1 else "are due by themselves and wait"
    return f"{number(tally.due)} of it {does} for no review (--due)."


def _people_said(tally: Tally) -> str:
    parts = []
    if tally.gaining:
        verb = "gains" if tally.gaining == 1 else "gain"
        parts.append(f"{counted(tally.gaining, 'person', 'people')} {verb} access {_when_gained(tally)}")
    if tally.losing:
        who = number(tally.losing) if parts else counted(tally.losing, "person", "people")
        parts.append(f"{who} {'loses' if tally.losing == 1 else 'lose'} {'it' if parts else 'access'}")
    if not parts:
        return "0 people lose sight of anything." if tally.total else ""
    return " ".join([f"{', '.join(parts)}.", *_sights_said(tally)])


def _when_gained(tally: Tally) -> str:
    """Whoever is given back a membership, or a workspace, has it at once; an offer is to be accepted."""
    if not tally.at_once:
        return "once they accept"
    offers = any(tally.actions[action.value] for action in ASKING)
    return "at once, or once they accept" if offers else "at once"


_SIGHTS = 5


def _sights_said(tally: Tally) -> Iterator[str]:
    """Of which cases, workspace by workspace; a few, and how many more there are."""
    for customer, sight in tally.sights[:_SIGHTS]:
        where = f"{customer}/{sight.at}" if tally.customers > 1 else sight.at
        verb = "loses" if sight.losing == 1 else "lose"
        still = f", {number(sight.open_cases)} of them open" if sight.open_cases else ""
        cases = f"{counted(sight.cases, 'case')} of {where}{still}"
        yield f"{counted(sight.losing, 'person', 'people')} {verb} sight of {cases}."
    if len(tally.sights) > _SIGHTS:
        yield f"So it is in {counted(len(tally.sights) - _SIGHTS, 'other workspace')}."


def _guards_said(tally: Tally) -> Iterator[str]:
    if said := guards_said(tally):
        yield f"Guards: {', '.join([said, *run_said(tally.run.verdict())])}."


def _others_said(tally: Tally) -> Iterator[str]:
    """Of the customers that are not in the plan's sums, or may not be applied."""
    if tally.quiet:
        yield f"{counted(tally.quiet, 'other customer')} {_are(tally.quiet)} as declared."
    if tally.invalid:
        yield f"{counted(tally.invalid, 'customer')} with errors {_are(tally.invalid)} left out."
    if tally.stopped:
        yield f"{counted(tally.stopped, 'customer')} {_are(tally.stopped)} stopped by a guard."


def _standing_said(tally: Tally, heading: Heading) -> str:
    if heading.flags:
        return f"With {' '.join(heading.flags)} nothing is to do."
    if tally.customers == 1:
        return f"{tally.last} is as declared."
    return f"All {number(tally.customers)} customers are as declared."


def _awaited_said(found: Counter[Listing]) -> str:
    parts = []
    if count := found[Listing.WAITING]:
        parts.append(f"{counted(count, 'answer')} {_are(count)} awaited")
    if count := found[Listing.NEEDS_DECISION]:
        parts.append(f"{needing(count)} ({TO_DECIDE})")
    if count := found[Listing.HELD]:
        parts.append(f"{number(count)} {_are(count)} held")
    if count := found[Listing.NO_ADMIN]:
        parts.append(f"{counted(count, 'workspace')} {'has' if count == 1 else 'have'} no admin (reconciler status)")
    return f"{listed(parts)}." if parts else ""


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _sentences(text: str, look: Look) -> Iterator[str]:
    yield from paragraph(text, look) if text else ()
