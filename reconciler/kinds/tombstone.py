"""What stays of people who were erased: so much that nobody asks them again, and nothing that says who they were.

An address is kept as a hash under a key that only the state has. Who has the journal alone can try no address.
"""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

from reconciler.kinds.address import PersonKey

_BYTES = 16
NOBODY = "erased@erased.invalid"
"""What stands in the place of an address, or another text, that was erased."""


def is_nobody(text: str) -> bool:
    """Also where each who was erased has a name of their own."""
    return text.endswith("@erased.invalid")


@dataclass(frozen=True, slots=True)
class Tombstones:
    """``addresses`` are hashes, sorted, in hex, as the ``key`` is; ``people`` are the numbers that they had."""

    key: str = ""
    addresses: tuple[str, ...] = ()
    people: tuple[int, ...] = ()

    def covers(self, address: str) -> bool:
        return bool(self.addresses) and self.hashed(address) in self.addresses

    def covered(self, addresses: Collection[PersonKey]) -> set[PersonKey]:
        """Those of many whose people were erased."""
        known = frozenset(self.addresses)
        return {address for address in addresses if self.hashed(address) in known} if known else set()

    def hashed(self, address: str) -> str:
        return blake2b(address.encode(), key=bytes.fromhex(self.key), digest_size=_BYTES).hexdigest()

    def without(self, addresses: Collection[str]) -> "Tombstones":
        """``addresses`` are hashes. The numbers stay: whoever comes back gets another one."""
        return Tombstones(self.key, tuple(a for a in self.addresses if a not in addresses), self.people)

    def joined_by(self, addresses: Collection[str], people: Collection[int]) -> "Tombstones":
        return Tombstones(
            self.key, tuple(sorted({*self.addresses, *addresses})), tuple(sorted({*self.people, *people}))
        )
