"""What only the whole of a run shows: a few people taken out of each of many customers are many people."""

from dataclasses import dataclass, field

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.limits import Limits
from reconciler.planning.guards.removals import ID, REMEDY, TAKING
from reconciler.planning.kept_plan import QuietPlan
from reconciler.planning.plan import CustomerPlan, Verdict


@dataclass(slots=True)
class RunRemovals:
    """Customers are added as they are planned, or read. Who is stopped or invalid is not applied, and loses nobody;
    what a permit names is not counted again. The limit is the strictest of those in force for the customers touched."""

    taken: int = 0
    of: int = 0
    touched: list[CustomerId] = field(default_factory=list)
    limits: Limits | None = None
    remedy: str = REMEDY
    able: int = 0

    @property
    def may_touch_several(self) -> bool:
        """Also those from whom nobody is taken today: a workspace to be archived may have members by the time."""
        return self.able > 1

    def add(self, plan: CustomerPlan) -> None:
        if isinstance(plan, QuietPlan):
            self.of += plan.members
            return
        verdict = next((v for v in plan.guards if v.guard == ID), None)
        if verdict is None:
            return
        self.able += may_take(plan)
        self.of += verdict.of
        if not verdict.value or verdict.permits or plan.invalid or plan.stopped:
            return
        self.taken += verdict.value
        self.remedy = verdict.remedy
        self.touched.append(plan.customer)
        mine = Limits(run_floor=plan.run_limit[0], run_percent=plan.run_limit[1])
        self.limits = mine if self.limits is None else self.limits.tighter(mine)

    def take(self, other: "RunRemovals") -> None:
        """Those of customers who come later."""
        self.taken += other.taken
        self.of += other.of
        self.able += other.able
        if other.limits is not None:
            self.touched += other.touched
            self.remedy = other.remedy
            self.limits = other.limits if self.limits is None else self.limits.tighter(other.limits)

    def verdict(self) -> Verdict | None:
        """None where fewer than two customers lose anybody."""
        if len(self.touched) < 2 or self.limits is None:
            return None
        limit = self.limits.run_removals_allowed(self.of)
        share = f" ({self.taken / self.of * 100:.1f} %)" if self.of else ""
        what = f"{self.taken:,} of {self.of:,} memberships{share} of {len(self.touched):,} customers would be removed"
        what += f" in one run; the limit is {limit:,} ({self.limits.run_removals_said(self.of)})"
        return Verdict(ID, self.taken, limit, self.of, what, self.remedy)


def may_take(plan: CustomerPlan) -> bool:
    """Whether a change of it takes access from whoever has it by then."""
    return not TAKING.isdisjoint([change.do for change in plan.changes])
