"""A customer as the state holds it, in numbers, and as an estate, in names: there and back.

A record: ``{"last": id, "contracts": {id: facts}, "policy": facts, "limits": facts, "people": {number: facts},
"workspaces": {number: {"id": ..., facts}}}``, with private values as ids. Seats and cases stand beside it. Where
people became one (D-12) it has ``"merged": {number: number of the one who stayed}`` too, and ``"last_workspace":
number`` where the workspace of the highest number was deleted, and ``"tombstones": {"key", "addresses", "people"}``
where people were erased.
"""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from reconciler.applying.ledger import Ledger, concealed, revealed
from reconciler.errors import BadAddress, StateBroken
from reconciler.kinds.account_policy import AccountPolicy
from reconciler.kinds.address import PersonKey, key_of, usual_keys
from reconciler.kinds.case import Case
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.limits import Limits, Terms
from reconciler.kinds.person import Person
from reconciler.kinds.plain import plain, revive
from reconciler.kinds.seat import Seat, note_plain, seat_from_plain, seat_plain
from reconciler.kinds.seating import Seating
from reconciler.kinds.source import OF_ALL, source_from_plain
from reconciler.kinds.tombstone import Tombstones
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.planning import canonical
from reconciler.planning.let_go_lines import let_go_from_plain
from reconciler.ports import Holding

MALFORMED = (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, AssertionError, BadAddress)
"""What decoding raises where something is not as it was written. An assertion is that two sides fit together."""
_MOST_NUMBERS = 2**53


def estate_or_nothing(holding: Holding | None, customer: CustomerId) -> Estate:
    """The current estate; an empty one where the state does not know the customer. StateBroken as ``estate_of``."""
    return estate_of(holding) if holding is not None else nothing_known(customer)


def nothing_known(customer: CustomerId) -> Estate:
    """The current estate of a customer that the state has never seen."""
    return Estate(customer)


def estate_of(holding: Holding) -> Estate:
    """The current estate, in names. StateBroken where the record does not fit together."""
    try:
        return _decoded(holding)
    except MALFORMED as fault:
        raise StateBroken(
            f"the state of {holding.customer} cannot be understood ({fault!r})",
            "run `reconciler verify`; restore the state from a backup if it says the same",
        ) from fault


def ledger_of(holding: Holding | None, estate: Estate) -> Ledger:
    """The ids that are given already, for one more commit. ``estate`` is ``holding`` in names."""
    if holding is None:
        return Ledger(estate.numbers, {}, 0)
    told_of = frozenset(map(int, (*holding.record["people"], *holding.record.get("merged", ()))))
    return Ledger(estate.numbers, holding.texts, holding.record["last"], told_of)


def _decoded(holding: Holding) -> Estate:
    record = holding.record
    _number(record["last"])
    merged, tombstones = _merged(record), _tombstones(record)
    people, keys = _people(holding, merged.keys() | set(tombstones.people))
    facts = {int(number): dict(w) for number, w in record["workspaces"].items()}
    names = {number: WorkspaceId(_text(w.pop("id"))) for number, w in facts.items()}
    if len(set(names.values())) != len(names):
        raise ValueError("two workspaces have one id")
    texts = holding.texts
    policy = record["policy"]
    return Estate(
        customer=holding.customer,
        contracts={ContractId(c): revive(Contract, revealed(x, texts)) for c, x in record["contracts"].items()},
        policy=None if policy is None else revive(AccountPolicy, revealed(policy, texts)),
        limits=revive(Limits, revealed(record["limits"], texts)),
        people=people,
        workspaces={names[number]: revive(Workspace, revealed(w, texts)) for number, w in facts.items()},
        seats=_seats(holding, names, keys),
        numbers={key: number for number, key in keys.items()},
        merged=merged,
        workspace_numbers={name: number for number, name in names.items()},
        last_workspace=_number(record.get("last_workspace", max(names, default=0))),
        tombstones=tombstones,
        cases={
            names[w]: {n: _case(fields, texts) for n, fields in cases.items()} for w, cases in holding.cases.items()
        },
        serial=holding.serial,
        head=holding.head,
        managed_by=holding.managed_by,
        **(marks_from_plain(holding.sources) if holding.sources else {}),
    )


def marks_from_plain(sources: Mapping[str, Any]) -> dict[str, Any]:
    """What the files left beside a customer, as fields of its estate."""
    of_all = sources.get(OF_ALL, {})
    return {
        "sources": {WorkspaceId(w): source_from_plain(s) for w, s in sources.items() if w != OF_ALL},
        "attempts": _number(of_all["attempts"]) if "attempts" in of_all else None,
        "terms": revive(Terms, of_all.get("terms", {})),
        "let_go": let_go_from_plain(of_all.get("let_go", {})),
    }


def _case(fields: Mapping[str, Any], texts: Mapping[int, str]) -> Case:
    return revive(Case, revealed(fields, texts))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is no text")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < _MOST_NUMBERS:
        raise ValueError(f"{value!r} is no number of a personal value")
    return value


def _merged(record: Mapping[str, Any]) -> dict[int, int]:
    return {int(number): _number(into) for number, into in record.get("merged", {}).items()}


def _tombstones(record: Mapping[str, Any]) -> Tombstones:
    told = record.get("tombstones")
    if told is None:
        return Tombstones()
    bytes.fromhex(told["key"])
    return Tombstones(told["key"], tuple(map(_text, told["addresses"])), tuple(map(_number, told["people"])))


