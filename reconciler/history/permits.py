"""Whether a permit was used: the journal says so, in the very entry of the apply that used it."""

from collections.abc import Iterable

from reconciler.applying.apply_id import apply_id
from reconciler.history.told import told, understood
from reconciler.kinds.estate import CustomerId
from reconciler.planning import canonical


def used_permits(customer: CustomerId, backwards: Iterable[bytes], since: dict[str, int]) -> dict[str, str]:
    """Of the permits, each with the serial after which it may have been used, those that were, and when: "was used on
    2026-06-01 (apply 7Q4K2M9XTA)". ``backwards`` is the journal, the latest entry first. StateBroken where an entry
    cannot be understood."""
    found: dict[str, str] = {}
    earliest = min(since.values(), default=0)
    for body in backwards:
        with understood(customer):
            entry = canonical.load(body)
            if not since or entry["seq"] <= earliest:
                break
            names = [line["permit"] for line in entry.get("permits", ())]
        for name in names:
            if name in since:
                at, plan = told(customer, body)
                found[name] = f"was used on {at:%Y-%m-%d} (apply {apply_id(plan or '')})"
    return found
