"""How people call an apply: ``7Q4K2M9XTA``. It follows from the digest of its plan, so a journal need not hold it."""

import re
from hashlib import sha256

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
_SHORTEST = 4
_WRITTEN = re.compile(f"[{_CROCKFORD}]{{{_SHORTEST},{_LENGTH}}}")


def apply_id(plan_digest: str) -> str:
    """One for all customers of an apply, and the same for every try at the same plan."""
    number = int.from_bytes(sha256(f"apply {plan_digest}".encode()).digest()[:8], "big")
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(0, 5 * _LENGTH, 5))


def may_be_apply(text: str) -> bool:
    """Whether a text has the look of an apply, or of the first letters of one. Digits alone are a customer's."""
    return _WRITTEN.fullmatch(text) is not None and not text.isdigit()
