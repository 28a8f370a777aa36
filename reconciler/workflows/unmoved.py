"""Who need not be planned: nothing has moved since an apply found that nothing was to be done.

What the state keeps of such a customer is its line of the plan. It is taken for the plan while the customer is as it
was (which the store says), its inputs are the same and no day has turned; else the customer is planned whole. Files
are hashed all the same: what is spared is reading them, and the members in the state.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from reconciler.errors import ReconcilerError
from reconciler.findings import ERASED_ADDRESS
from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.loading.inputs import Inputs, engine
from reconciler.loading.scanning import Configuration
from reconciler.planning.kept_plan import KeptPlan, found_in, kept_plan
from reconciler.planning.plan import Basis, CustomerPlan
from reconciler.planning.plan_file import Written, line_of
from reconciler.ports import StateStore
from reconciler.workflows.scope import Scope, is_touched

if TYPE_CHECKING:
    from reconciler.kinds.estate import Estate
    from reconciler.loading.declared import Declared

_AT_ONCE = 8 * 1024 * 1024
"""Bytes of lines that are written together."""
LARGEST = 256 * 1024
"""Bytes of a line. A customer of whom more is to be said, since thousands have not answered yet, is planned whole."""


class Planned(NamedTuple):
    """One customer's plan, or None where there is none, and how it is written, where that is known already."""

    plan: CustomerPlan | None
    written: Written | None = None


class Unmoved:
    """Asks the state, where there is one and where the scope does not say that everybody is to be planned."""

    def __init__(self, configuration: Configuration, scope: Scope, store: StateStore | None) -> None:
        self._configuration, self._scope = configuration, scope
        self._store = store if scope.skips else None

    @property
    def may_spare(self) -> bool:
        return self._store is not None

    @cached_property
    def _inputs(self) -> Inputs:
        return Inputs(self._configuration)

    def among(self, customers: Collection[CustomerId]) -> Mapping[CustomerId, Planned]:
        """Those that nothing has moved, each with its plan and line, or with none where nobody asked for it."""
        asked = [c for c in customers if c in self._configuration.customers and self._scope.whole(c)]
        kept = self._store.converged(asked) if self._store is not None and asked else {}
        found = ((c, self._planned(c, its)) for c, its in kept.items())
        return {customer: planned for customer, planned in found if planned is not None}

    def _planned(self, customer: CustomerId, kept: Converged) -> Planned | None:
        """None where something has moved."""
        try:
            found = found_in(kept.line)
            basis = found.basis
            inputs = self._inputs.digest(customer, basis.rosters)
            if found.customer != customer or basis.inputs != _sealed(inputs) or self._turned(basis, kept.since):
                return None
            if not is_touched(customer, self._scope):
                return Planned(None)
            line = kept.line.replace(basis.inputs.encode(), inputs.encode(), 1) + b"\n"
            return Planned(kept_plan(kept.line, found, Basis(inputs, basis.rosters, basis.until)), Written(line))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):  # another hand's, or another release's
            return None

    def _turned(self, basis: Basis, since: date) -> bool:
        return self._scope.on < since or (basis.until is not None and self._scope.on >= basis.until)

    def based(self, plan: CustomerPlan, declared: "Declared", current: "Estate") -> CustomerPlan:
        """The plan with what it rests on, where nothing is to be done: what ``keep`` may keep of it."""
        whole = self._scope.whole(plan.customer) and not self._scope.due_only
        if not (plan.in_sync and current.serial and whole):
            return plan
        if current.tombstones.addresses and any(f.rule == ERASED_ADDRESS or f.excerpt for f in plan.findings):
            return plan  # it names, or may quote, somebody whom the state has forgotten
        rosters = tuple(sorted({file for source in declared.sources.values() for file in source.rosters}))
        inputs = self._inputs.digest(plan.customer, rosters)
        if not inputs:
            return plan
        from reconciler.planning.turning_days import next_turn  # start-up time: where nothing moved, nobody is planned

        return replace(plan, basis=Basis(inputs, rosters, next_turn(self._scope.on, declared.estate, current)))


def to_keep(plan: CustomerPlan, since: date) -> Converged | None:
    """What a state may keep of a plan in which nothing is to be done, made for this day."""
    if plan.basis is None:
        return None
    if isinstance(plan, KeptPlan):
        return Converged(since, plan.line)
    line = line_of(replace(plan, basis=plan.basis._replace(inputs=_sealed(plan.basis.inputs))))
    return Converged(since, line) if len(line) <= LARGEST else None


def _sealed(inputs: str) -> str:
    """What is kept for inputs: it holds for the code that kept it, which may change without the version."""
    return sha256(engine() + inputs.encode()).hexdigest()


def kept_already(store: StateStore, plans: Collection[CustomerPlan], since: date) -> set[CustomerId]:
    """Of whom the state has kept all that it may keep."""
    found = {plan.customer: to_keep(plan, since) for plan in plans if plan.basis is not None}
    kept = store.converged(found.keys())
    return {c for c, new in found.items() if new and c in kept and _covers(kept[c], new)}


class Keeping:
    """What an apply finds to be as declared."""

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._fresh: dict[CustomerId, Converged] = {}
        self._bytes = 0

    def note(self, customer: CustomerId, found: Converged) -> None:
        self._fresh[customer] = found
        self._bytes += len(found.line)
        if self._bytes > _AT_ONCE:
            self.keep()

    def keep(self) -> None:
        """A state that cannot be written any more costs time the next time, and is no reason to fail now."""
        if self._fresh:
            with suppress(ReconcilerError):
                self._store.keep_converged(self._fresh)
        self._fresh, self._bytes = {}, 0


def _covers(kept: Converged, new: Converged) -> bool:
    return kept.line == new.line and kept.since <= new.since
