"""The support purchase. A customer's information (name, domains, language) is defined by its contract (D-03)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from reconciler.kinds.benefit import Benefit
from reconciler.kinds.personal import PERSONAL

ContractId = NewType("ContractId", str)


class Support(StrEnum):
    PREMIER = "premier"
    UNIFIED = "unified"


@dataclass(frozen=True, slots=True)
class Contract:
    """``starts`` and ``ends`` are its first and last day. Addresses are comparison keys. ``renews`` is the contract
    that it takes over from (see ``kinds.renewal``)."""

    support: Support
    starts: date
    ends: date
    number: str | None = None
    customer_name: str | None = None
    domains: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    language: str | None = None
    csam: str | None = field(default=None, metadata=PERSONAL)
    coordinator: str | None = field(default=None, metadata=PERSONAL)
    services_admins: tuple[str, ...] = field(default=(), metadata=PERSONAL)
    support_contacts: tuple[str, ...] = field(default=(), metadata=PERSONAL)
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    renews: ContractId | None = None

    def live(self, on: date) -> bool:
        return self.starts <= on <= self.ends
