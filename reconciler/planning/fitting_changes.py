"""What a change of a plan file may say: of each action, what stands on its sides, where, and about whom.

Whoever can write a digest can write anything into a plan. What would only fail when it is applied, or be taken into a
state that nobody can read any more, is refused when the file is read.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from itertools import chain
from typing import Any

from reconciler.errors import BadAddress
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import key_of, usual_keys
from reconciler.kinds.contract import Contract
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.plain import are_all_fields, are_fields
from reconciler.kinds.seat import seat_from_plain
from reconciler.kinds.workspace import DECLARED_FACTS, GUARDED_FACTS, Workspace, WorkspaceStatus
from reconciler.planning.changes import (
    IN_JOURNALS_ONLY,
    ON_BENEFITS,
    ON_PEOPLE,
    ON_SEATS,
    Action,
    Change,
    Facts,
    facts_of,
)
from reconciler.planning.finding_lines import an_id, number, text, texts
from reconciler.planning.fitting_seats import fit_seats
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
        fit_seats(change)
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


def _comes(kind: type) -> Says:
    def says(change: Change) -> None:
        _nothing(change, change.was)
        are_all_fields(kind, facts_of(change.now))

    return says


def _goes(kind: type) -> Says:
    def says(change: Change) -> None:
        _nothing(change, change.now)
        are_all_fields(kind, facts_of(change.was))

    return says


def _nothing(change: Change, side: object) -> None:
    if side is not None:
        raise ValueError(f"{change.do.value} is of what is not there on both sides")


def _parts(kind: type, names: Set[str] = frozenset()) -> Says:
    """Both sides have fields of the same name; one of these ``names``, where it says any."""

    def says(change: Change) -> None:
        was, now = _about_the_same(change)
        are_fields(kind, was)
        are_fields(kind, now)
        if names and not names >= now.keys():
            raise ValueError(f"{change.do.value} is not about {min(now.keys() - names)}")

    return says


def _about_the_same(change: Change) -> tuple[Facts, Facts]:
    was, now = facts_of(change.was), facts_of(change.now)
    if was.keys() != now.keys():
        raise ValueError(f"the two sides of {change.do.value} are about different things")
    return was, now


def _status(change: Change) -> None:
    _parts(Workspace, {"status"})(change)
    if facts_of(change.now)["status"] not in _BECOMES[change.do]:
        raise ValueError(f"{change.do.value} makes nothing {facts_of(change.now)['status']}")


def _limits(change: Change) -> None:
    (_parts(Workspace, {*GUARDED_FACTS}) if change.at else _parts(Limits))(change)


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
    if (change.was is None, change.now is None) != (
        change.do is Action.ADD_BENEFIT,
        change.do is Action.REMOVE_BENEFIT,
    ):
        raise ValueError(f"{change.do.value} says not what was added, or what is")


def _rename_workspace(change: Change) -> None:
    was, now = _about_the_same(change)
    an_id(was["id"])
    if now != {"id": change.at}:
        raise ValueError(f"{change.at} has another name beside it")


def _update_person(change: Change) -> None:
    """Their address may be spelled in another way."""
    was, now = _about_the_same(change)
    a_person(was)
    a_person(now)
    if "address" in now and key_of(now["address"]) != change.at:
        raise ValueError(f"{change.at} is not the one whose address is {now['address']!r:.80}")


def _rename_person(change: Change) -> None:
    was, now = _about_the_same(change)
    are_keys([was["key"]])
    for side in (was, now):
        a_person({name: value for name, value in side.items() if name != "key"})
    if (now["key"], key_of(now["address"])) != (change.at, change.at):
        raise ValueError(f"{change.at} has another name beside it")


def _merge(change: Change) -> None:
    """See ``merges``."""
    was, now = facts_of(change.was), facts_of(change.now)
    for side in (was, now):
        are_keys(list(side["people"]))
        for facts in side["people"].values():
            number(facts["number"])
            a_person({name: value for name, value in facts.items() if name != "number"})
        for workspace, seats in side["seats"].items():
            an_id(workspace)
            are_keys(list(seats))
            for seat in seats.values():
                seat_from_plain(seat)
            if not side["people"].keys() >= seats.keys():
                raise ValueError(f"somebody in {workspace} is none of those who become one")
    numbers = [{key: facts["number"] for key, facts in side["people"].items()} for side in (was, now)]
    one, several = sorted(numbers, key=len)
    if change.at not in one or not several.items() >= one.items() or len({*several.values()}) != len(several):
        raise ValueError(f"{change.at} and others become one, or several again, each with their number")


_BECOMES = {
    Action.ARCHIVE_WORKSPACE: {WorkspaceStatus.ARCHIVED},
    Action.SUSPEND_WORKSPACE: {WorkspaceStatus.SUSPENDED},
    Action.RESUME_WORKSPACE: {WorkspaceStatus.ACTIVE},
    Action.RESTORE_WORKSPACE: {WorkspaceStatus.ACTIVE, WorkspaceStatus.SUSPENDED},
}
_OF_THE_CUSTOMER = frozenset({Action.SET_POLICY, Action.SET_LIMITS})
"""Of no workspace, they are of all."""
_ON_FACTS: Mapping[Action, Says] = {
    Action.ACTIVATE_CONTRACT: _comes(Contract),
    Action.RENEW_CONTRACT: _comes(Contract),
    Action.DEACTIVATE_CONTRACT: _goes(Contract),
    Action.UPDATE_CONTRACT: _parts(Contract),
    Action.CREATE_WORKSPACE: _comes(Workspace),
    Action.DELETE_WORKSPACE: _goes(Workspace),
    Action.UPDATE_WORKSPACE: _parts(Workspace, {*DECLARED_FACTS}),
    **dict.fromkeys(_BECOMES, _status),
    Action.RENAME_WORKSPACE: _rename_workspace,
    Action.RENAME_PERSON: _rename_person,
    Action.UPDATE_PERSON: _update_person,
    Action.MERGE_PERSON: _merge,
    Action.SET_POLICY: _policy,
    Action.SET_LIMITS: _limits,
    **dict.fromkeys(ON_BENEFITS, _benefit),
}
