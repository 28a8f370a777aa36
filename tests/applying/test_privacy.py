"""Every personal string is a private value: no journal entry, record or seat holds one, so that it can be erased."""

import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from estates import CONTOSO, DAY_ONE, Household, admin, contract, declared, member, with_facts, with_people

from reconciler.kinds.account import Identity
from reconciler.kinds.account_policy import AccountPolicy, Because, PersonalAccounts
from reconciler.kinds.assertion import Assertion, Never, Only
from reconciler.kinds.case import Case
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.personal import fields_beneath
from reconciler.kinds.seat import Note
from reconciler.kinds.workspace import WorkspaceId
from reconciler.planning.changes import Action

PUBLIC = {
    "Estate.customer": "the organisation",
    "Estate.contracts": "ids of contracts",
    "Estate.workspaces": "ids of workspaces",
    "Estate.seats": "by number in journals and states",
    "Estate.people": "by number in journals and states",
    "Estate.numbers": "by number in journals and states",
    "Estate.workspace_numbers": "ids of workspaces",
    "Estate.cases": "ids of workspaces",
    "Estate.head": "a hash",
    "Estate.managed_by": "the name of a configuration, beside the journal",
    "Estate.sources": "ids of workspaces, beside the journal",
    "Estate.let_go": "numbers, beside the journal",
    "Source.file": "a path, beside the journal",
    "Source.rosters": "paths, beside the journal",
    "Tombstones.key": "random, and in no journal",
    "Tombstones.addresses": "hashes under that key",
    "Contract.number": "of the purchase",
    "Contract.customer_name": "the organisation",
    "Contract.domains": "the organisation",
    "Contract.tenants": "the organisation",
    "Contract.language": "the organisation",
    "Contract.benefits": "names of products",
    "Contract.renews": "the id of a contract",
    "Benefit.unit": "hours, days",
    "Case.benefit": "the name of a product",
    "Never.sees": "a workspace",
    "Only.within": "a workspace",
    "AtMost.within": "a workspace",
    "Person.language": "a code that thousands share",
    "Workspace.name": "a part of the organisation",
    "Workspace.purpose": "a part of the organisation",
    "Workspace.benefits": "names of products",
    "Workspace.was": "the id of a workspace",
}
"""Texts that are nobody's in particular, and why. A new field is written here, or marked as personal."""


def holds_text(hint: Any) -> bool:
    if isinstance(hint, typing.NewType):
        return holds_text(hint.__supertype__)
    return hint is str or any(map(holds_text, typing.get_args(hint)))


def test_every_text_of_an_estate_is_said_to_be_personal_or_public() -> None:
    texts = {
        f"{kind.__name__}.{name}": personal
        for kind, name, personal in fields_beneath(Estate)
        if holds_text(typing.get_type_hints(kind)[name])
    }

    assert {name for name, personal in texts.items() if not personal} == PUBLIC.keys()


def test_estates_are_full_of_what_is_personal() -> None:
    """Or the tests below would prove less than they say."""
    marked = {f"{kind.__name__}.{name}" for kind, name, personal in fields_beneath(Estate) if personal}

    assert {name for name, _ in personal_texts(full("1"))} == marked


def full(mark: str) -> Estate:
    """A customer with something in every personal field, each with the mark in it."""
    note = Note(reason=f"reason-{mark}", ticket=f"CHG-{mark}", sponsor=f"sponsor-{mark}@contoso.com")
    terms = contract(
        csam=f"csam-{mark}@vendor.example",
        coordinator=f"coordinator-{mark}@vendor.example",
        services_admins=(f"owner-{mark}@contoso.com",),
        support_contacts=(f"contact-{mark}@contoso.com",),
    )
    allow = AccountPolicy(PersonalAccounts.ALLOW, Because.CUSTOMER_CHOICE, f"by-{mark}@contoso.com")
    never = Never(f"nobody-{mark}@contoso.com", "finance", (f"besides-{mark}@contoso.com",))
    only = Only("finance", (f"p*-{mark}@contoso.com", "*@contoso.com"))
    estate = declared(
        {"finance": [admin("kai@contoso.com"), member(f"person-{mark}@contoso.com", note=note)]},
        {"u26": terms},
        policy=allow,
        limits=Limits(assertions=(Assertion(never=never, reason=f"because-{mark}"), Assertion(only=only))),
        cases={WorkspaceId("finance"): {1: Case(f"title-{mark}", DAY_ONE, 1)}},
    )
    estate = with_facts(estate, "finance", policy=replace(allow, by=f"local-{mark}@contoso.com"))
    address = f"Person-{mark}@contoso.com"
    also, identity = (f"alias-{mark}@contoso.com",), Identity(f"https://login.example,tenant,object-{mark}")
    return with_people(estate, Person(address, name=f"Name {mark}", also=also, identity=identity))


def personal_texts(value: Any) -> Iterator[tuple[str, str]]:
    """Every text that stands in a personal field: where, and what."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            held = getattr(value, field.name)
            if field.metadata.get("personal"):
                texts = held if isinstance(held, tuple) else (held,)
                yield from ((f"{type(value).__name__}.{field.name}", text) for text in texts if text)
            else:
                yield from personal_texts(held)
    elif isinstance(value, dict):
        for item in value.values():
            yield from personal_texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from personal_texts(item)


def written(household: Household) -> str:
    """Everything that the state holds, but for its private values."""
    holding = household.store.holding(CONTOSO)
    assert holding is not None
    owed = list(household.store.owed(CONTOSO))
    parts = [
        holding.record,
        {w: list(groups) for w, groups in holding.seats.items()},
        [str(m) for m in owed],
        holding.cases,
    ]
    return "\n".join(str(part) for part in (*parts, *household.store.journal(CONTOSO)))


def test_nothing_personal_is_written_but_as_a_private_value(household: Household) -> None:
    """Through every kind of change of a plan, answers and cases."""
    first, second = full("1"), full("2")
    renamed = with_people(full("3"), Person("new-3@contoso.com", also=("person-2@contoso.com",)))
    done: set[Action] = set()
    for estate, on in ((first, DAY_ONE), (second, DAY_ONE), (renamed, DAY_ONE), (full("4"), date(2026, 8, 1))):
        done |= {change.do for change in household.apply(estate, on).changes}
        household.answer(*[(w, p, "accepted") for w, p, seat in household.current().memberships() if seat.open(on)])
        household.open_case("finance", "kai@contoso.com", estate.cases[WorkspaceId("finance")][1].title)

    text = written(household)
    found = {what for estate in (first, second, renamed) for _, what in personal_texts(estate) if what in text}

    assert found == set()
    assert "@" not in text
    assert {Action.UPDATE_CONTRACT, Action.SET_POLICY, Action.SET_LIMITS, Action.RENAME_PERSON} <= done
    assert household.problems() == ()


def test_every_personal_text_that_was_written_is_a_private_value(household: Household) -> None:
    household.apply(full("1"))
    household.answer(("finance", "kai@contoso.com", "accepted"))
    household.open_case("finance", "kai@contoso.com", "title-1")

    private = "\n".join(value.text or "" for value in household.store.private(CONTOSO))

    kept = {what for _, what in personal_texts(household.current())}
    assert {what for what in kept if what not in private} == set()
    assert len(kept) > 15
