"""A state in which another hand has put anything at all: refused with what is wrong, or read, but never a bug."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_process import run

CUSTOMER = """version: 1
customer: contoso
name: Contoso Ltd
domains: [contoso.com]
contracts:
  u26:
    support: unified
    starts: 2026-01-01
    ends: 2026-12-31
    csam: avery@vendor.example
    services_admins: [mia@contoso.com]
    benefits: {eng: {kind: addon, quantity: 400, unit: hours}}
account_policy: {personal_accounts: allow, because: customer_choice, by: mia@contoso.com, until: 2026-11-01}
people:
  ana@contoso.com: {name: Ana Ruiz, also: [ana@northwind.example]}
workspaces:
  emea:
    admins: [kai@contoso.com]
    members: [ana@contoso.com, {person: lin@contoso.com, until: 2026-10-01, ticket: T-1}, zoe@contoso.com]
    benefits: {eng: 100}
"""
SAID = (("ana", "accepted"), ("kai", "accepted"), ("zoe", "declined"))
ANSWERS = "customer,workspace,person,answer,at\n" + "".join(
    f"contoso,emea,{person}@contoso.com,{answer},2026-06-01\n" for person, answer in SAID
)
ON = ("--date", "2026-06-01")
LOOKS = (
    ("verify",),
    ("show", *ON),
    ("show", "--format", "json", *ON),
    ("status", *ON),
    ("invitations", "list", *ON),
    ("state", "vendor", "list"),
)
BUILDS = (("plan", ".", *ON), ("apply", ".", *ON, "--auto-approve"))
ANYTHING = (
    None, True, "", " ", "x", "not an address", "a@b@c", "zz", "\x00", "é" * 3, "9999-12-31", "0001-01-01", "20260601",
    "3-99999999999", "9-3", "-5", "1-", '"x"', "[]", -1, 0, 7, 10**6, 2**53, 2**63 - 1, 2**64, 0.5, 1e308,
    float("inf"), float("nan"), [], {}, [[]], {"a": 1},
)  # fmt: skip
TABLES = ("customer", "private", "kind", "seat", "journal", "applies", "message", "vendor", "meta")


@cache
def kept(state: str) -> dict[str, bytes]:
    """The files of a state with an import of everything in it, once: by name."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECONCILER_NOW", "2026-06-01T09:00:00Z")
        patch.setenv("RECONCILER_SEED", "hostile")  # a salt of chance begins like a JSON object once in 256
        there = Path(folder)
        (there / "reconciler.yaml").write_text("version: 1\nname: ours\n")
        (there / "contoso.yaml").write_text(CUSTOMER)
        (there / "answers.csv").write_text(ANSWERS)
        for command in (
            ("state", "vendor", "add", "avery@vendor.example"),
            ("apply", ".", *ON, "--auto-approve"),
            ("record", "answers.csv"),
        ):
            assert run(there, *command, "--state", state).code == 0
        (there / "contoso.yaml").write_text(CUSTOMER.replace("[kai@", "[noa@contoso.com, kai@"))
        return {file.name: file.read_bytes() for file in there.iterdir() if file.is_file()}


def laid_out(state: str, there: Path) -> None:
    for name, content in kept(state).items():
        (there / name).write_bytes(content)


def judged(there: Path, state: str, command: tuple[str, ...], edit: object) -> None:
    ran = run(there, *command, "--state", state)

    mentioned = (edit, command, ran.code, ran.err)
    assert "bug" not in ran.err, mentioned
    assert "Exception ignored" not in ran.err, mentioned
    if command in LOOKS:
        assert ran.code in (0, 7), mentioned
    else:  # what can be read may stop a plan for what it says
        assert ran.code in (0, 3, 4, 5, 6, 7), mentioned
    if ran.code == 7 and command != ("verify",):
        assert "\nhelp:  " in ran.err, mentioned


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value, the whole too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from leaves(each, (*path, key))
    yield path


