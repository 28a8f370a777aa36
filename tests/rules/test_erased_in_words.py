"""Somebody who was erased, named in each place where files can name them: what is found, and what of it is left."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from estates import ANA, BEN, KAI, MIA, admin, contract, declared, member, policy, with_facts, with_people
from goldens import Golden

from reconciler.kinds.account_policy import Because, PersonalAccounts
from reconciler.kinds.assertion import Assertion, Never, Only
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Note
from reconciler.kinds.tombstone import Tombstones
from reconciler.rules.erasure import without_erased

ZOE, ZED = "zoe@contoso.com", "zed@contoso.com"
ERASED = Tombstones("5a").joined_by([Tombstones("5a").hashed(ZOE)], [7])
ALLOWED = policy(personal_accounts=PersonalAccounts.ALLOW, because=Because.CUSTOMER_CHOICE, by=ZOE)
BY_MIA = replace(ALLOWED, by=MIA)


def of(*people: object, **contract_facts: object) -> Estate:
    named = {"u26": contract(**contract_facts)}  # type: ignore[arg-type]
    return declared({"finance": [admin(KAI), member(BEN), *people]}, named)  # type: ignore[list-item]


def asserting(*assertions: Assertion) -> Estate:
    return replace(of(), limits=Limits(assertions=assertions))


def named() -> Mapping[str, Estate]:
    return {
        "nowhere": with_people(of(member(ANA, note=Note(sponsor=BEN))), Person(ANA, also=(ZED,))),
        "as a person": with_people(of(), Person(ZOE, name="Zoe"), Person(ANA, name="Ana")),
        "as another address": with_people(of(), Person(ANA, name="Ana", also=(ZOE, ZED))),
        "as a member": of(member(ZOE, note=Note(ticket="CHG-1"))),
        "as a sponsor": of(member(ANA, note=Note(sponsor="Zoe@contoso.com", ticket="CHG-1"))),
        "as a services admin": of(services_admins=(MIA, ZOE)),
        "as a support contact": of(support_contacts=(ZOE, ANA)),
        "as the CSAM": of(csam=ZOE, coordinator=ANA),
        "as the coordinator": of(csam=ANA, coordinator=ZOE),
        "by a policy": replace(with_facts(of(), "finance", policy=BY_MIA), policy=ALLOWED),
        "by a policy of a workspace": replace(with_facts(of(), "finance", policy=ALLOWED), policy=BY_MIA),
        "never there": asserting(Assertion(never=Never(ZOE, "finance"))),
        "besides": asserting(Assertion(never=Never("*@contoso.com", "finance", (ANA, ZOE)))),
        "only them": asserting(Assertion(only=Only("finance", (ANA, ZOE)))),
        "everywhere": with_people(of(member(ZOE), services_admins=(ZOE,)), Person(ZOE, name="Zoe")),
    }


def facts(value: Any, path: str = "") -> Iterator[str]:
    """What is said in an estate, a line for each text, list and number: ``contracts u26 csam: zoe@contoso.com``."""
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from facts(inner, f"{path} {key}".strip())
    elif isinstance(value, tuple) and value and is_dataclass(value[0]):
        for number, inner in enumerate(value, 1):
            yield from facts(inner, f"{path} {number}")
    elif value:
        yield f"{path}: {' '.join(value) if isinstance(value, tuple) else value}"


def said(before: Estate) -> Iterator[str]:
    left, found = without_erased(before, ERASED)
    for each in found:
        yield f"  {each.rule}, {each.severity}, {' '.join(each.subject)}: {each.summary}"
        yield from (f"    {text}" for text in (each.explanation, each.remedy))
    was, now = list(facts(before)), list(facts(left))
    yield from (f"  - {line}" for line in was if line not in now)
    yield from (f"  + {line}" for line in now if line not in was)


def test_somebody_erased_is_told_where_they_are_named_and_left_out(golden: Golden) -> None:
    told = [line for name, estate in named().items() for line in (f"{name}:", *said(estate))]

    golden("rules/erased.txt", "\n".join(told) + "\n")
