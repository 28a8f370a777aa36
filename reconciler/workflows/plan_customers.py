"""The plans of all customers that were asked for, one at a time, in order."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from reconciler.applying.record import estate_or_nothing
from reconciler.findings import Finding, Severity, has_errors, in_order
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.loading.configuration import Configuration
from reconciler.loading.declared import Declared, load
from reconciler.loading.excerpts import excerpted
from reconciler.planning.guards.vanished import customer_vanished
from reconciler.planning.lens import View
from reconciler.planning.plan import CustomerPlan
from reconciler.planning.planner import Circumstances, plan_customer
from reconciler.planning.renames import renamed
from reconciler.ports import StateStore
from reconciler.rules import book
from reconciler.workflows.seen_by import Eyes
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import foreign_root
from reconciler.workflows.targets import Targets
from reconciler.workflows.world import World


class Asked(NamedTuple):
    """``adopt`` takes over customers that another configuration manages."""

    on: date
    targets: Targets
    adopt: bool
    no_removals: bool
    eyes: Eyes | None = None
    """For whom it is planned, or whose word is needed; None for the plan as it is."""


def each(configuration: Configuration, store: StateStore | None, asked: Asked, world: World) -> Iterator[CustomerPlan]:
    """Declared customers, and those that the state knows under this configuration and nobody declares any more."""
    known = store.customers() if store is not None else {}
    gone = known.keys() - configuration.customers.keys() if asked.targets.whole else set()
    named = [c for c in asked.targets.workspaces if c in configuration.customers]
    everybody = sorted({*named, *gone, *(c for c in asked.targets.workspaces if c in known)})
    for done, customer in enumerate(everybody):
        world.progress("planning", done, len(everybody))
        if customer in configuration.customers:
            current, declared = _current(store, customer), load(configuration, customer)
            view = _view(declared.estate, current, asked)
            if view is not None or asked.eyes is None:
                yield _planned(configuration, declared, current, view, asked)
            continue
        current = _current(store, customer)
        if vanished := _vanished(configuration, current, asked):
            asked.targets.refuse_unknown(customer, current.workspaces)
            yield vanished


def _view(declared: Estate, current: Estate, asked: Asked) -> View | None:
    return asked.eyes.view(declared, current, asked.on) if asked.eyes is not None else None


def _current(store: StateStore | None, customer: CustomerId) -> Estate:
    holding = sound_holding(store, customer) if store is not None else None
    return estate_or_nothing(holding, customer)


def _vanished(configuration: Configuration, current: Estate, asked: Asked) -> CustomerPlan | None:
    if current.root != configuration.settings.name or _all_archived(current):
        return None
    if asked.eyes is not None and _view(Estate(current.customer), current, asked) is None:
        return None
    return CustomerPlan(
        current.customer, current.serial, guards=(customer_vanished(current, asked.on),), root=current.root
    )


def _all_archived(current: Estate) -> bool:
    return all(w.status is WorkspaceStatus.ARCHIVED for w in current.workspaces.values())


def _planned(
    configuration: Configuration, declared: Declared, before: Estate, view: View | None, asked: Asked
) -> CustomerPlan:
    estate = declared.estate
    findings = [*declared.findings, *_foreign(configuration, before, asked)]
    if has_errors(findings):
        part = [excerpted(declared, f) for f in book.check_part(estate)]
        return _invalid(declared, before, [*findings, *part])
    names = renamed(estate, before, asked.on)
    findings += [excerpted(declared, f) for f in book.check(names.declared, names.current)]
    if has_errors(findings):
        return _invalid(declared, before, findings)
    desired = book.complete(names.declared, names.current, asked.on)
    asked.targets.refuse_unknown(estate.customer, estate.workspaces, desired.estate.workspaces, before.workspaces)
    facts = Circumstances(
        on=asked.on,
        places=declared.places,
        files=configuration.declaring,
        sources=declared.sources,
        source=declared.source,
        root=configuration.settings.name,
        said_archived=_said_archived(estate, names.current),
        without_removals=asked.no_removals,
        before=before,
        only=asked.targets.only(estate.customer),
        view=view,
    )
    return plan_customer(desired, names, findings, facts)


def _invalid(declared: Declared, current: Estate, findings: list[Finding]) -> CustomerPlan:
    return CustomerPlan(
        declared.estate.customer, current.serial, findings=in_order(findings), source=declared.source, root=current.root
    )


def _foreign(configuration: Configuration, current: Estate, asked: Asked) -> Iterator[Finding]:
    ours = configuration.settings.name
    if current.serial and current.root and current.root != ours and not asked.adopt:
        yield Finding(
            "another-configuration",
            Severity.ERROR,
            "customer managed by another configuration",
            foreign_root(current.root, ours, current.customer),
            "Plan it from there; to take it over from now on, add --adopt.",
        )


def _said_archived(declared: Estate, current: Estate) -> frozenset[WorkspaceId]:
    if declared.closed:
        return frozenset(current.workspaces)
    return frozenset(w for w, x in declared.workspaces.items() if x.status is WorkspaceStatus.ARCHIVED)