def with_another(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return other
    changed = at = deepcopy(value)
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = other
    return changed


def json_lines() -> list[Any]:
    return [json.loads(line) for line in kept("hub.json")["hub.json"].splitlines()[:-1]]


def written_as_json(there: Path, lines: list[Any]) -> None:
    """With a hash that is right: whoever knows the format can do that."""
    version = {"reconciler_state": 1}
    header = {**version, **{k: v for k, v in lines[0].items() if k not in version}}
    texts = [json.dumps(line, separators=(",", ":")) for line in (header, *lines[1:])]
    body = "".join(f"{text}\n" for text in texts).encode()
    (there / "hub.json").write_bytes(body + b'{"end":%d,"sha256":"%s"}\n' % (len(lines) - 1, _sha256(body)))


def _sha256(body: bytes) -> bytes:
    return sha256(body).hexdigest().encode()


def json_places() -> list[tuple[int, tuple[Any, ...]]]:
    places = [(number, path) for number, line in enumerate(json_lines()) for path in leaves(line) if path]
    return [place for place in places if place != (0, ("reconciler_state",))]


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_stands_in_a_json_state_is_refused_or_read(data: st.DataObject) -> None:
    number, path = data.draw(st.sampled_from(json_places()))
    other, command = data.draw(st.sampled_from(ANYTHING)), data.draw(st.sampled_from((*LOOKS, *BUILDS)))
    lines = json_lines()
    lines[number] = with_another(lines[number], path, other)
    with TemporaryDirectory() as folder:
        laid_out("hub.json", Path(folder))
        written_as_json(Path(folder), lines)

        judged(Path(folder), "hub.json", command, (number, path, other))


def sqlite_rows() -> list[tuple[str, str, tuple[Any, ...], Any]]:
    """Table, column, row and value of everything that stands in the state."""
    found: list[tuple[str, str, tuple[Any, ...], Any]] = []
    with TemporaryDirectory() as folder:
        laid_out("hub.db", Path(folder))
        with closing(sqlite3.connect(Path(folder) / "hub.db")) as database:
            for table in TABLES:
                rows = database.execute(f"SELECT * FROM {table}")
                columns = [described[0] for described in rows.description]
                found += [(table, c, row, v) for row in rows for c, v in zip(columns, row, strict=True)]
    return found


def edit_of(data: st.DataObject, value: Any) -> Any:
    """Something else in its place, or in a place within it."""
    other = data.draw(st.sampled_from(ANYTHING))
    if isinstance(value, str | bytes) and value[:1] in ("{", b"{") and data.draw(st.booleans()):
        path = data.draw(st.sampled_from(list(leaves(json.loads(value)))))
        text = json.dumps(with_another(json.loads(value), path, other), separators=(",", ":"))
        return text.encode() if isinstance(value, bytes) else text
    return json.dumps(other) if isinstance(other, list | dict) else other


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_stands_in_a_sqlite_state_is_refused_or_read(data: st.DataObject) -> None:
    table, column, row, value = data.draw(st.sampled_from(_ROWS))
    other, command = edit_of(data, value), data.draw(st.sampled_from((*LOOKS, *BUILDS)))
    with TemporaryDirectory() as folder:
        laid_out("hub.db", Path(folder))
        with closing(sqlite3.connect(Path(folder) / "hub.db", isolation_level=None)) as database:
            here = " AND ".join(f"{name} IS ?" for name in _columns(database, table))
            try:
                database.execute(f"UPDATE {table} SET {column} = ? WHERE {here}", (other, *row))
            except (sqlite3.IntegrityError, OverflowError):
                return  # SQLite itself does not take it

        judged(Path(folder), "hub.db", command, (table, column, value, other))


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]


_ROWS = sqlite_rows()

EDITS = {
    "an address that is none": "UPDATE private SET text = 'not an address' WHERE id = 3",
    "a day that is none": "UPDATE message SET send_on = 'zz'",
    "a generation that is a text": """UPDATE kind SET seat = replace(seat, '"gen":1', '"gen":"x"')""",
    "a number that is none": "UPDATE customer SET record = replace(record, ':400', ':NaN')",
    "a serial that is a text": "UPDATE customer SET serial = 'x'",
    "an entry that is a text": "UPDATE journal SET entry = 'x'",
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_by_hand_is_never_a_bug_and_nothing_is_built_on_it(what: str, tmp_path: Path) -> None:
    laid_out("hub.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as database:
        changed = database.execute(EDITS[what]).rowcount
    assert changed

    for command in (*LOOKS, *BUILDS):
        judged(tmp_path, "hub.db", command, what)
    assert run(tmp_path, *BUILDS[0], "--state", "hub.db").code == 7


WHO = ("holds", "seats", 0, 1, 0, 1)
LINES: dict[str, tuple[tuple[Any, ...], Any]] = {
    "a serial without end": (("customer", "serial"), float("inf")),
    "an offset before the file": (("customer", "last", 0), -5),
    "an offset behind the file": (("customer", "last", 0), 10**9),
    "a range of a hundred thousand million": (WHO, "3-99999999999"),
    "a range that goes back": (WHO, "9-3"),
    "a limit that is no number": (("holds", "record", "limits", "removals_percent"), float("nan")),
    "half a character": (("holds", "people", 0, 1), "\ud800@contoso.com"),
}


@pytest.mark.parametrize("what", LINES)
def test_a_line_that_was_edited_with_its_hash_is_7_for_whoever_reads_the_customer(what: str, tmp_path: Path) -> None:
    path, other = LINES[what]
    header, customer = json_lines()
    laid_out("hub.json", tmp_path)
    written_as_json(tmp_path, [header, with_another(customer, path, other)])

    for command in (("verify",), ("show", *ON), ("status", *ON), *BUILDS):
        judged(tmp_path, "hub.json", command, what)
        assert run(tmp_path, *command, "--state", "hub.json").code == 7, (what, command)
