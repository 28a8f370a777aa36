"""The last lines of a plan: what it adds up to, in words."""

from collections import Counter

from reconciler.planning.changes import ANSWERS
from reconciler.planning.plan import CustomerPlan, Listing, summary
from reconciler.reporting.action_words import WORDS, planned_said
from reconciler.reporting.listed_text import listed_count, needing
from reconciler.reporting.words import counted, listed, number


class Tally:
    """What a plan adds up to, counted while its customers are shown."""

    def __init__(self) -> None:
        self.actions: Counter[str] = Counter()
        self.listed: Counter[Listing] = Counter()
        self.gaining = self.losing = self.customers = self.changed = self.invalid = self.stopped = 0

    def add(self, plan: CustomerPlan) -> None:
        self.actions.update(summary(plan.changes))
        self.listed.update(listed_count(plan.listed))
        self.gaining += plan.gaining
        self.losing += plan.losing
        self.customers += 1
        self.changed += bool(plan.changes)
        self.invalid += plan.invalid
        self.stopped += plan.stopped and not plan.invalid

    @property
    def total(self) -> int:
        return self.actions.total()

    def as_json(self) -> dict[str, int]:
        """Every action word that a plan can hold, and the sums."""
        words = {action.value: self.actions[action.value] for action in WORDS if action not in ANSWERS}
        return {**words, "total": self.total, "people_gaining": self.gaining, "people_losing": self.losing}


def totals_said(tally: Tally, name: str) -> str:
    """What the plan called ``name`` adds up to."""
    return f"{name}: {planned_said(tally.actions)}. {_people_said(tally)}".rstrip()


def _people_said(tally: Tally) -> str:
    parts = []
    if tally.gaining:
        verb = "gains" if tally.gaining == 1 else "gain"
        parts.append(f"{counted(tally.gaining, 'person', 'people')} {verb} access once they accept")
    if tally.losing:
        people = "" if parts else (" person" if tally.losing == 1 else " people")
        them = "it" if parts else "access"
        parts.append(f"{number(tally.losing)}{people} {'loses' if tally.losing == 1 else 'lose'} {them}")
    return f"{', '.join(parts)}." if parts else ""


def standing_said(tally: Tally, customer: str) -> str:
    """What is said where nothing is to do: ``contoso is as declared. 61 answers are awaited.``"""
    whose = f"{customer} is" if tally.customers == 1 else f"All {number(tally.customers)} customers are"
    awaited = _awaited_said(tally.listed)
    return f"{whose} as declared.{f' {awaited}' if awaited else ''}"


def _awaited_said(found: Counter[Listing]) -> str:
    parts = []
    if count := found[Listing.WAITING]:
        parts.append(f"{counted(count, 'answer')} {'is' if count == 1 else 'are'} awaited")
    if count := found[Listing.NEEDS_DECISION]:
        parts.append(needing(count))
    if count := found[Listing.HELD]:
        parts.append(f"{number(count)} {'is' if count == 1 else 'are'} held")
    return f"{listed(parts)}." if parts else ""
