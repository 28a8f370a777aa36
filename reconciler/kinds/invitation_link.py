"""What the link of an invitation says: which invitation it is, and the proof that this state offered it.

SAFETY: "Ids of invitations are derived (customer, workspace number, person number, generation) ... The token in a link
is an HMAC of that id with a server key: no token is stored." A token is text that survives mail and shells::

    contoso.4.17.2.3f9a01bc.Zm9v...      customer . workspace . person . generation . key . proof
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from reconciler.kinds.estate import CustomerId

SECRET_BYTES = 32
_PURPOSE = b"reconciler invitation 1"
_LONGEST = 200
_MOST_NUMBERS = 2**53


class InvitationId(NamedTuple):
    """One asking of one person into one workspace, in the customer's numbers."""

    customer: CustomerId
    workspace: int
    person: int
    generation: int


@dataclass(frozen=True, slots=True)
class LinkKey:
    """The key that links are made and proven with. Its id, which says nothing of the secret, is in every token and in
    the state."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return sha256(b"reconciler link key 1\0" + self.secret).hexdigest()[:16]


class Token(NamedTuple):
    """A token as it came in: nothing is proven yet."""

    invitation: InvitationId
    key: str
    proof: str


def token_for(invitation: InvitationId, key: LinkKey) -> str:
    return ".".join((*map(str, invitation), key.id, _proof(invitation, key)))


def read_token(text: str) -> Token | None:
    """None where it is no whole token: cut, doubled, or something else altogether."""
    parts = text.split(".") if text.isascii() and len(text) <= _LONGEST else []
    if len(parts) != 6 or not all(_is_number(part) for part in parts[1:4]):
        return None
    customer, workspace, person, generation, key, proof = parts
    invitation = InvitationId(CustomerId(customer), int(workspace), int(person), int(generation))
    return Token(invitation, key, proof)


def proven(token: Token, keys: Iterable[LinkKey]) -> bool:
    """Whether one of the keys made it. Takes as long for a wrong proof as for the right one."""
    named = next((key for key in keys if key.id == token.key), None)
    return named is not None and hmac.compare_digest(_proof(token.invitation, named), token.proof)


def _proof(invitation: InvitationId, key: LinkKey) -> str:
    said = b"\0".join((_PURPOSE, *(str(part).encode() for part in invitation)))
    return urlsafe_b64encode(hmac.digest(key.secret, said, "sha256")).rstrip(b"=").decode()


def _is_number(text: str) -> bool:
    """Written as we write it: each invitation has one token only."""
    return text.isdigit() and (text == "0" or text[0] != "0") and int(text) < _MOST_NUMBERS
