"""What a webhook is told after an apply or a stop: numbers, customers, and the arithmetic of guards; nobody's name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.kinds.estate import CustomerId
from reconciler.planning.plan import CustomerPlan, Verdict
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document

_STOPS = frozenset({Result.BLOCKED, Result.FAILED, Result.STALE})


class Occurrence(NamedTuple):
    """``run_stop`` is the guard that stopped the whole run; then nothing was applied, and the receipt is empty."""

    at: datetime
    configuration: str
    lineage: str
    receipt: Receipt
    run_stop: Verdict | None = None


def event_of(told: Occurrence) -> str:
    """applied, stopped, or partly where it is both; empty where there is nothing to tell."""
    done = any(each.result is Result.APPLIED for each in told.receipt.customers)
    stopped = told.run_stop is not None or any(each.result in _STOPS for each in told.receipt.customers)
    return ("partly" if stopped else "applied") if done else ("stopped" if stopped else "")


def notification(told: Occurrence, customers: Iterable[CustomerPlan]) -> Iterator[str]:
    """As ``schemas/notification.schema.json`` says it."""
    receipt = told.receipt
    those = [each for each in receipt.customers if each.result is not Result.NOTHING]
    stopped = {each.customer for each in those if each.result in _STOPS}
    guards = {c.customer: [g for g in c.guards if g.stops] for c in (customers if stopped else ())}
    return document(
        format_version=FORMAT_VERSION,
        kind="notification",
        event=event_of(told),
        at=f"{told.at:%Y-%m-%dT%H:%M:%SZ}",
        configuration=told.configuration,
        lineage=told.lineage or receipt.created or None,
        plan=receipt.plan,
        apply=receipt.apply or None,
        summary={**dict(sorted(receipt.summary.items())), "total": sum(receipt.summary.values())},
        stopped_by=_guard(told.run_stop) if told.run_stop is not None else None,
        customers=array(for_json(_customer(each, guards)) for each in those),
    )


def _customer(each: CustomerResult, guards: Mapping[CustomerId, Sequence[Verdict]]) -> dict[str, Any]:
    stops = [_guard(verdict) for verdict in guards.get(each.customer, ())]
    return {"customer": each.customer, "serial": each.serial, "result": each.result.value, "stopped_by": stops}


def _guard(verdict: Verdict) -> dict[str, Any]:
    return {"guard": verdict.guard, "value": verdict.value, "limit": verdict.limit, "of": verdict.of or None}
