"""The vendor's people: the CSAM and the coordinator, who may do what only they may (S-05).

A contract names them; those who may act before any contract exists stand in the state.
"""

from enum import StrEnum
from typing import NamedTuple

from reconciler.kinds.address import PersonKey, key_of


class VendorRole(StrEnum):
    CSAM = "csam"
    COORDINATOR = "coordinator"


class VendorPerson(NamedTuple):
    """Somebody of the vendor, for every customer of one state. ``address`` is the spelling to show; ``since`` is the
    moment (UTC, as in a journal) at which ``by`` put them there."""

    address: str
    role: VendorRole = VendorRole.CSAM
    name: str | None = None
    since: str = ""
    by: str = ""

    @property
    def key(self) -> PersonKey:
        return key_of(self.address)
