"""What cases used of the benefits of their workspace, and what is left there.

D-01: "Base benefits are there for every active workspace of the contract; an add-on only where it was added." So of an
add-on is left here what was added here, less what the cases here used. A base benefit is shared: what is left of it
would tell one workspace what the others did, and is not said (S-14).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.case import HUNDREDTHS, Case, used_of
from reconciler.rules.contract_aspects import Aspects


@dataclass(frozen=True, slots=True)
class Use:
    """``used`` and ``left`` are hundredths; nothing is said to be left where there is no limit, or a shared one."""

    benefit: Benefit
    used: int

    @property
    def left(self) -> int | None:
        quantity = self.benefit.quantity
        if quantity is None or self.benefit.kind is BenefitKind.BASE:
            return None
        return quantity * HUNDREDTHS - self.used


def uses(there: Aspects, cases: Iterable[Case]) -> Mapping[str, Use]:
    """Of every benefit that is there, since the contract counts."""
    known = list(cases)
    return {name: Use(b, used_of(known, name, there.since)) for name, b in there.benefits.items()}
