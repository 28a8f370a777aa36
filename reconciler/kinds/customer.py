"""The id of a customer, which nearly every room speaks of, without all that a customer consists of."""

from typing import NewType

CustomerId = NewType("CustomerId", str)
