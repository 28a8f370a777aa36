"""The plans of all customers that were asked for, one at a time, in order."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from reconciler.applying.record import estate_or_nothing
from reconciler.findings import Finding, Severity, has_errors, in_order
from reconciler.history.taken_back import taken_back
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.loading.configuration import Configuration, Declared, load
from reconciler.loading.excerpts import excerpted
from reconciler.planning.changes import Authority
from reconciler.planning.effects import Effect, TakenBack, nothing_taken_back
from reconciler.planning.guards.vanished import customer_vanished
from reconciler.planning.lens import View
from reconciler.planning.permits import NONE, Granted, Permit
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.planner import Circumstances, plan_customer
from reconciler.planning.renames import renamed
from reconciler.ports import StateStore
from reconciler.rules import book
from reconciler.rules.erasure import without_erased
from reconciler.workflows.changed_since import Since
from reconciler.workflows.permits import granted_for
from reconciler.workflows.seen_by import Eyes
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import managed_elsewhere
from reconciler.workflows.targets import Targets
from reconciler.workflows.unmoved import Unmoved
from reconciler.workflows.world import World

_AT_ONCE = 200
"""Customers of whom the state is asked together what it has kept."""


class Scope(NamedTuple):
    """What of a configuration is planned, and how. ``adopt`` takes over customers that another configuration
    manages."""

    on: date
    targets: Targets
    adopt: bool
    no_removals: bool
    eyes: Eyes | None = None
    """For whom it is planned, or whose word is needed; None for the plan as it is."""
    permits: Sequence[Permit] = ()
    since: Since | None = None
    """Only those who were touched since, or are due; None for everybody."""
    skips: bool = True
    """Who did not move since the last apply is not planned again."""

    def whole(self, customer: CustomerId) -> bool:
        """Whether all of a customer is planned, for nobody in particular, and with no permit for it."""
        narrowed = self.no_removals or self.eyes is not None or self.targets.only(customer) is not None
        return not narrowed and all(customer not in permit.customers for permit in self.permits)


def planned(
    configuration: Configuration, store: StateStore | None, scope: Scope, world: World
) -> Iterator[CustomerPlan]:
    """Declared customers, and those that the state knows under this configuration and nobody declares any more."""
    everybody = _asked_for(configuration, store, scope)
    unmoved = Unmoved(configuration, scope.on, scope.whole, store if scope.skips else None)
    for start in range(0, len(everybody), _AT_ONCE):
        some = everybody[start : start + _AT_ONCE]
        spared = unmoved.among([c for c in some if not _is_untouched_for_sure(c, scope)])
        for done, customer in enumerate(some, start):
            world.progress("planning", done, len(everybody))
            if customer in spared:
                yield from [spared[customer]] if _is_touched(customer, scope) else ()
            elif customer in configuration.customers:
                yield from _of_declared(configuration, store, customer, scope, unmoved)
            elif vanished := _vanished(configuration, current := _current(store, customer), scope):
                scope.targets.refuse_unknown(customer, current.workspaces)
                yield vanished


def _asked_for(configuration: Configuration, store: StateStore | None, scope: Scope) -> list[CustomerId]:
    known = store.customers() if store is not None else {}
    gone = known.keys() - configuration.customers.keys() if scope.targets.whole else set()
    named = [c for c in scope.targets.workspaces if c in configuration.customers]
    return sorted({*named, *gone, *(c for c in scope.targets.workspaces if c in known)})


def _of_declared(
    configuration: Configuration, store: StateStore | None, customer: CustomerId, scope: Scope, unmoved: Unmoved
) -> Iterator[CustomerPlan]:
    if _is_untouched_for_sure(customer, scope):
        return
    current, declared = _current(store, customer), load(configuration, customer)
    if not _is_wanted(configuration, declared, current, scope):
        return
    view = _view(declared.estate, current, scope)
    if view is None and scope.eyes is not None:
        return
    permits = granted_for(customer, scope.permits, store, store.lineage if store else "", scope.on)
    undoings = partial(_taken_back, store, customer)
    plan = of_one(configuration, declared, current, view, scope, permits, undoings)
    if _is_touched(customer, scope) or not plan.in_sync:
        yield unmoved.based(plan, declared, current)


def _is_touched(customer: CustomerId, scope: Scope) -> bool:
    return scope.since is None or customer in scope.since.touched


def _is_untouched_for_sure(customer: CustomerId, scope: Scope) -> bool:
    """Nothing can have fallen due on the day of the commit itself, so that nothing has to be read."""
    return scope.since is not None and not _is_touched(customer, scope) and scope.since.day >= scope.on


def _is_wanted(configuration: Configuration, declared: Declared, current: Estate, scope: Scope) -> bool:
    """Whether something fell due since then, where nobody touched the customer: another plan comes out today, or what
    nobody has to ask for was due by then already."""
    since = scope.since
    if since is None or _is_touched(declared.estate.customer, scope):
        return True
    then = of_one(configuration, declared, current, None, scope._replace(on=since.day, eyes=None))
    fell_due = then.due is not None and then.due <= scope.on
    return fell_due or then.invalid or any(change.authority is Authority.SYSTEM for change in then.changes)


def _taken_back(store: StateStore | None, customer: CustomerId) -> frozenset[Effect]:
    holding = store.holding(customer) if store is not None else None
    return taken_back(holding, store.backwards(customer)) if store is not None and holding is not None else frozenset()


def _view(declared: Estate, current: Estate, scope: Scope) -> View | None:
    return scope.eyes.view(declared, current, scope.on) if scope.eyes is not None else None


def _current(store: StateStore | None, customer: CustomerId) -> Estate:
    holding = sound_holding(store, customer) if store is not None else None
    return estate_or_nothing(holding, customer)


def _vanished(configuration: Configuration, current: Estate, scope: Scope) -> CustomerPlan | None:
    if current.managed_by != configuration.settings.name or _all_archived(current):
        return None
    if scope.eyes is not None and _view(Estate(current.customer), current, scope) is None:
        return None
    return CustomerPlan(
        current.customer, current.serial, guards=(customer_vanished(current, scope.on),), managed_by=current.managed_by
    )


def _all_archived(current: Estate) -> bool:
    return all(w.status is WorkspaceStatus.ARCHIVED for w in current.workspaces.values())


def of_one(
    configuration: Configuration,
    declared: Declared,
    before: Estate,
    view: View | None,
    scope: Scope,
    permits: Granted = NONE,
    undoings: TakenBack = nothing_taken_back,
) -> CustomerPlan:
    """One customer's plan: of what its files declare, or of what somebody supposes that they do."""
    estate, erased = without_erased(declared.estate, before.tombstones)
    findings = [*declared.findings, *(excerpted(declared, f) for f in erased), *_foreign(configuration, before, scope)]
    names = renamed(estate, before, scope.on)
    findings += [excerpted(declared, f) for f in book.check(names.declared, names.current, declared.doubtful)]
    if has_errors(findings):
        return _invalid(declared, before, findings)
    desired = book.complete(names.declared, names.current, scope.on)
    scope.targets.refuse_unknown(estate.customer, estate.workspaces, desired.estate.workspaces, before.workspaces)
    given = Circumstances(
        on=scope.on,
        places=declared.places,
        files=configuration.declaring,
        sources=declared.sources,
        source=declared.source,
        managed_by=configuration.settings.name,
        said_archived=_said_archived(estate, names.current),
        no_removals=scope.no_removals,
        before=before,
        only=scope.targets.only(estate.customer),
        view=view,
        permits=permits,
        taken_back=undoings,
    )
    return plan_customer(desired, names, findings, given)


def _invalid(declared: Declared, current: Estate, findings: list[Finding]) -> CustomerPlan:
    return CustomerPlan(
        declared.estate.customer,
        current.serial,
        findings=in_order(findings),
        source=declared.source,
        managed_by=current.managed_by,
    )


def _foreign(configuration: Configuration, current: Estate, scope: Scope) -> Iterator[Finding]:
    ours = configuration.settings.name
    if current.serial and current.managed_by and current.managed_by != ours and not scope.adopt:
        yield Finding(
            "another-configuration",
            Severity.ERROR,
            "customer managed by another configuration",
            managed_elsewhere(current.managed_by, ours, current.customer),
            "Plan it from there; to take it over from now on, add --adopt.",
        )


def _said_archived(declared: Estate, current: Estate) -> frozenset[WorkspaceId]:
    if declared.closed:
        return frozenset(current.workspaces)
    return frozenset(w for w, x in declared.workspaces.items() if x.status is WorkspaceStatus.ARCHIVED)
