"""States as another hand, half a copy or a backup leaves them: each spelling, the exit code and what is said first.

Of one that is edited and sealed, whoever did it has computed the hash that vouches for it.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple


class Damaged(NamedTuple):
    """``damage`` is done to the file at a path."""

    damage: Callable[[Path], None]
    said: str
    code: int = 7


EDITED = " is damaged: its last line does not vouch for the others, so it was changed by another hand"
CUT_OFF = " is damaged: its end is missing, so it was cut off"
BEHIND = " is damaged: something stands behind its last line, so it was changed by another hand"
NOT_AS_WRITTEN = " is not as reconciler writes it"
FOREIGN = " is not a state of reconciler"
EMPTY = " is empty: there is no state in it"


def made_of(content: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(state: Path) -> None:
        before = state.read_bytes()
        state.write_bytes(content(before))
        assert state.read_bytes() != before

    return damage


def replaced(old: str, new: str, said: str = EDITED, code: int = 7) -> Damaged:
    return Damaged(made_of(lambda state: state.replace(old.encode(), new.encode(), 1)), said, code)


def sealed(state: bytes) -> bytes:
    """With a last line that vouches for the others: whoever can write can compute it."""
    body = state[: state.rindex(b"\n", 0, -1) + 1]
    return body + b'{"end":%d,"sha256":"%s"}\n' % (body.count(b"\n") - 1, sha256(body).hexdigest().encode())


def forged(old: str, new: str, said: str) -> Damaged:
    return Damaged(made_of(lambda state: sealed(state.replace(old.encode(), new.encode(), 1))), said)


def cut(at: Callable[[bytes], int], said: str = CUT_OFF, code: int = 7) -> Damaged:
    return Damaged(made_of(lambda state: state[: at(state)]), said, code)


def instead(content: bytes, said: str = FOREIGN) -> Damaged:
    return Damaged(made_of(lambda _: content), said, 3)


def journal_of(state: Path) -> Path:
    return state.with_name("hub.journal.jsonl")


def in_the_journal(content: Callable[[bytes], bytes], said: str) -> Damaged:
    return Damaged(lambda state: made_of(content)(journal_of(state)), said)


CONFLICT = b"<<<<<<< HEAD\n"
JSON: dict[str, Damaged] = {
    "edited-role": replaced('"role":"admin"', '"role":"member"'),
    "edited-address": replaced("ana@contoso.com", "eve@contoso.com"),
    "edited-lineage": replaced('"lineage":"', '"lineage":"0'),
    "edited-serial": replaced('"serial":1', '"serial":2'),
    "edited-blank": replaced(',"commit":', ', "commit":'),
    "edited-line-ends": Damaged(made_of(lambda state: state.replace(b"\n", b"\r\n")), EDITED),
    "edited-a-customer-less": Damaged(made_of(lambda s: b"\n".join(s.split(b"\n")[::2]) + b"\n"), EDITED),
    "edited-a-customer-twice": Damaged(
        made_of(lambda s: b"\n".join([s.split(b"\n")[n] for n in (0, 1, 1, 2, 3)])), EDITED
    ),
    "edited-by-a-merge": Damaged(made_of(lambda s: s.replace(b'{"customer"', CONFLICT + b'{"customer"', 1)), EDITED),
    "edited-by-a-merge-at-its-end": Damaged(made_of(lambda state: state + b">>>>>>> theirs\n"), BEHIND),
    "edited-by-an-editor-at-its-end": Damaged(made_of(lambda state: state + b"\n"), BEHIND),
    "edited-digest": replaced('"sha256":"', '"sha256":"0'),
    "edited-and-sealed-serial": forged('"serial":1', '"serial":"x"', NOT_AS_WRITTEN),
    "edited-and-sealed-nan": forged('"serial":1', '"serial":NaN', NOT_AS_WRITTEN),
    "edited-and-sealed-head": forged('"head":"', '"head":"0', " is not the one its head names"),
    "edited-and-sealed-depth": forged('"holds":{', '"holds":{"x":' + "[" * 50_000 + "]" * 50_000 + ",", NOT_AS_WRITTEN),
    "edited-and-sealed-half-a-character": forged('"holds":{', '"holds":{"x":"\\uD800",', NOT_AS_WRITTEN),
    "edited-and-sealed-address": forged('"ana@contoso.com"', '"ana"', "the state of contoso cannot be understood"),
    "edited-and-sealed-end": Damaged(
        made_of(lambda s: s.replace(b'{"end":1', b'{"end":2')),
        " is damaged: a line in it is not as reconciler writes it",
    ),
    "truncated-to-its-first-byte": cut(lambda _: 1, FOREIGN, 3),
    "truncated-in-its-heading": cut(lambda _: 60, " is damaged: its first line is cut off or changed"),
    "truncated-to-its-heading": cut(lambda state: state.index(b"\n") + 1),
    "truncated-in-a-customer": cut(lambda state: state.index(b"\n") + 200),
    "truncated-before-its-end": cut(lambda state: state.rindex(b"\n", 0, -1) + 1),
    "truncated-in-its-end": cut(lambda state: len(state) - 9),
    "truncated-by-one-byte": cut(lambda state: len(state) - 1),
    "truncated-to-zeros": Damaged(made_of(lambda state: bytes(len(state))), FOREIGN, 3),
    "of-the-next-version": replaced('{"reconciler_state":1', '{"reconciler_state":2', " has state format 2,", 3),
    "of-version-99": replaced('{"reconciler_state":1', '{"reconciler_state":99', " has state format 99,", 3),
    "of-a-version-in-words": replaced('{"reconciler_state":1', '{"reconciler_state":"x"', " has state format x,", 3),
    "journal-edited": in_the_journal(lambda j: j.replace(b'"seq":1', b'"seq":2', 1), " is not the one its head names"),
    "journal-truncated": in_the_journal(lambda j: j[:200], "hub.journal.jsonl is shorter than it was written"),
    "journal-empty": in_the_journal(lambda _: b"", "hub.journal.jsonl is shorter than it was written"),
    "journal-away": Damaged(lambda state: journal_of(state).unlink(), "its journal hub.journal.jsonl is missing"),
    "state-away-and-journal-not": Damaged(lambda state: state.unlink(), "its journal hub.journal.jsonl is still there"),
    "empty": instead(b"", EMPTY),
    "foreign-object": instead(b"{}\n"),
    "foreign-blanks": instead(b" \n"),
    "foreign-of-terraform": instead(b'{"version": 4, "terraform_version": "1.11.4", "serial": 1}\n'),
    "foreign-yaml": instead(b"version: 1\ncustomer: contoso\n"),
    "foreign-database": instead(b"SQLite format 3\0" + bytes(4080)),
    "foreign-behind-a-byte-order-mark": Damaged(made_of(lambda state: b"\xef\xbb\xbf" + state), FOREIGN, 3),
    "foreign-in-utf-16": Damaged(made_of(lambda state: state.decode().encode("utf-16")), FOREIGN, 3),
}


def done(state: Path, statement: str) -> None:
    with closing(sqlite3.connect(state)) as database, database:
        database.execute(statement)


def sql(statement: str, said: str, code: int = 7) -> Damaged:
    return Damaged(lambda state: done(state, statement), said, code)


def foreign_database(state: Path) -> None:
    state.unlink()
    done(state, "CREATE TABLE notes(text)")


OTHER_HEAD = "serial and head of contoso are not those of its journal"
MALFORMED = ": database disk image is malformed"
OTHER_ENTRY = """UPDATE journal SET entry = CAST(replace(CAST(entry AS TEXT), '"seq":1', '"seq":2') AS BLOB)"""
SQLITE: dict[str, Damaged] = {
    "edited-address": sql(
        "UPDATE private SET text = 'eve@contoso.com' WHERE text LIKE 'ana@%'",
        "contoso: I7: a personal value of entry 1 was changed",
    ),
    "edited-serial": sql(
        "UPDATE customer SET serial = serial + 1",
        OTHER_HEAD,
    ),
    "edited-head": sql(
        "UPDATE customer SET head = '0' || head",
        OTHER_HEAD,
    ),
    "edited-seat": sql(
        "DELETE FROM seat",
        "contoso: I1: the state is not what its journal leads to",
    ),
    "edited-journal": sql(OTHER_ENTRY, OTHER_HEAD),
    "edited-customer-less": sql(
        "DELETE FROM customer", "a customer was renamed in it or taken out of it by another hand"
    ),
    "table-less": sql("DROP TABLE seat", "its tables are not those of a state (no such table: seat)"),
    "truncated-to-its-first-byte": cut(lambda _: 1, FOREIGN, 3),
    "truncated-in-its-header": cut(lambda _: 60, MALFORMED),
    "truncated-to-a-page": cut(lambda _: 4096, MALFORMED),
    "truncated-by-a-page": cut(lambda state: len(state) - 4096, MALFORMED),
    "truncated-by-one-byte": cut(lambda state: len(state) - 1, ": malformed database schema"),
    "truncated-to-zeros": Damaged(made_of(lambda state: bytes(len(state))), FOREIGN, 3),
    "of-the-next-version": sql("PRAGMA user_version = 99", " has state format 99,", 3),
    "empty": instead(b"", EMPTY),
    "foreign-database": Damaged(foreign_database, FOREIGN, 3),
    "foreign-text": instead(b"customer: contoso\n"),
    "foreign-json-state": instead(b'{"reconciler_state":1}\n'),
}
OF_EACH = {"hub.json": JSON, "hub.db": SQLITE}
