"""Who of the state is whom in the files: people whose address changed, or of whom two addresses were known (D-12)."""

from collections.abc import Iterator

from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import Estate

Known = dict[PersonKey, tuple[PersonKey, ...]]


def known_before(declared: Estate, current: Estate) -> Known:
    """For each person of the files, the other keys under which the state knows them, the longest known first.

    A known address that is now another address (``also:``) of somebody, or one that the state knows as another
    address of somebody whom the files do not mention any more. What stands in ``also:`` counts before that.
    """
    claims: dict[PersonKey, PersonKey] = {}
    for old, new in (*_named_as_other(declared, current), *_known_as_other(declared, current)):
        claims.setdefault(old, new)
    people: dict[PersonKey, list[PersonKey]] = {}
    for old, new in claims.items():
        people.setdefault(new, []).append(old)
    return {new: tuple(sorted(old, key=lambda k: current.numbers[k])) for new, old in sorted(people.items())}


def _named_as_other(declared: Estate, current: Estate) -> Iterator[tuple[PersonKey, PersonKey]]:
    for new, person in declared.people.items():
        yield from ((PersonKey(also), new) for also in person.also if also in current.numbers)


def _known_as_other(declared: Estate, current: Estate) -> Iterator[tuple[PersonKey, PersonKey]]:
    owners = current.aliases()
    if not owners:
        return
    mentioned = mentioned_in(declared)
    gone = {other: owner for other, owner in owners.items() if owner not in mentioned}
    for new, person in sorted(declared.people.items()):
        yield from ((gone[a], new) for a in (new, *map(PersonKey, person.also)) if a in gone)
    yield from ((owner, other) for other, owner in sorted(gone.items()) if other in mentioned)


def mentioned_in(declared: Estate) -> set[PersonKey]:
    """Everybody whom the files speak of, by the key that they have there."""
    named = {a for c in declared.contracts.values() for a in (*c.services_admins, *c.support_contacts)}
    return {*people_of(declared), *map(PersonKey, named)}


def people_of(declared: Estate) -> set[PersonKey]:
    """Those who are people of their own there: a contract may name somebody by any of their addresses."""
    return {*declared.people, *(person for seats in declared.seats.values() for person in seats)}
