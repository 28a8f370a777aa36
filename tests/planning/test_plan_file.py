"""A plan as bytes: what was written is what is read, and whatever was edited, cut or made up does not add up."""

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from estates import ANA, DAY_ONE, KAI, Household, admin, declared, member

from reconciler.errors import InputInvalid
from reconciler.findings import Finding, Place, Run, Severity
from reconciler.planning import canonical, plan_file
from reconciler.planning.plan import CustomerPlan, Digests, Heading

HEADING = Heading(DAY_ONE, "lineage", "sha256:00", "0.1.0")


@pytest.fixture
def plan(household: Household) -> CustomerPlan:
    return household.plan(declared({"finance": [admin(KAI), member(ANA)]}))


def written(*customers: CustomerPlan, heading: Heading = HEADING) -> bytes:
    out = io.BytesIO()
    plan_file.write(heading, customers, out)
    return out.getvalue()


def digests(*customers: CustomerPlan, heading: Heading = HEADING) -> Digests:
    return plan_file.write(heading, customers, io.BytesIO())


def read(text: bytes) -> tuple[Heading, Digests, list[CustomerPlan]]:
    heading, digests = plan_file.verified(io.BytesIO(text))
    return heading, digests, list(plan_file.customers(io.BytesIO(text)))


def test_what_was_written_is_read(plan: CustomerPlan) -> None:
    assert read(written(plan)) == (HEADING, digests(plan), [plan])
    assert read(written()) == (HEADING, digests(), [])


def test_by_a_customer_for_whom_nothing_changes_a_reviewer_agrees_to_nothing(plan: CustomerPlan) -> None:
    quiet = plan_file.written(replace(plan, changes=()))

    assert quiet == plan_file.Written(plan_file.line_of(replace(plan, changes=())) + b"\n", b"")


def without_last_line(text: bytes) -> bytes:
    return b"".join(text.splitlines(keepends=True)[:-1])


def without_a_customer(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    return lines[0] + lines[-1]


def counting_wrong(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    end = {**canonical.load(lines[-1]), "end": 7}
    return b"".join(lines[:-1]) + canonical.dump(end) + b"\n"


def other_version(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    return canonical.dump({**canonical.load(lines[0]), "plan": 99}) + b"\n" + b"".join(lines[1:])


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda _: b"", "the plan file is empty"),
        (lambda text: text.replace(KAI.encode(), b"mal@contoso.com"), "changed after it was made: its digest"),
        (lambda text: text.replace(b'"2026-06-01"', b'"2026-07-01"'), "changed after it was made: its digest"),
        (lambda text: text.replace(b"S-07", b"S-08"), "changed after it was made: its digest"),
        (without_a_customer, "changed after it was made: its digest"),
        (counting_wrong, "changed after it was made: its digest"),
        (without_last_line, "cut off: its last line is missing"),
        (lambda text: text[:-1], "cut off in the middle of a line"),
        (other_version, "written by another version"),
        (lambda _: b'{"customer":"contoso"}\n', "its first line does not say which plan it is"),
        (lambda _: b"[]\n", "a line is not an object"),
        (lambda _: b"not json\n", "the plan file cannot be read"),
        (lambda _: b'{"plan":1,"plan":1}\n', "a key stands twice in one object"),
        (lambda _: b'{"plan":NaN}\n', "NaN is not a number"),
        (lambda _: b'{"plan":1}\n{}\n', "does not have the shape of a plan"),
        (lambda _: b"[" * 100_000 + b"\n", "nested too deeply"),
    ],
)
def test_what_does_not_add_up_is_refused(plan: CustomerPlan, damage: Callable[[bytes], bytes], why: str) -> None:
    with pytest.raises(InputInvalid, match=why) as refused:
        read(damage(written(plan)))

    assert refused.value.remedy == plan_file.ADVICE


@pytest.mark.parametrize("wrong", [{"changes": None}, {"changes": [{"do": "dance"}]}, {"serial": None, "due": "soon"}])
def test_a_customer_of_another_shape_is_refused_though_its_digests_are_right(
    plan: CustomerPlan, wrong: dict[str, object]
) -> None:
    """Whoever can write digests can write anything: the shape is looked at all the same."""
    lines = written(plan).splitlines(keepends=True)
    line = canonical.dump({**json.loads(lines[1]), **wrong}) + b"\n"

    with pytest.raises(InputInvalid, match="does not have the shape of a plan"):
        list(plan_file.customers(io.BytesIO(lines[0] + line + lines[2])))


