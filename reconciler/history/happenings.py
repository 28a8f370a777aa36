"""What a journal tells of each of its entries, without looking into what it led to: who did how much of what, and
when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from reconciler.applying.apply_id import apply_id
from reconciler.history.told import understood
from reconciler.kinds.estate import CustomerId
from reconciler.planning import canonical


class UsedPermit(NamedTuple):
    """``by`` and ``because`` are numbers of personal values."""

    permit: str
    by: int
    because: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry. ``apply`` is empty for what came of no plan: answers, imports, cases. ``actor`` is the number of a
    personal value. ``actions`` counts people, or things where it is about none."""

    customer: CustomerId
    serial: int
    at: datetime
    apply: str
    actor: int
    via: str
    verified: bool
    config: str
    plan: str
    actions: Mapping[str, int]
    permits: tuple[UsedPermit, ...] = ()
    commit: str = ""


def happenings(customer: CustomerId, entries: Iterable[bytes]) -> Iterator[Happening]:
    """In the order in which they are given. StateBroken where an entry cannot be understood."""
    for body in entries:
        with understood(customer):
            happening = _happening(customer, canonical.load(body))
        yield happening


def _happening(customer: CustomerId, entry: Mapping[str, Any]) -> Happening:
    actions: Counter[str] = Counter()
    for line in entry["changes"]:
        alone = line["do"].endswith("_person") or "who" not in line
        actions[line["do"]] += 1 if alone else canonical.count_in(line["who"])
    plan = entry["plan"] or ""
    return Happening(
        customer,
        int(entry["seq"]),
        datetime.fromisoformat(entry["at"]),
        apply_id(plan) if plan else "",
        int(entry["actor"]),
        str(entry["via"]),
        bool(entry["verified"]),
        entry["config"] or "",
        plan,
        dict(actions),
        tuple(UsedPermit(str(p["permit"]), int(p["by"]), int(p["because"])) for p in entry.get("permits", ())),
        str(entry.get("commit", "")),
    )
