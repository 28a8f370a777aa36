"""Somebody's word that what a guard stopped in a plan is meant."""

from dataclasses import dataclass
from datetime import date, timedelta

from reconciler.errors import WrongUsage
from reconciler.findings import near_to
from reconciler.kinds.estate import CustomerId
from reconciler.planning.guards import removals
from reconciler.planning.guards.book import GUARDS
from reconciler.planning.permit_file import sealed
from reconciler.planning.permits import PLANFILE, NamedChanges, Permit, Scope, naming
from reconciler.planning.plan import Verdict
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.world import World

DAYS = 7
"""How long a permit is good where nobody says it."""
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class PermitRequest:
    guard: str
    because: str
    until: date | None = None


def permit(made: MadePlan, request: PermitRequest, world: World) -> Permit:
    """For everything that the guard counted in a plan. WrongUsage where it stops nothing, or nothing that could be
    permitted."""
    today = world.today()
    until = request.until or today + timedelta(DAYS)
    _refuse_nonsense(request, until, today)
    run = request.guard == removals.ID and made.totals.run_stop is not None
    named = _counted(made, request.guard, Scope.RUN if run else Scope.CUSTOMER)
    return sealed(
        Permit(
            id="",
            guard=request.guard,
            scope=Scope.RUN if run else Scope.CUSTOMER,
            lineage=made.heading.lineage,
            plan=made.digests.plan,
            by=world.actor,
            because=request.because.strip(),
            made=world.clock(),
            until=until,
            customers=named,
        )
    )


def _refuse_nonsense(request: PermitRequest, until: date, today: date) -> None:
    if request.guard not in GUARDS:
        near = near_to(request.guard, list(GUARDS))
        hint = f"did you mean {near}?" if near else f"one of {', '.join(GUARDS)}"
        raise WrongUsage(f"there is no guard {request.guard}", hint)
    reason = request.because.strip()
    if not reason or not reason.isprintable() or len(reason) > _LONGEST:
        what = "says nothing" if not reason else "is not one line of text that can be shown"
        raise WrongUsage(f"--because {what}", 'say why it is meant: --because "the team moved to Fabrikam"')
    if until < today:
        raise WrongUsage(f"--until {until} is over already", f"write a day from {today} on")


def _counted(made: MadePlan, guard: str, scope: Scope) -> dict[CustomerId, NamedChanges]:
    """Of a run that is stopped as a whole, everything that was counted."""
    named: dict[CustomerId, NamedChanges] = {}
    final: Verdict | None = None
    for plan in made.customers():
        for verdict in plan.guards:
            if verdict.guard != guard or (verdict.ok and not (scope is Scope.RUN and verdict.counted)):
                continue
            if verdict.counted:
                named[plan.customer] = NamedChanges(plan.serial, frozenset(verdict.counted))
            else:
                final = verdict
    if not named and final is not None:
        raise WrongUsage(f"what guard {guard} stops here is not for anybody to permit", final.remedy)
    if not named:
        raise WrongUsage(f"guard {guard} stops nothing in this plan", _shown(made))
    return named


def _shown(made: MadePlan) -> str:
    shown = f"what the guards say: reconciler show {PLANFILE}"
    return naming(shown, str(made.file)) if made.file is not None else shown
