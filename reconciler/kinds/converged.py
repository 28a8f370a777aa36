"""The word that a customer is as declared, kept beside it in a state so that nobody has to find it out again."""

from datetime import date
from typing import NamedTuple


class Converged(NamedTuple):
    """``line`` is what a plan says of the customer, byte for byte, and from which inputs; ``since`` is the first day of
    which it is true. It is no part of the customer: whoever has lost it plans."""

    since: date
    line: bytes
