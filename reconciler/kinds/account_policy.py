"""Which kinds of account may sign in (S-10 to S-12, D-09, D-10)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from reconciler.kinds.personal import PERSONAL


class AccountKind(StrEnum):
    WORK = "work"
    PERSONAL = "personal"
    UNKNOWN = "unknown"


class PersonalAccounts(StrEnum):
    ALLOW = "allow"
    BLOCK = "block"


class Because(StrEnum):
    """The two reasons a Unified customer may have to allow personal accounts (S-12)."""

    NO_WORK_ACCOUNTS = "no_work_accounts"
    CUSTOMER_CHOICE = "customer_choice"


class Registered(StrEnum):
    """What becomes of personal people who are members already when the policy tightens (D-10)."""

    KEEP = "keep"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class AccountPolicy:
    """What a customer or a workspace says; what it does not say, the kind of contract decides."""

    personal_accounts: PersonalAccounts | None = None
    because: Because | None = None
    by: str | None = field(default=None, metadata=PERSONAL)
    until: date | None = None
    registered_personal: Registered | None = None

    def in_force(self, on: date) -> bool:
        """``until`` is the last day, as a contract's ``ends`` is."""
        return self.until is None or on <= self.until


PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant that all personal accounts are of: the ``tid`` of their tokens."""


_PERSONAL = frozenset([PERSONAL_TENANT, "consumers"])


def spelled(part: str) -> str:
    """A number of a directory in the one spelling of the many it has: small letters, dashes, nothing around it."""
    plain = part.strip(" /")
    try:
        return str(UUID(plain))
    except ValueError:
        return plain


def account_of_tenant(tenant: str) -> AccountKind:
    """D-09: the real kind of an account, by the tenant that its token names, however that is spelled."""
    return AccountKind.PERSONAL if spelled(tenant).lower() in _PERSONAL else AccountKind.WORK


def account_of_token(issuer: str, tenant: str) -> AccountKind:
    """The same, where the issuer is known too: one that names the tenant of personal accounts issues no other."""
    kinds = {account_of_tenant(part) for part in (tenant, *issuer.split("/"))}
    return AccountKind.PERSONAL if AccountKind.PERSONAL in kinds else AccountKind.WORK


def registered(customer: AccountPolicy | None, workspace: AccountPolicy | None) -> Registered:
    """D-10: what the workspace says of registered personal people, or else the customer; they stay by default."""
    said = (p.registered_personal for p in (workspace, customer) if p is not None)
    return next((word for word in said if word is not None), Registered.KEEP)


def personal_allowed(
    premier: bool, customer: AccountPolicy | None, workspace: AccountPolicy | None, on: date | None
) -> bool:
    """S-10, S-11, S-12: Premier accepts personal and work accounts; Unified blocks personal ones unless the workspace,
    or else the customer, allows them with a reason. ``on`` None leaves ``until`` out of account."""
    if premier:
        return True
    policy = workspace if workspace is not None and workspace.personal_accounts is not None else customer
    if policy is None or policy.personal_accounts is not PersonalAccounts.ALLOW or policy.because is None:
        return False
    return on is None or policy.in_force(on)
