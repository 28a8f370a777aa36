"""What a plan adds up to, counted once, while its customers are made or read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reconciler.planning.guards.run_wide import RunRemovals
from reconciler.planning.kept_plan import QuietPlan
from reconciler.planning.plan import CustomerPlan, Listing, Sight, Verdict, listed_count, summary


@dataclass(slots=True)
class ClosestVerdicts:
    """The verdict of each guard that comes closest to its limit, and whose it is, over all customers of a run."""

    closest: dict[str, tuple[Verdict, str]] = field(default_factory=dict)
    quiet: set[bytes] = field(default_factory=set, compare=False)
    """The guards of plans in which none counts anything: of several with the same ones the first says it all."""

    def add(self, plan: CustomerPlan) -> None:
        if isinstance(plan, QuietPlan):
            names = plan.others.translate(None, b"0123456789")
            if names in self.quiet:
                return
            self.quiet.add(names)
        for verdict in plan.guards:
            before = self.closest.get(verdict.guard)
            if before is not None and not verdict.value and verdict.ok:
                continue  # nothing is farther from its limit
            if self._is_closer(verdict):
                self.closest[verdict.guard] = (verdict, plan.customer)

    def take(self, other: "ClosestVerdicts") -> None:
        """Those of customers who come later."""
        self.closest.update({guard: of for guard, of in other.closest.items() if self._is_closer(of[0])})

    def since(self, before: Mapping[str, tuple[Verdict, str]]) -> "ClosestVerdicts":
        """Those that have come closer since these were the closest."""
        return ClosestVerdicts({guard: of for guard, of in self.closest.items() if before.get(guard) is not of})

    def _is_closer(self, verdict: Verdict) -> bool:
        before = self.closest.get(verdict.guard)
        return before is None or _nearness(verdict) > _nearness(before[0])


@dataclass(slots=True)
class Tally:
    """``changed`` counts the customers in which something is to be done, ``quiet`` those in which nothing is, and
    nothing has to be said; ``last`` is the one counted last."""

    actions: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    """What others are asked for, in a plan for one person."""
    due: int = 0
    """Changes that the day alone asks for."""
    listed: Counter[Listing] = field(default_factory=Counter)
    guards: ClosestVerdicts = field(default_factory=ClosestVerdicts)
    run: RunRemovals = field(default_factory=RunRemovals)
    gaining: int = 0
    losing: int = 0
    customers: int = 0
    changed: int = 0
    quiet: int = 0
    invalid: int = 0
    stopped: int = 0
    unapproved: int = 0
    """Customers that lack a word that was asked for."""
    sights: list[tuple[str, Sight]] = field(default_factory=list)
    """By customer and workspace, where somebody loses sight of cases."""
    at_once: bool = False
    """Whether somebody gains sight of something without being asked."""
    last: str = ""

    def add(self, plan: CustomerPlan) -> None:
        self.customers += 1
        self.last = plan.customer
        self.guards.add(plan)
        self.run.add(plan)
        if isinstance(plan, QuietPlan):
            self.quiet += 1
        else:
            self._add_what_is_said(plan)

    def _add_what_is_said(self, plan: CustomerPlan) -> None:
        if plan.changes:
            self.changed += 1
            self.actions.update(summary(plan.changes))
            self.due += sum(change.size for change in plan.changes if change.due)
        for request in plan.requests:
            self.asked.update(summary(request.everything))
        if plan.listed:
            self.listed.update(listed_count(plan.listed))
        self.gaining += plan.gaining
        self.losing += plan.losing
        for sight in plan.sights:
            self.at_once = self.at_once or bool(sight.gaining)
            if sight.losing and sight.cases:
                self.sights.append((plan.customer, sight))
        invalid = plan.invalid
        self.invalid += invalid
        self.stopped += plan.stopped and not invalid
        self.unapproved += any(approval.missing for approval in plan.approvals)
        self.quiet += plan.in_sync and not plan.unheeded

    def take(self, other: "Tally") -> None:
        """What customers who come later add up to."""
        self.actions.update(other.actions)
        self.asked.update(other.asked)
        self.listed.update(other.listed)
        self.guards.take(other.guards)
        self.run.take(other.run)
        self.sights += other.sights
        for count in _COUNTS:
            setattr(self, count, getattr(self, count) + getattr(other, count))
        self.at_once = self.at_once or other.at_once
        self.last = other.last or self.last

    @property
    def total(self) -> int:
        return self.actions.total()

    @property
    def requested(self) -> int:
        """How many changes others are asked for."""
        return self.asked.total()

    @property
    def run_stop(self) -> Verdict | None:
        """What stops the whole run, if anything does."""
        verdict = self.run.verdict()
        return verdict if verdict is not None and verdict.stops else None


_COUNTS = ("due", "gaining", "losing", "customers", "changed", "quiet", "invalid", "stopped", "unapproved")


def tallied(customers: Iterable[CustomerPlan]) -> Tally:
    tally = Tally()
    for plan in customers:
        tally.add(plan)
    return tally


def _nearness(verdict: Verdict) -> tuple[bool, bool, float]:
    share = verdict.value / verdict.limit if verdict.limit else float(verdict.value)
    return (verdict.stops, not verdict.ok, share)
