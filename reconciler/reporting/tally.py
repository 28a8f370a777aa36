"""What a plan adds up to, counted while its customers are shown."""

from collections import Counter

from reconciler.planning.changes import BY_UNDO_ONLY, IN_JOURNALS_ONLY
from reconciler.planning.guards.run_wide import RunRemovals
from reconciler.planning.kept_plan import counted_at_sight
from reconciler.planning.plan import CustomerPlan, Listing, Sight, summary
from reconciler.reporting.action_words import WORDS
from reconciler.reporting.guards_text import GuardSummary
from reconciler.reporting.listed_text import listed_count


class Tally:
    """``quiet`` counts the customers with nothing to do, ``last`` is the one shown last."""

    def __init__(self) -> None:
        self.actions: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        """What others are asked for, in a plan for one person."""
        self.due = 0
        """Changes that the day alone asks for."""
        self.listed: Counter[Listing] = Counter()
        self.guards = GuardSummary()
        self.run = RunRemovals()
        self.gaining = self.losing = self.customers = self.quiet = self.invalid = self.stopped = 0
        self.sights: list[tuple[str, Sight]] = []
        """By customer and workspace, where somebody loses sight of cases."""
        self.at_once = False
        """Whether somebody gains sight of something without being asked."""
        self.last = ""

    def add(self, plan: CustomerPlan) -> None:
        self.customers += 1
        self.last = plan.customer
        self.guards.add(plan)
        self.run.add(plan)
        if counted_at_sight(plan):
            self.quiet += 1
        else:
            self._add_what_is_said(plan)

    def _add_what_is_said(self, plan: CustomerPlan) -> None:
        if plan.changes:
            self.actions.update(summary(plan.changes))
            self.due += sum(change.size for change in plan.changes if change.due)
        for request in plan.requests:
            self.asked.update(summary(request.everything))
        if plan.listed:
            self.listed.update(listed_count(plan.listed))
        self.gaining += plan.gaining
        self.losing += plan.losing
        self.sights += [(plan.customer, sight) for sight in plan.sights if sight.losing and sight.cases]
        self.at_once = self.at_once or any(sight.gaining for sight in plan.sights)
        self.invalid += plan.invalid
        self.stopped += plan.stopped and not plan.invalid
        self.quiet += plan.in_sync and not plan.unheeded

    @property
    def total(self) -> int:
        return self.actions.total()

    def as_json(self) -> dict[str, int]:
        """Every action word that a plan can hold, those of an undo where they occur, and the sums."""
        seldom = {action for action in BY_UNDO_ONLY if not self.actions[action.value]} | IN_JOURNALS_ONLY
        words = {action.value: self.actions[action.value] for action in WORDS if action not in seldom}
        sums = {"total": self.total, "people_gaining": self.gaining, "people_losing": self.losing}
        return {**words, **sums, **({"requested": self.asked.total()} if self.asked else {})}
