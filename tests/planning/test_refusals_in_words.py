"""What is said where a permit lifts nothing, and where a permit or a plan cannot be read: whole, to look through."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import count
from typing import Any

import pytest
from estates import CONTOSO, DAY_ONE, KAI, Household, admin, declared, member, permit_for
from goldens import Golden
from test_forged_plans import FORGED, file_with

from reconciler.errors import InputInvalid
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.estate import Estate
from reconciler.kinds.limits import Limits
from reconciler.planning import canonical, permit_file, plan_file
from reconciler.planning.permits import (
    NamedChanges,
    Permit,
    Scope,
    granted,
    naming_its_file,
    permits_of,
    with_permits,
)
from reconciler.planning.plan import CustomerPlan, Heading
from reconciler.planning.plan_file import LONGEST_HEADING

TEAM = [f"p{n}@contoso.com" for n in range(1, 7)]
_NUMBERS = count()
STRICT = Limits(removals_floor=0, removals_percent=0.0)


def finance(*people: str) -> Estate:
    return declared({"finance": [admin(KAI), *map(member, people)]}, limits=STRICT)


def losing(*kept: str) -> CustomerPlan:
    household = Household(f"refusals-{next(_NUMBERS)}")
    household.apply(finance(*TEAM))
    household.accept_all()
    return household.plan(finance(*kept))


def naming(permit: Permit, units: Iterable[str], **more: Any) -> Permit:
    named = NamedChanges(permit.customers[CONTOSO].serial, frozenset(units))
    made = permit_file.sealed(replace(permit, customers={CONTOSO: named}, **more))
    return replace(made, place=f"permits/{len(named.units)}.json")


def permits_given(plan: CustomerPlan) -> Iterator[tuple[str, list[Permit], dict[str, str]]]:
    """By what is special: permits for the six removals of a plan, and which of them were used."""
    made = permit_for(plan, "removals")
    units = sorted(made.named(CONTOSO))
    whole, few, none = (naming(made, named) for named in (units, units[:2], ["0" * 32]))
    rest, last = (naming(made, named, because="the rest") for named in (units[1:], units[5:]))
    yield "one that names all", [whole], {}
    yield "one without a file", [made], {}
    yield "two that name all together, and one that is not needed", [few, last, rest], {}
    yield "one that names two", [few], {}
    yield "one that names others", [none], {}
    fabrikam = {CustomerId("fabrikam"): made.customers[CONTOSO]}
    yield "one for another customer", [permit_file.sealed(replace(made, customers=fabrikam))], {}
    yield "one that was used", [whole], {whole.id: "was used for contoso on 3 June 2026"}
    yield "one that is over", [naming(made, units, until=DAY_ONE - timedelta(days=1))], {}
    yield "one of its last day", [naming(made, units, until=DAY_ONE)], {}
    yield "one for another state", [naming(made, units, lineage="other")], {}
    yield "one for no state", [naming(made, units, lineage="")], {}
    yield "one for another guard", [naming(made, units, guard="last_admin")], {}
    yield "four that do not help", [naming(made, units[:n]) for n in (1, 2, 3, 4)], {}
    yield "one for a run", [naming(made, units, scope=Scope.RUN)], {}


def test_a_guard_says_what_permits_do_and_why_others_do_nothing(golden: Golden) -> None:
    plan, told = losing(), list[str]()
    for name, permits, used in permits_given(plan):
        lifted = naming_its_file(with_permits(plan, granted(permits, CONTOSO, "lineage", DAY_ONE, used)), "my plan.txt")
        verdict = next(v for v in lifted.guards if v.guard == "removals")
        told += [f"{name}: {'passes' if verdict.ok else 'stops'}", *(f"  {way}" for way in verdict.remedy.split("; "))]
        told += [
            f"  by {p.permit[:13]} after serial {p.serial}, until {p.until}, {p.by}: {p.because}"
            for p in permits_of(lifted)
        ]

    golden("planning/refusals/permits_given.txt", "\n".join(told) + "\n")


def refused(read: Callable[[], object]) -> Iterator[str]:
    try:
        read()
    except InputInvalid as fault:
        yield f"  {fault}"
        yield f"  {fault.remedy}"
    else:
        yield "  nothing"


def permit_with(permit: Permit, /, sealed: bool = True, **said: Any) -> bytes:
    """Its file with other words, and a digest that fits, or not; what is None is left out."""
    fields = {**canonical.load(permit_file.permit_bytes(permit)), **said}
    fields = {name: value for name, value in fields.items() if value is not None}
    if sealed:
        fields["digest"] = permit_file._digest({k: v for k, v in fields.items() if k != "digest"})
    return canonical.dump(fields)


def test_a_permit_that_cannot_be_read_says_why(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    made, told = permit_for(losing(), "removals"), list[str]()
    east = made.made.astimezone(timezone(timedelta(hours=2))).isoformat()
    spelled: Mapping[str, bytes] = {
        "right": permit_with(made),
        "another offset": permit_with(made, made=east),
        "empty": b"",
        "no JSON": b"permit: 1",
        "a list": b"[]",
        "a plan": b'{"plan":1}',
        "another version": permit_with(made, permit=2),
        "edited": permit_with(made, sealed=False, until="2027-06-01"),
        "no digest": permit_with(made, sealed=False, digest=None),
        "no reason": permit_with(made, because=None),
        "two words more": permit_with(made, colour="red", amount=1),
        "no zone": permit_with(made, made="2026-06-01T09:00:00"),
        "no moment": permit_with(made, made=7),
        "no day": permit_with(made, until="soon"),
        "another scope": permit_with(made, scope="everybody"),
        "no customers": permit_with(made, customers=[]),
        "a serial that is true": permit_with(made, customers={"contoso": {"serial": True, "changes": []}}),
        "changes that are none": permit_with(made, customers={"contoso": {"serial": 1, "changes": "all"}}),
        "a change that is a number": permit_with(made, customers={"contoso": {"serial": 1, "changes": [5]}}),
    }
    for name, content in spelled.items():
        told += [f"{name}:", *refused(lambda content=content: permit_file.permit_from(content, "permit.json"))]  # type: ignore[misc]
    monkeypatch.setattr(permit_file, "LARGEST", 10)
    told += ["larger than any:", *refused(lambda: permit_file.permit_from(b"x" * 11, "permit.json"))]

    golden("planning/refusals/permit_files.txt", "\n".join(told) + "\n")


def test_what_a_permit_says_is_in_its_file(golden: Golden) -> None:
    made = naming(permit_for(losing(*TEAM[2:]), "removals"), ["b" * 32, "a" * 32], scope=Scope.RUN)

    content = permit_file.permit_bytes(made)

    assert permit_file.permit_from(content, "x.json") == made
    assert permit_file.permit_from(content, "x.json").place == "x.json"
    golden("planning/refusals/permit.json", content.decode())


def read_whole(content: bytes) -> None:
    plan_file.verified(io.BytesIO(content))
    list(plan_file.customers(io.BytesIO(content)))


def test_a_plan_that_cannot_be_read_says_why(golden: Golden) -> None:
    plan = losing(*TEAM[3:])
    out, told = io.BytesIO(), list[str]()
    plan_file.write(Heading(DAY_ONE, "lineage", "sha256:00", "0.1.0"), [plan], out)
    good = out.getvalue()
    first, line, last = good.splitlines(keepends=True)
    spelled: Mapping[str, bytes] = {
        "right": good,
        "empty": b"",
        "one line without an end": b"{",
        "a first line longer than any": b"x" * (LONGEST_HEADING + 2),
        "no plan": b"{}\n",
        "a list": b"[]\n",
        "another version": first.replace(b'"plan":1', b'"plan":2') + line + last,
        "a heading of another shape": b'{"plan":1}\n',
        "cut off within the last line": good[:-1],
        "cut off before the last line": first + line,
        "cut off in the first line": first[:-1],
        "without its customer": first + last,
        "edited": good.replace(b"finance", b"retail!"),
        "another line at its end": good + b"{}\n",
        "a long end": good + b"x" * 5000 + b"\n",
    }
    for name, content in spelled.items():
        told += [f"{name}:", *refused(lambda content=content: read_whole(content))]  # type: ignore[misc]
    for name, forged in FORGED.items():
        file = file_with({}, {**canonical.load(plan_file.line_of(plan)), **forged}).getvalue()
        told += [f"{name}:", *refused(lambda file=file: read_whole(file))][:2]  # type: ignore[misc]

    golden("planning/refusals/plan_files.txt", "\n".join(told) + "\n")


def test_a_plan_that_could_not_be_read_again_is_not_written(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = losing()
    monkeypatch.setattr(plan_file, "LONGEST_LINE", 100)
    heading = Heading(DAY_ONE, "lineage", "sha256:00", "0.1.0")
    told = ["a customer:", *refused(lambda: plan_file.write(heading, [plan], io.BytesIO()))]
    monkeypatch.setattr(plan_file, "LONGEST_HEADING", 100)
    told += ["what it was made with:", *refused(lambda: plan_file.write(heading, [], io.BytesIO()))]

    golden("planning/refusals/too_large.txt", "\n".join(told) + "\n")
