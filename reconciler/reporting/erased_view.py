"""What erasing somebody takes away, as a value, and what letting them return says."""

from dataclasses import dataclass

from reconciler.kinds.estate import CustomerId


@dataclass(frozen=True, slots=True)
class ErasedIn:
    """One customer: how many memberships and open invitations end, and how many personal values, messages owed and
    letters go. ``serial`` is the one that the erasing makes."""

    customer: CustomerId
    serial: int
    memberships: int
    invitations: int
    values: int
    messages: int
    letters: int


@dataclass(frozen=True, slots=True)
class Erased:
    """``before`` are customers in which they were erased by an earlier run. Not reached: ``named_in`` are customers
    that name them and know no such person, in ``shared_in`` somebody else is or was called so too, ``lines`` are of
    the files, ``vendor`` says that they are the vendor's."""

    person: str
    url: str
    customers: tuple[ErasedIn, ...]
    before: tuple[CustomerId, ...]
    named_in: tuple[CustomerId, ...]
    shared_in: tuple[CustomerId, ...]
    lines: tuple[str, ...]
    vendor: bool


@dataclass(frozen=True, slots=True)
class LetReturn:
    """``serial`` is the one that it makes."""

    person: str
    customer: CustomerId
    serial: int
