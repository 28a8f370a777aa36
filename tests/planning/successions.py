"""Contracts that follow one another, by a year where nothing else is said (D-03)."""

from dataclasses import replace
from datetime import timedelta

from estates import (
    ENDS,
    contract,
)

from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.estate import Estate

A_DAY = timedelta(days=1)
AFTER = ENDS + A_DAY
YEAR = timedelta(days=365)


def renewal(of: str = "u26", support: Support = Support.UNIFIED, **facts: object) -> Contract:
    """The contract of the next year."""
    told = {"starts": AFTER, "ends": ENDS + YEAR, "renews": ContractId(of), **facts}
    return replace(contract(support), **told)  # type: ignore[arg-type]


def renewed(estate: Estate, **facts: object) -> Estate:
    return replace(estate, contracts={**estate.contracts, ContractId("u27"): renewal(**facts)})