def _people(holding: Holding, gone: Set[int]) -> tuple[dict[PersonKey, Person], dict[int, PersonKey]]:
    facts = {int(n): f for n, f in holding.record["people"].items()}
    addresses = {n: a for n, a in holding.people.items() if n not in gone} if gone else holding.people
    if not addresses:
        return {}, {}
    usual = usual_keys(list(addresses.values()))
    keys = dict(zip(addresses, usual, strict=True)) if usual else {n: _key(n, a) for n, a in addresses.items()}
    people = {keys[n]: Person(a) for n, a in addresses.items() if keys[n] != a and n not in facts}
    for number, fields in facts.items():
        if number in keys:
            person = revive(Person, revealed(fields, holding.texts, of_person=True))
            key = keys[number] = key_of(person.address)
            people[key] = person
    return people, keys


def _key(number: int, address: str) -> PersonKey:
    if address.count("@") != 1:
        raise ValueError(f"person {number} has no address")
    return PersonKey(address.lower()) if address.isascii() else key_of(address)


def _seats(
    holding: Holding, names: Mapping[int, WorkspaceId], keys: Mapping[int, PersonKey]
) -> dict[WorkspaceId, Seating]:
    """What is told by one object in many workspaces is read once."""
    read: dict[int, Seat] = {}

    def named(fields: Mapping[str, Any]) -> Seat:
        return read.get(id(fields)) or read.setdefault(id(fields), seat_in_names(fields, holding.texts))

    found: dict[WorkspaceId, Seating] = {}
    for workspace in sorted({**holding.seats, **holding.others}):
        seats: dict[PersonKey, Seat] = {}
        tally: list[tuple[Seat, int]] = []
        for fields, who in holding.seats.get(workspace, ()):
            tally.append((named(fields), len(who)))
            seats.update(dict.fromkeys(map(keys.__getitem__, who), tally[-1][0]))
        others = [(named(fields), people) for fields, people in holding.others.get(workspace, ())]
        found[names[workspace]] = Seating(seats, others, tally)
    return found


def seat_in_names(fields: Mapping[str, Any], texts: Mapping[int, str]) -> Seat:
    """The inverse of ``seat_in_numbers``; a note that was erased says so. ``MALFORMED`` where it does not fit."""
    if "note" not in fields:
        return seat_from_plain(fields)
    text = texts.get(fields["note"])
    note = canonical.load(text.encode()) if text is not None else {"reason": "erased"}
    return seat_from_plain({**fields, "note": note})


def seat_in_numbers(seat: Seat, ledger: Ledger) -> dict[str, Any]:
    """The plain form of a seat, its note as the id of one private value."""
    fields = seat_plain(seat)
    if seat.note is not None:
        fields["note"] = ledger.text(canonical.dump(note_plain(seat.note)).decode())
    return fields


def record_of(estate: Estate, ledger: Ledger, before: Estate, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """What the state keeps of an estate besides its seats; ``last`` is added when the ledger is closed. Facts that
    stand as they did ``before`` are the very objects that are ``recorded``."""
    record: dict[str, Any] = {
        **_facts_recorded(estate, ledger, before, recorded),
        "workspaces": _workspaces_recorded(estate, ledger, before, recorded.get("workspaces", {})),
        "people": dict(_people_recorded(estate, ledger, before, recorded.get("people", {}))),
    }
    merged = {str(number): into for number, into in sorted(estate.merged.items())}
    told = estate.tombstones
    if told.addresses or told.people:
        record["tombstones"] = {"key": told.key, "addresses": list(told.addresses), "people": list(told.people)}
    deleted = estate.last_workspace > max(estate.workspace_numbers.values(), default=0)
    last = {"last_workspace": estate.last_workspace} if deleted else {}
    return {**record, **last, "merged": merged} if merged else {**record, **last}


def _facts_recorded(estate: Estate, ledger: Ledger, before: Estate, recorded: Mapping[str, Any]) -> dict[str, Any]:
    facts = (estate.contracts, estate.policy, estate.limits)
    if recorded and facts == (before.contracts, before.policy, before.limits):
        return {name: recorded[name] for name in ("contracts", "policy", "limits")}
    return {
        "contracts": {c: concealed(plain(x), ledger) for c, x in sorted(estate.contracts.items())},
        "policy": None if estate.policy is None else concealed(plain(estate.policy), ledger),
        "limits": concealed(plain(estate.limits), ledger),
    }


def _workspaces_recorded(
    estate: Estate, ledger: Ledger, before: Estate, recorded: Mapping[str, Any]
) -> Mapping[str, Any]:
    facts, numbers = estate.workspaces, estate.workspace_numbers
    if (facts, numbers) == (before.workspaces, before.workspace_numbers):
        return recorded
    return {
        str(numbers[w]): recorded[str(before.workspace_numbers[w])]
        if before.workspaces.get(w) is x
        else {"id": w, **concealed(plain(x), ledger)}
        for w, x in sorted(facts.items())
    }


def _people_recorded(
    estate: Estate, ledger: Ledger, before: Estate, recorded: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    here = {*before.numbers.values()} if recorded else ()
    yield from ((number, facts) for number, facts in recorded.items() if int(number) not in here)  # not in the part
    gone = before.numbers.keys() - estate.numbers.keys() if estate.people else ()
    renamed = {before.numbers[key] for key in gone}  # what they are called stands nowhere else
    for key, person in sorted(estate.people.items()):
        number = ledger.numbers[key]
        if person == Person(person.address) and number not in ledger.told_of and number not in renamed:
            continue
        known = recorded.get(str(before.numbers[key])) if before.people.get(key) is person else None
        yield str(number), known or concealed(plain(person), ledger, of_person=True)
