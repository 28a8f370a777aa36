"""What somebody signed in with: who they are from then on.

SAFETY: "A person is (issuer, tenant, object id) after sign-in, never an e-mail claim. The kind of account is the
token's tenant." Whoever looked at the token says these words; nothing of them is proven here.
"""

import re
from dataclasses import dataclass
from typing import NewType

from reconciler.errors import BadAddress, InputInvalid
from reconciler.kinds.account_policy import AccountKind, account_of_token, spelled
from reconciler.kinds.address import PersonKey, key_of

Identity = NewType("Identity", str)
"""``issuer,tenant,object``, spelled in one way: equal texts are one account."""

AS_WRITTEN = "write it --account issuer,tenant,object or --account issuer,tenant,object,address"
_PART = re.compile(r"[!-+\--~]{1,200}")
"""Letters that are seen, and no comma."""


@dataclass(frozen=True, slots=True)
class Account:
    """``address`` is one that the account is known to have, where that was verified."""

    identity: Identity
    kind: AccountKind
    address: PersonKey | None = None


def read_account(text: str) -> Account:
    """From ``issuer,tenant,object[,address]``. InputInvalid, saying what is wrong."""
    issuer, tenant, object_id, *rest = [*(part.strip() for part in text.split(",")), "", ""]
    if len(rest) > 3 or not (issuer and tenant and object_id):
        raise InputInvalid("--account does not say which account it is", AS_WRITTEN)
    for name, part in (("issuer", issuer), ("tenant", tenant), ("object", object_id)):
        if not _PART.fullmatch(part):
            raise InputInvalid(f"the {name} of --account has letters that no token has there", AS_WRITTEN)
    identity = Identity(f"{issuer},{spelled(tenant)},{spelled(object_id)}")
    return Account(identity, account_of_token(issuer, tenant), _address(rest[0]))


def _address(text: str) -> PersonKey | None:
    try:
        return key_of(text) if text else None
    except BadAddress as fault:
        raise InputInvalid(f"the address of --account is none: {fault.what}", AS_WRITTEN) from None
