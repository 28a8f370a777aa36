"""A SQLite state that was edited by hand: nothing is built on it, unless it still is what its journal says."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from in_process import Ran
from in_process import run as run_here

CUSTOMER = """version: 1
customer: contoso
domains: [contoso.com]
contracts:
  contoso-u26: {support: unified, starts: 2026-01-01, ends: 2026-12-31, services_admins: [mia@contoso.com]}
workspaces:
  emea: {admins: [kai@contoso.com], members: [ana@contoso.com]}
"""
ON = ("--date", "2026-06-01")
ANSWERS = "customer,workspace,person,answer,at\ncontoso,emea,ana@contoso.com,accepted,2026-06-01\n"
MEMBERS = "customer,workspace,person,role\ncontoso,emea,zoe@contoso.com,member\n"
BUILDING = {
    "plan": ("plan", ".", *ON),
    "apply": ("apply", ".", *ON, "--auto-approve"),
    "record": ("record", "answers.csv"),
    "import state": ("import", "state", "members.csv"),
}


def run(there: Path, *arguments: str) -> Ran:
    return run_here(there, *arguments, "--state", "hub.db")


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Applied, and one person is declared since."""
    (tmp_path / "reconciler.yaml").write_text("version: 1\nname: ours\n")
    (tmp_path / "contoso.yaml").write_text(CUSTOMER)
    (tmp_path / "answers.csv").write_text(ANSWERS)
    (tmp_path / "members.csv").write_text(MEMBERS)
    assert run(tmp_path, "apply", ".", *ON, "--auto-approve").code == 0
    (tmp_path / "contoso.yaml").write_text(CUSTOMER.replace("[ana@", "[lin@contoso.com, ana@"))
    return tmp_path


def edit(there: Path, sql: str) -> None:
    with closing(sqlite3.connect(there / "hub.db", isolation_level=None)) as database:
        database.executescript(sql)


def rows(there: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(there / "hub.db")) as database:
        return database.execute(sql).fetchall()


