"""What cases used of the benefits of their workspace, and what is left there.

D-01: "Base benefits are there for every active workspace of the contract; an add-on only where it was added." So of an
add-on is left here what was added here, less what the cases here used. A base benefit is shared: what is left of it
would tell one workspace what the others did, and is not said (S-14). What can be said is how much is left at most: what
the contract gives, less what the cases here used. It is the same whether there are other workspaces or none, so that
nobody learns even that; for the same reason whoever sees all of them is told no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.case import HUNDREDTHS, Case, used_of
from reconciler.kinds.estate import Estate
from reconciler.rules.contract_aspects import Aspects, aspects


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

    @property
    def left_at_most(self) -> int | None:
        """Of a base benefit with a limit: what the cases here have not used."""
        quantity = self.benefit.quantity
        if quantity is None or self.benefit.kind is not BenefitKind.BASE:
            return None
        return max(0, quantity * HUNDREDTHS - self.used)


def uses(there: Aspects, cases: Iterable[Case]) -> Mapping[str, Use]:
    """Of every benefit that is there, since the contract counts."""
    known = list(cases)
    return {name: Use(b, used_of(known, name, there.since)) for name, b in there.benefits.items()}


def overdrawn(estate: Estate, on: date) -> Iterator[str]:
    """For whoever keeps the state, and for no member: ``finance/engineer``, an add-on of which a workspace used more
    than was added there; ``reactive``, a base benefit of which all together used more than there is."""
    shared: dict[str, int] = {}
    limits: dict[str, int] = {}
    for workspace in sorted(estate.cases):
        there = uses(aspects(estate, workspace, on), estate.cases[workspace].values())
        for name, use in there.items():
            if use.left is not None and use.left < 0:
                yield f"{workspace}/{name}"
            elif use.left_at_most is not None:
                shared[name] = shared.get(name, 0) + use.used
                limits[name] = (use.benefit.quantity or 0) * HUNDREDTHS
    yield from sorted(name for name, used in shared.items() if used > limits[name])
