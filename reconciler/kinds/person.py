"""Somebody known to one customer: a primary address, its aliases, and what is said of them."""

from dataclasses import dataclass, field
from enum import StrEnum

from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountKind
from reconciler.kinds.personal import PERSONAL


class PersonStatus(StrEnum):
    ACTIVE = "active"
    LEAVER = "leaver"


@dataclass(frozen=True, slots=True)
class Person:
    """``address`` is the spelling to show. ``also`` are comparison keys of other addresses. ``account`` is declared;
    ``signed_in`` is what they really accepted with, known to a state only where it is not what was predicted (D-09);
    ``identity`` is the account itself, from their first sign-in on."""

    address: str = field(metadata=PERSONAL)
    name: str | None = field(default=None, metadata=PERSONAL)
    also: tuple[str, ...] = field(default=(), metadata=PERSONAL)
    account: AccountKind | None = None
    status: PersonStatus = PersonStatus.ACTIVE
    language: str | None = None
    signed_in: AccountKind | None = None
    identity: Identity | None = field(default=None, metadata=PERSONAL)

    @property
    def described(self) -> bool:
        """Whether files say anything of the person. What they do not say beside it is not so, ``also`` too; of whom
        they say nothing the state keeps what it knows."""
        return bool(self.name or self.also or self.account or self.language)