EDITS = {
    "a seat taken out": ("DELETE FROM seat WHERE person = 3", "in emea is nobody; the journal says invited as member"),
    "a seat made another": (
        "UPDATE seat SET kind = (SELECT max(id) FROM kind)",
        "mia@contoso.com in default is invited as ",
    ),
    "a kind of seat": (
        "UPDATE kind SET seat = replace(seat, '07-01', '08-01')",
        "mia@contoso.com in default is invited as admin",
    ),
    "an address": ("UPDATE private SET text = 'mal@contoso.com' WHERE id = 3", "a personal value of entry 1"),
    "facts": ("UPDATE customer SET record = replace(record, '2026-12-31', '2027-12-31')", "contract contoso-u26"),
    "the next id": (
        """UPDATE customer SET record = replace(record, '"last":', '"last":1')""",
        "numbers of its personal",
    ),
    "a message": ("DELETE FROM message WHERE person = 3", "I3: invitations without a message in the queue: 1"),
    "an entry": (
        "UPDATE journal SET entry = replace(entry, 'operator', 'somebody')",
        "serial and head of contoso",
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_nothing_is_built_on_an_edited_customer(what: str, there: Path) -> None:
    sql, says = EDITS[what]
    edit(there, sql)
    before = (there / "hub.db").read_bytes()

    for command in ("plan", "apply"):
        done = run(there, *BUILDING[command])
        assert (done.code, done.out) == (7, ""), done.err
        assert says in done.err
        assert "\nhelp:  " in done.err
    assert (there / "hub.db").read_bytes() == before


@pytest.mark.parametrize("command", BUILDING)
def test_whoever_would_write_reads_it_first(command: str, there: Path) -> None:
    edit(there, EDITS["a seat taken out"][0])

    assert run(there, *BUILDING[command]).code == 7


def test_a_customer_that_is_what_its_journal_says_goes_on_and_is_sealed_again(there: Path) -> None:
    edit(there, "UPDATE seat SET kind = kind")
    assert rows(there, "SELECT * FROM seal") == []

    assert run(there, *BUILDING["plan"]).code == 0
    assert run(there, *BUILDING["apply"]).code == 0

    assert rows(there, "SELECT * FROM seal") == [(1,)]
    assert run(there, "verify").code == 0


def test_a_state_of_a_release_that_had_no_seals_is_proven_and_sealed(there: Path) -> None:
    triggers = [str(name) for (name,) in rows(there, "SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    assert triggers
    edit(there, "".join(f"DROP TRIGGER {name};" for name in triggers) + "DROP TABLE seal;")

    assert run(there, *BUILDING["apply"]).code == 0

    assert rows(there, "SELECT * FROM seal") == [(1,)]
    assert len(rows(there, "SELECT name FROM sqlite_master WHERE type = 'trigger'")) == len(triggers)


def test_a_seal_without_its_triggers_proves_nothing(there: Path) -> None:
    edit(there, "DROP TRIGGER sealed_seat_DELETE; DELETE FROM seat WHERE person = 3")
    assert rows(there, "SELECT * FROM seal") == [(1,)]

    assert run(there, *BUILDING["plan"]).code == 7


def _every_command() -> Iterator[tuple[str, ...]]:
    yield from BUILDING.values()
    yield from (("show",), ("status",), ("verify",), ("invitations", "list"), ("state", "vendor", "list"))


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DELETE FROM meta", "its lineage is gone"),
        ("INSERT INTO meta VALUES ('another')", "it has two lineages"),
        ("UPDATE meta SET lineage = ''", "its lineage is gone"),
        ("CREATE TRIGGER theirs AFTER INSERT ON seat BEGIN DELETE FROM seat; END", "not of reconciler: theirs"),
        ("UPDATE customer SET id = 'fabrikam'", "a customer was renamed in it or taken out"),
        ("DELETE FROM customer", "a customer was renamed in it or taken out"),
        ("DROP TRIGGER sealed_customer_DELETE; DELETE FROM customer", "a customer was renamed in it or taken out"),
    ],
)
def test_a_state_that_was_edited_as_a_whole_is_refused_by_every_command(sql: str, says: str, there: Path) -> None:
    edit(there, sql)
    before = (there / "hub.db").read_bytes()

    for command in _every_command():
        done = run(there, *command)
        assert (done.code, done.out) == (7, ""), (command, done.err)
        assert says in done.err
    assert (there / "hub.db").read_bytes() == before


def test_wal_mode_is_said_as_what_it_is_and_put_back_by_what_is_to_be_typed(there: Path) -> None:
    edit(there, "PRAGMA journal_mode = WAL")

    for command in _every_command():
        done = run(there, *command)
        assert done.code == 3, (command, done.err)
        assert "was put into WAL mode by another program" in done.err
        assert "sqlite3 hub.db 'PRAGMA journal_mode=TRUNCATE'" in done.err

    edit(there, "PRAGMA journal_mode = TRUNCATE")
    assert run(there, *BUILDING["apply"]).code == 0


def test_an_apply_that_ends_halfway_says_what_it_did(there: Path) -> None:
    """What is wrong came after the plan, in the second of two customers."""
    (there / "fabrikam.yaml").write_text(CUSTOMER.replace("contoso", "fabrikam"))
    assert run(there, "apply", ".", *ON, "--auto-approve", "--target", "fabrikam").code == 0
    (there / "fabrikam.yaml").write_text(
        CUSTOMER.replace("contoso", "fabrikam").replace("[ana@", "[lin@mail.example, ana@")
    )
    assert run(there, "plan", ".", *ON, "--out", "all.plan").code == 0
    edit(there, "DELETE FROM seat WHERE customer = 2 AND person = 3")

    stopped = run(there, "apply", "all.plan", *ON, "--auto-approve", "-q")

    error, *remedy = stopped.err.splitlines()
    assert (stopped.code, stopped.out) == (7, "")
    assert re.search(
        r" fabrikam: .* is nobody; .*; before that 1 customer changed in the state \(apply \w{10}\)$", error
    )
    assert remedy[0].startswith("help:  reconciler verify says all that is wrong")
    assert remedy[-1].strip() == "then run the same command again: it goes on where this stopped"
    assert rows(there, "SELECT serial FROM customer ORDER BY id") == [(2,), (1,)]