def test_the_digest_of_changes_is_what_a_reviewer_agreed_to(household: Household, plan: CustomerPlan) -> None:
    """No date, no expiry that only follows from it, no serial: the same changes on another day."""
    later = household.plan(declared({"finance": [admin(KAI), member(ANA)]}), on=date(2026, 6, 2))
    other = household.plan(declared({"finance": [admin(KAI)]}))
    tomorrow = Heading(date(2026, 6, 2), "lineage", "sha256:11", "0.1.0")

    assert digests(plan).changes == digests(later, heading=tomorrow).changes
    assert digests(plan).plan != digests(later, heading=tomorrow).plan
    assert digests(plan).changes != digests(other).changes


LARGE = 20 * 2**20
HOSTILE = {
    "many objects in the first line": (
        lambda _: b'{"plan":1,"x":[' + b"{}," * (LARGE // 3) + b"{}]}\n",
        "first line is",
    ),
    "one line of text": (lambda _: b"x" * LARGE, "its first line is longer than any plan's"),
    "a second line of text": (lambda text: text.splitlines(keepends=True)[0] + b"x" * LARGE, "middle of a line"),
    "many objects that no digest vouches for": (
        lambda text: text.replace(b'"changes":[', b'"changes":[' + b"{}," * (LARGE // 3), 1),
        "changed after it was made: its digest",
    ),
    "a last line without end": (lambda text: text + b"1" * LARGE + b"\n", "its last line is missing"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_huge_file_is_refused_without_being_read_into_memory(plan: CustomerPlan, what: str) -> None:
    damage, why = HOSTILE[what]
    stream = io.BytesIO(damage(written(plan)))
    tracemalloc.start()
    try:
        with pytest.raises(InputInvalid, match=why):
            plan_file.verified(stream)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < LARGE / 2


@pytest.mark.parametrize("many", [b"{},", b"[],", b'"",'])
def test_a_line_that_would_become_more_than_any_customer_is_refused_before_it_is_parsed(
    plan: CustomerPlan, many: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_file, "_MOST", dict.fromkeys(plan_file._MOST, 1000))
    lines = written(plan).splitlines(keepends=True)
    line = lines[1].replace(b'"changes":[', b'"changes":[' + many * 1_001, 1)

    with pytest.raises(InputInvalid, match="a line larger than any customer's"):
        list(plan_file.customers(io.BytesIO(lines[0] + line + lines[2])))


def test_a_plan_that_could_not_be_read_again_is_not_written(
    plan: CustomerPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_file, "LONGEST_LINE", 100)

    with pytest.raises(InputInvalid, match="contoso is too large for one line of a plan") as refused:
        written(plan)

    assert refused.value.remedy == "plan it in parts: --target CUSTOMER/WORKSPACE"


def places_in(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value, the value itself left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from places_in(each, (*path, key))


def replaced(value: Any, path: tuple[str | int, ...], other: object) -> Any:
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = replaced(value[key], tuple(rest), other) if rest else other
    return copy


def read_or_refused(line: dict[str, Any]) -> CustomerPlan | None:
    try:
        (customer,) = plan_file.customers(io.BytesIO(b"{}\n" + canonical.dump(line) + b"\n"))
    except InputInvalid:
        return None
    return customer


@pytest.mark.parametrize("other", [None, [], {}, [[]], 7, "x"], ids=repr)
def test_a_value_of_another_type_is_refused_or_can_be_written_and_compared(plan: CustomerPlan, other: object) -> None:
    """Also where the digests are made to fit: whoever edits a plan may know how."""
    found = Finding("S-09", Severity.INFO, "people asked", "why", "help", Place("a.yaml", 1, 2), (Place("b.yaml", 3),))
    told = replace(
        plan, findings=(found,), changes=tuple(c._replace(places=(Run("a.yaml", 1, 1, c.size),)) for c in plan.changes)
    )
    line = canonical.load(plan_file.line_of(told))
    for path in places_in(line):
        read_again = read_or_refused(replaced(line, path, other))
        if read_again is not None:
            assert plan_file.line_of(read_again)
            assert all(type(person) is str for change in read_again.changes for person in change.who)
            assert all(type(n) is int for change in read_again.changes for run in change.places for n in run[1:])
            assert all(type(said) is str for f in read_again.findings for said in (f.rule, f.explanation, f.remedy))
