"""One person of a state, in every customer that knows them: asked by any of their addresses, and nobody else read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from reconciler.applying.record import estate_of
from reconciler.errors import BadAddress, InputInvalid, WrongUsage
from reconciler.findings import near_to
from reconciler.kinds.address import Address, PersonKey, parse
from reconciler.kinds.estate import CustomerId, Estate, numbers_of
from reconciler.kinds.workspace import WorkspaceId
from reconciler.workflows.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Known:
    """What one customer knows of them: its facts and their seats. ``key`` is what they are called there."""

    estate: Estate
    key: PersonKey

    @property
    def customer(self) -> CustomerId:
        return self.estate.customer

    @property
    def spelling(self) -> str:
        return self.estate.spelling(self.key)

    @property
    def addresses(self) -> frozenset[PersonKey]:
        person = self.estate.people.get(self.key)
        return frozenset({self.key, *map(PersonKey, person.also if person is not None else ())})

    @property
    def numbers(self) -> frozenset[int]:
        """Their own, and those of whoever became one with them (D-12)."""
        return numbers_of(self.estate.numbers[self.key], self.estate.merged)


def addressed(text: str) -> Address:
    """InputInvalid where it is no address."""
    try:
        return parse(text)
    except BadAddress as fault:
        raise InputInvalid(f"{text}: {fault.what}", "write the address of one person, as in ana@contoso.com") from None


def known(then: AsOf, address: PersonKey) -> tuple[Known, ...]:
    """By customer; none where nobody is called so. In the past they may be asked for by an address of today too."""
    today = [each for holding in then.standings(address) if (each := _called(estate_of(holding), address))]
    if then.moment is None:
        return tuple(today)
    numbers = {each.customer: each.numbers for each in today}
    past = (then.estate(customer) for customer in then.customers())
    found = (
        _called(estate, address) or _numbered(estate, numbers.get(estate.customer, frozenset())) for estate in past
    )
    return tuple(filter(None, found))


def _called(estate: Estate, address: PersonKey) -> Known | None:
    key = address if address in estate.numbers else estate.aliases().get(address)
    return _alone(estate, key) if key is not None else None


def _numbered(estate: Estate, numbers: Collection[int]) -> Known | None:
    key = next((key for key, number in sorted(estate.numbers.items()) if number in numbers), None)
    return _alone(estate, key) if key is not None else None


def _alone(estate: Estate, key: PersonKey) -> Known:
    alone = {w: {key: seats[key]} for w, seats in estate.seats.items() if key in seats}
    return Known(replace(estate, seats=alone), key)


Place = tuple[CustomerId, WorkspaceId]


def one_place(name: str, everywhere: Sequence[Place], theirs: Sequence[Place]) -> Place:
    """The workspace that ``name`` (``finance`` or ``contoso/finance``) means: one of theirs rather than any other of
    the customers that know them. WrongUsage where there is none, or more than one."""
    meant = _meant(name, theirs) or _meant(name, everywhere)
    if len(meant) == 1:
        return meant[0]
    if meant:
        names = " and ".join("/".join(place) for place in meant)
        raise WrongUsage(f"{name} may be {names}", f"write it as {'/'.join(meant[0])}")
    near = near_to(name, [*("/".join(place) for place in everywhere), *(w for _, w in everywhere)])
    customers = sorted({customer for customer, _ in everywhere})
    hint = f"did you mean {near}?" if near else f"its workspaces: reconciler show {next(iter(customers), '')}".rstrip()
    raise WrongUsage(f"there is no workspace {name} in {' or '.join(customers)}", hint)


def _meant(name: str, places: Sequence[Place]) -> list[Place]:
    return [place for place in dict.fromkeys(places) if name in (place[1], "/".join(place))]
