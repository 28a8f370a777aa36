"""What a change of a plan file may say: of each action, what stands on its sides, where, and about whom.

Whoever can write a digest can write anything into a plan. What would only fail when it is applied, or be taken into a
state that nobody can read any more, is refused when the file is read.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from reconciler.errors import BadAddress
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import key_of, usual_keys
from reconciler.kinds.contract import Contract
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.plain import are_all_fields, are_fields
from reconciler.kinds.seat import Seat, seat_from_plain
from reconciler.kinds.workspace import Workspace
from reconciler.planning.changes import (
    IN_JOURNALS_ONLY,
    ON_BENEFITS,
    ON_PEOPLE,
    ON_SEATS,
    ON_STATUS,
    Action,
    Change,
    facts_of,
)
from reconciler.planning.finding_lines import an_id, number, text, texts
from reconciler.planning.plan import CustomerPlan

Says = Callable[[Change], None]


def fitting(customer: CustomerPlan) -> CustomerPlan:
    """The very plan. KeyError, TypeError or ValueError where no plan says so."""
    for people in (customer.people, *(r.people for r in customer.requests)):
        are_keys(list(people))
        for key, facts in people.items():
            a_person(facts)
            if key_of(facts["address"]) != key:
                raise ValueError(f"{key} is not the one whose address is {facts['address']!r:.80}")
    changes = [*customer.changes, *(change for r in customer.requests for change in (*r.changes, *r.follows))]
    are_keys(texts([*dict.fromkeys(chain.from_iterable(change.who for change in changes))]))
    for change in changes:
        _refuse_unfit(change)
    return customer


def _refuse_unfit(change: Change) -> None:
    if change.do in IN_JOURNALS_ONLY:
        raise ValueError(f"{change.do.value} is no change of a plan")
    if change.do in ON_PEOPLE:
        are_keys([change.at])
    elif change.at or change.do not in _OF_THE_CUSTOMER:
        an_id(change.at)
    if change.do in ON_SEATS:
        _of_seats(change)
    else:
        _ON_FACTS[change.do](change)


def are_keys(people: Sequence[str]) -> None:
    """Addresses as they are compared; thousands in one look."""
    if people and usual_keys(people) != people:
        for person in people:
            _a_key(person)


def _a_key(person: str) -> None:
    try:
        if key_of(text(person)) == person:
            return
    except BadAddress as fault:
        raise ValueError(f"{person!r:.80} is no address: {fault.what}") from None
    raise ValueError(f"{person!r:.80} is not an address as it is compared")


def a_person(facts: Mapping[str, Any]) -> None:
    """What is known of somebody: fields of Person."""
    are_fields(Person, facts)
    for address in (*([facts["address"]] if "address" in facts else []), *facts.get("also", ())):
        _an_address(address)


def _an_address(address: str) -> None:
    try:
        key_of(text(address))
    except BadAddress as fault:
        raise ValueError(f"{address!r:.80} is no address: {fault.what}") from None


def _of_seats(change: Change) -> None:
    if not isinstance(change.now, Seat) or not change.who:
        raise ValueError(f"{change.do.value} says nobody, or not what they become")
    if change.do in _OF_A_SEAT and not isinstance(change.was, Seat):
        raise ValueError(f"{change.do.value} says not what they are")


def _whole(kind: type, side: str) -> Says:
    def says(change: Change) -> None:
        are_all_fields(kind, facts_of(getattr(change, side)))

    return says


def _parts(kind: type) -> Says:
    """Both sides have fields of the same name."""

    def says(change: Change) -> None:
        was, now = facts_of(change.was), facts_of(change.now)
        if was.keys() != now.keys():
            raise ValueError(f"the two sides of {change.do.value} are about different things")
        are_fields(kind, was)
        are_fields(kind, now)

    return says


def _limits(change: Change) -> None:
    _parts(Workspace if change.at else Limits)(change)


def _policy(change: Change) -> None:
    for side in (change.was, change.now):
        if side is not None:
            are_all_fields(AccountPolicy, facts_of(side))


def _benefit(change: Change) -> None:
    sides = [facts_of(side) for side in (change.was, change.now) if side is not None]
    for side in sides:
        an_id(side["benefit"])
        number(side["quantity"])
    if len({side["benefit"] for side in sides}) != 1:
        raise ValueError(f"{change.do.value} is about one benefit")


def _rename_workspace(change: Change) -> None:
    an_id(facts_of(change.was)["id"])


def _person(change: Change) -> None:
    for side in (facts_of(change.was), facts_of(change.now)):
        are_keys([side["key"]] if "key" in side else [])
        a_person({name: value for name, value in side.items() if name != "key"})


def _rename_person(change: Change) -> None:
    are_keys([facts_of(change.was)["key"]])
    _person(change)


def _merge(change: Change) -> None:
    """See ``merges``."""
    for side in (facts_of(change.was), facts_of(change.now)):
        are_keys(list(side["people"]))
        for facts in side["people"].values():
            number(facts["number"])
            a_person({name: value for name, value in facts.items() if name != "number"})
        for workspace, seats in side["seats"].items():
            an_id(workspace)
            are_keys(list(seats))
            for seat in seats.values():
                seat_from_plain(seat)


_OF_A_SEAT = frozenset({Action.REINVITE, Action.REVOKE, Action.SET_ROLE, Action.UPDATE_MEMBER, Action.REMOVE})
"""Of whom these are must be there already."""
_OF_THE_CUSTOMER = frozenset({Action.SET_POLICY, Action.SET_LIMITS})
"""Of no workspace, they are of all."""
_ON_FACTS: Mapping[Action, Says] = {
    Action.ACTIVATE_CONTRACT: _whole(Contract, "now"),
    Action.RENEW_CONTRACT: _whole(Contract, "now"),
    Action.DEACTIVATE_CONTRACT: _whole(Contract, "was"),
    Action.UPDATE_CONTRACT: _parts(Contract),
    Action.CREATE_WORKSPACE: _whole(Workspace, "now"),
    Action.DELETE_WORKSPACE: _whole(Workspace, "was"),
    Action.UPDATE_WORKSPACE: _parts(Workspace),
    **dict.fromkeys(ON_STATUS, _parts(Workspace)),
    Action.RENAME_WORKSPACE: _rename_workspace,
    Action.RENAME_PERSON: _rename_person,
    Action.UPDATE_PERSON: _person,
    Action.MERGE_PERSON: _merge,
    Action.SET_POLICY: _policy,
    Action.SET_LIMITS: _limits,
    **dict.fromkeys(ON_BENEFITS, _benefit),
}
