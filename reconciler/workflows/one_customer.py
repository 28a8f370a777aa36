"""One customer's plan: from what its files declare, or what somebody supposes that they do, and from the state."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from reconciler.applying.record import estate_or_nothing
from reconciler.findings import Finding, Severity, has_errors, in_order
from reconciler.history.in_full import last_in_full
from reconciler.history.taken_back import taken_back
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.loading.configuration import Configuration, Declared, load
from reconciler.loading.excerpts import all_excerpted, excerpted
from reconciler.planning.effects import TakenBack, nothing_taken_back
from reconciler.planning.guards.vanished import customer_vanished
from reconciler.planning.lens import View
from reconciler.planning.permits import NONE, Granted
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.planner import Circumstances, plan_customer
from reconciler.planning.renames import renamed
from reconciler.ports import StateStore
from reconciler.rules import book
from reconciler.rules.erasure import without_erased
from reconciler.workflows.permits import granted_for
from reconciler.workflows.scope import Scope, is_touched
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import managed_elsewhere
from reconciler.workflows.unmoved import Unmoved


def declared(
    configuration: Configuration, store: StateStore | None, customer: CustomerId, scope: Scope, unmoved: Unmoved
) -> Iterator[CustomerPlan]:
    """The plan of a customer of the configuration; of nobody's part where it does not know whom it is for."""
    current, read = _current(store, customer), load(configuration, customer)
    if not _is_wanted(configuration, store, read, current, scope):
        return
    view = _view(read.estate, current, scope)
    if view is None and scope.eyes is not None:
        return
    permits = granted_for(customer, scope.permits, store, scope.on)
    undoings = partial(taken_back, store, customer) if store is not None else nothing_taken_back
    plan = of_one(configuration, read, current, view, scope, permits, undoings)
    if is_touched(customer, scope) or not plan.in_sync:
        yield unmoved.based(plan, read, current)


def vanished(
    configuration: Configuration, store: StateStore | None, customer: CustomerId, scope: Scope
) -> Iterator[CustomerPlan]:
    """The plan of one that the state knows and no file declares any more; nothing where that is as it should be."""
    current = _current(store, customer)
    if gone := _vanished(configuration, current, scope):
        scope.targets.refuse_unknown(customer, current.workspaces)
        yield gone


def _is_wanted(
    configuration: Configuration, store: StateStore | None, declared: Declared, current: Estate, scope: Scope
) -> bool:
    """Whether something fell due, where nobody touched the customer: another plan comes out than on the day of the
    commit, or on the one before it on which the customer was last seen to, or what is due by itself was so by then
    already. Who was never seen to is wanted. The clock of who made a commit of tomorrow says nothing."""
    customer, since = declared.estate.customer, scope.since
    if since is None or is_touched(customer, scope):
        return True
    seen_to = _seen_to(store, customer) if store is not None else None
    if seen_to is None:
        return True
    day = min(since.day, scope.on, seen_to)
    then = of_one(configuration, declared, current, None, scope._replace(on=day, eyes=None))
    fell_due = then.due is not None and then.due <= scope.on
    return fell_due or then.invalid or any(change.due for change in then.changes)


def _seen_to(store: StateStore, customer: CustomerId) -> date | None:
    """The day on which the customer was found as declared, or else the one of its last apply of all that was."""
    kept = store.converged([customer])
    return kept[customer].since if customer in kept else last_in_full(store, customer)


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
    findings += all_excerpted(declared, book.check(names.declared, names.current, declared.doubtful))
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
        due_only=scope.due_only,
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
