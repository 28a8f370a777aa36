"""What was bought with a contract: ``base`` comes with it, an ``addon`` must be added to a workspace (D-01)."""

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
