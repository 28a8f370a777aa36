"""What was bought with a contract: ``base`` comes with it, an ``addon`` must be added to a workspace (D-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class BenefitKind(StrEnum):
    BASE = "base"
    ADDON = "addon"


@dataclass(frozen=True, slots=True)
class Benefit:
    """One benefit as bought; ``quantity`` counts ``unit``s, None means without a limit."""

    kind: BenefitKind
    quantity: int | None = None
    unit: str | None = None


def amount(benefit: str, quantity: int | None, unit: str | None) -> str:
    """How much of what: "400 hours of designated-engineer", or its name alone where it has no limit."""
    return benefit if quantity is None else f"{quantity:,} {unit or 'units'} of {benefit}"


def as_number(quantity: int | None) -> float:
    """Without a limit is more than any quantity."""
    return float("inf") if quantity is None else quantity


def quantity_in(benefits: Mapping[str, Benefit], name: str) -> float:
    """How much of it was bought; nothing where it was not."""
    return as_number(benefits[name].quantity) if name in benefits else 0
