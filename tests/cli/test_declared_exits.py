"""The exit codes that a command's help names are those that it ends with: each declared one is reached, and no other
is ever seen (see ``commands_run.reconciler``)."""

import csv
import io
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from commands_run import CONTOSO, DAY, configured, environment, exits_of
from links import WORK, link_file

from reconciler.cli.main import run
from reconciler.cli.root import root
from reconciler.cli.verb import EXITS, OF_EVERY_COMMAND
from reconciler.errors import ExitCode
from reconciler.stores import opening

Scene = Callable[[Path], list[str]]
"""Prepares a directory and gives the command line that ends with the code."""

TERMS = ["--support", "unified", "--starts", "2026-01-01", "--ends", "2026-12-31"]
TERMS += ["--services-admin", "owner@{customer}.example"]
ON = ["--date", DAY]
HEAD = "customer,workspace,person,answer,at\n"
ONE = ["ana@contoso.com", "contoso/finance"]
LIN, NOBODY = "contoso,finance,lin@contoso.com,member\n", "contoso,finance,Lin Wu,member\n"
GOOD, BAD = f"contoso,finance,kai@contoso.com,accepted,{DAY}\n", f"contoso,finance,nobody@contoso.com,accepted,{DAY}\n"


def commands(family: click.Group = root, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(family)
    for name in family.list_commands(context):
        command = family.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name)


def in_order(*arguments: str) -> None:
    assert run(list(arguments)) == ExitCode.DONE


def applied(at: Path) -> Path:
    """Contoso in hub.json; everybody is invited."""
    configured(at)
    (at / "reconciler.yaml").write_text("version: 1\nname: tests\nstate: {url: hub.json}\n")
    in_order("apply", "--auto-approve", *ON)
    return at


def damaged(at: Path) -> Path:
    state = applied(at) / "hub.json"
    state.write_bytes(state.read_bytes().replace(b"kai@", b"mal@"))
    return at


def after(prepare: Callable[[Path], Path], *arguments: str) -> Scene:
    def scene(at: Path) -> list[str]:
        prepare(at)
        return list(arguments)

    return scene


def recording(rows: str, prepare: Callable[[Path], Path] = applied) -> Scene:
    def scene(at: Path) -> list[str]:
        prepare(at)
        (at / "answers.csv").write_text(HEAD + rows)
        return ["record", "answers.csv"]

    return scene


def changed(at: Path, text: str, *arguments: str) -> list[str]:
    """Contoso as the text says it, after it was applied as it was."""
    (applied(at) / "contoso.yaml").write_text(text)
    return list(arguments)


def without_a_message(at: Path) -> list[str]:
    """A state that can be read, and in which something is wrong."""
    configured(at)
    in_order("apply", "--auto-approve", *ON, "--state", "hub.db")
    with closing(sqlite3.connect(at / "hub.db", isolation_level=None)) as hand:
        hand.execute("DELETE FROM message")
    return ["verify", "--state", "hub.db"]


def without_contract(at: Path) -> list[str]:
    """The contract left the files: the guard ``vanished`` stops."""
    text = (
        CONTOSO.replace("contoso-u26", "contoso-u27").replace("2026-07-01", "2027-07-01").replace("2027-06", "2028-06")
    )
    return changed(at, text, "plan", *ON)


def applied_already(at: Path) -> list[str]:
    configured(at)
    in_order("plan", *ON, "--out", "saved.plan")
    in_order("apply", "saved.plan", "--auto-approve", *ON)
    return ["apply", "saved.plan", "--auto-approve", *ON]


def one_of_two(at: Path) -> list[str]:
    configured(at)
    (at / "fabrikam.yaml").write_text(CONTOSO.replace("contoso", "fabrikam").replace("ana@", "Ana <ana@"))
    return ["apply", "--auto-approve", *ON]


def reading(*arguments: str, prepare: Callable[[Path], Path] = applied) -> dict[int, Scene]:
    """What every command that looks at a state may end with; see below for a state that is in use."""
    return {
        0: after(prepare, *arguments),
        3: after(configured, *arguments),
        7: after(damaged, *arguments),
    }


def invalid(at: Path) -> Path:
    return configured(at, CONTOSO.replace("ana@contoso.com", "Ana Ruiz <ana@contoso.com>"))


def roster(person: str) -> Scene:
    def scene(at: Path) -> list[str]:
        (at / "people.csv").write_text(f"customer,workspace,person,role\ncontoso,finance,{person},member\n")
        return [
            "import",
            "roster",
            "people.csv",
            "--out",
            "out",
            *TERMS,
            "--services-admin",
            "owner@{customer}.example",
        ]

    return scene


def importing(prepare: Callable[[Path], Path], *rows: str) -> Scene:
    def scene(at: Path) -> list[str]:
        prepare(at)
        (at / "members.csv").write_text("customer,workspace,person,role\n" + "".join(rows))
        return ["import", "state", "members.csv"]

    return scene


def asserting(at: Path) -> Path:
    """Finance has as many members as it is asserted to have at most."""
    applied(at)
    (at / "contoso.yaml").write_text(CONTOSO + "assertions:\n  - at_most: {members: 2, in: finance}\n")
    in_order("apply", "--auto-approve", *ON)
    return at


def answered(answer: str) -> Callable[[Path], Path]:
    """Ana has said so."""

    def prepare(at: Path) -> Path:
        applied(at)
        (at / "answers.csv").write_text(f"{HEAD}contoso,finance,ana@contoso.com,{answer},{DAY}\n")
        in_order("record", "answers.csv")
        return at

    return prepare


def unwilling(prepare: Callable[[Path], Path], *arguments: str) -> Scene:
    """Somebody at the terminal who does not say yes."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def scene(at: Path) -> list[str]:
        prepare(at)
        sys.stdin = Terminal("no\n")
        return list(arguments)

    return scene


HERS = ["--account", f"{WORK},o1,ana@contoso.com"]


def by_link(verb: str, prepare: Callable[[Path], Path], *arguments: str) -> Scene:
    """Ana answers by the link of her mail, whatever became of the state since."""

    def scene(at: Path) -> list[str]:
        file = link_file(applied(at), "hub.json", "finance", "ana@contoso.com")
        prepare(at)
        return ["invitations", verb, "--token-file", file, *arguments]

    return scene


def by_hand(verb: str, possible: Callable[[Path], Path], too_late: Callable[[Path], Path]) -> dict[int, Scene]:
    """What may become of a command about one person's invitations."""
    words = ["invitations", verb, *ONE, *(["--auto-approve"] if verb != "resend" else [])]
    return {
        0: after(possible, *words),
        3: after(configured, *words),
        5: after(too_late, *words),
        7: after(damaged, *words),
    }


def joined(at: Path) -> Path:
    """Kai is a member of finance, where one case is open."""
    applied(at)
    (at / "answers.csv").write_text(HEAD + GOOD)
    in_order("record", "answers.csv")
    in_order("case", "open", "finance", "--title", "Logs are late", *KAI)
    return at


def suspended(at: Path) -> Path:
    """The contract is not live any more."""
    joined(at)
    (at / "contoso.yaml").write_text(CONTOSO.replace("ends: 2027-06-30", "ends: 2026-07-01"))
    in_order("apply", "--auto-approve", *ON)
    in_order("apply", "--auto-approve", "--date", "2026-07-02")
    return at


def closed(at: Path) -> list[str]:
    joined(at)
    in_order(*CLOSE)
    return CLOSE


def without_room(at: Path) -> Path:
    """A file is where the outbox is to be."""
    applied(at)
    (at / ".reconciler").mkdir()
    (at / ".reconciler/outbox").write_text("")
    return at


def vendor_known(at: Path) -> Path:
    applied(at)
    in_order("state", "vendor", "add", "avery@vendor.example")
    return at


KAI = ["--as", "kai@contoso.com"]
OPEN = ["case", "open", "finance", "--title", "Tills are slow", *KAI]
LIST, SHOW = ["case", "list", *KAI], ["case", "show", "finance/1", *KAI]
CLOSE = ["case", "close", "finance/1", *KAI]
ADD = ["state", "vendor", "add", "avery@vendor.example"]
REMOVE = ["state", "vendor", "remove", "avery@vendor.example"]
READERS = {
    ("plan",): ["plan", *ON],
    ("status",): ["status"],
    ("show",): ["show"],
    ("history",): ["history"],
    ("undo",): ["undo", "A", *ON],
    ("verify",): ["verify"],
    ("invitations", "list"): ["invitations", "list"],
    ("state", "vendor", "list"): ["state", "vendor", "list"],
    ("dump",): ["dump", "--out", "dumped"],
    ("case", "list"): LIST,
    ("case", "show"): SHOW,
    ("activity",): ["activity", *KAI],
}
"""How these end with 5 is tested for all at once."""


def many(at: Path) -> Path:
    """So many are invited that taking them back is more than the guard lets through."""
    people = "".join(f"      - p{n}@contoso.com\n" for n in range(12))
    configured(at, CONTOSO + people)
    (at / "reconciler.yaml").write_text("version: 1\nname: tests\nstate: {url: hub.json}\n")
    in_order("apply", "--auto-approve", *ON)
    return at


def undoing(prepare: Callable[[Path], Path]) -> Scene:
    def scene(at: Path) -> list[str]:
        prepare(at)
        in_order("history", "--format", "csv", "--output", "history.csv")
        with (at / "history.csv").open(encoding="utf-8") as table:
            return ["undo", list(csv.DictReader(table))[-1]["apply"], *ON]

    return scene


SCENES: dict[tuple[str, ...], dict[int, Scene]] = {
    ("init",): {0: after(lambda at: at, "init")},
    ("validate",): {0: after(configured, "validate"), 3: after(invalid, "validate")},
    ("plan",): {
        0: after(configured, "plan", *ON),
        2: after(configured, "plan", *ON, "--detailed-exitcode"),
        3: after(invalid, "plan", *ON),
        4: without_contract,
        7: after(damaged, "plan", *ON),
    },
    ("apply",): {
        0: after(configured, "apply", "--auto-approve", *ON),
        3: after(invalid, "apply", "--auto-approve", *ON),
        4: lambda at: ["apply", "--auto-approve", *without_contract(at)[1:]],
        5: applied_already,
        6: one_of_two,
        7: after(damaged, "apply", "--auto-approve", *ON),
    },
    ("show",): reading("show"),
    ("status",): reading("status"),
    ("history",): reading("history"),
    ("undo",): {
        0: undoing(applied),
        3: after(configured, "undo", "ABCD"),
        4: undoing(many),
        7: after(damaged, "undo", "ABCD"),
    },
    ("invitations", "list"): reading("invitations", "list"),
    ("invitations", "resend"): {
        **by_hand("resend", applied, answered("accepted")),
        4: after(answered("declined"), "invitations", "resend", *ONE),
    },
    ("invitations", "revoke"): {
        **by_hand("revoke", applied, answered("accepted")),
        4: unwilling(applied, "invitations", "revoke", *ONE),
    },
    ("invitations", "leave"): {
        **by_hand("leave", answered("accepted"), applied),
        4: unwilling(answered("accepted"), "invitations", "leave", *ONE),
    },
    ("invitations", "accept"): {
        0: by_link("accept", applied, *HERS),
        3: by_link("accept", applied, "--account", "ana@contoso.com"),
        4: by_link("accept", applied, "--account", f"{WORK},o1,ben@contoso.com"),
        5: by_link("accept", answered("declined"), *HERS),
        7: by_link("accept", damaged, *HERS),
    },
    ("invitations", "decline"): {
        0: by_link("decline", applied),
        3: by_link("decline", configured),
        5: by_link("decline", answered("accepted")),
        7: by_link("decline", damaged),
    },
    ("verify",): {**reading("verify"), 7: without_a_message},
    ("record",): {
        0: recording(GOOD),
        3: recording(BAD),
        5: recording(GOOD),
        6: recording(GOOD + BAD),
        7: recording(GOOD, damaged),
    },
    ("deliver",): {
        0: after(applied, "deliver", "--new-key"),
        3: after(applied, "deliver"),
        5: after(applied, "deliver", "--new-key"),
        6: after(without_room, "deliver", "--new-key"),
        7: after(damaged, "deliver", "--new-key"),
    },
    ("dump",): reading("dump", "--out", "dumped"),
    ("case", "open"): {
        0: after(joined, *OPEN),
        3: after(applied, *OPEN),
        4: after(suspended, *OPEN),
        5: after(joined, *OPEN),
        7: after(damaged, *OPEN),
    },
    ("case", "close"): {
        0: after(joined, *CLOSE),
        3: after(applied, *CLOSE),
        5: closed,
        7: after(damaged, *CLOSE),
    },
    ("case", "list"): reading(*LIST, prepare=joined),
    ("case", "show"): reading(*SHOW, prepare=joined),
    ("activity",): reading("activity", *KAI, prepare=joined),
    ("import", "state"): {
        0: importing(applied, LIN),
        3: importing(applied, NOBODY),
        4: importing(asserting, LIN),
        5: importing(applied, LIN),
        6: importing(applied, LIN, NOBODY.replace("contoso", "fabrikam")),
        7: importing(damaged, LIN),
    },
    ("import", "roster"): {0: roster("ana@contoso.com"), 3: roster("Ana Ruiz")},
    ("state", "vendor", "list"): reading("state", "vendor", "list"),
    ("state", "vendor", "add"): {
        0: after(applied, *ADD),
        3: after(configured, *ADD[:-1], "avery at vendor"),
        5: after(applied, *ADD),
        7: after(damaged, *ADD),
    },
    ("state", "vendor", "remove"): {
        0: after(vendor_known, *REMOVE),
        3: after(configured, *REMOVE),
        5: after(vendor_known, *REMOVE),
        7: after(damaged, *REMOVE),
    },
    ("explain",): {0: after(configured, "explain", "S-11")},
    ("schema",): {0: after(configured, "schema", "customer")},
    ("version",): {0: after(configured, "version")},
}
WRITERS = (
    ("record",),
    ("deliver",),
    ("import", "state"),
    ("state", "vendor", "add"),
    ("state", "vendor", "remove"),
)
LOCKED = {(command, ExitCode.STALE) for command in (*WRITERS, ("case", "open"))}
"""Scenes that are played while somebody else holds the state's lock."""


def test_every_declared_code_of_every_command_is_reached_in_a_scene() -> None:
    declared = {(command, code) for command in commands() for code in exits_of(command)}
    played = {(command, code) for command, scenes in SCENES.items() for code in scenes}

    assert declared == played | {(command, ExitCode.STALE) for command in READERS}


@pytest.mark.parametrize(
    ("command", "code"),
    [pytest.param(c, code, id=f"{' '.join(c)} {code}") for c, scenes in SCENES.items() for code in scenes],
)
def test_a_scene_ends_with_its_code(
    command: tuple[str, ...], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", sys.stdin)  # a scene may put a terminal there
    monkeypatch.setenv("RECONCILER_NOW", f"{DAY}T09:00:00Z")
    arguments = SCENES[command][code](tmp_path)

    if (command, code) in LOCKED:
        store = opening.open_for_writing("hub.json")
        assert store is not None
        with store.lock("ci@runner-7", 0):
            assert run([*arguments, "--lock-timeout", "0s"]) == code
    else:
        assert run(arguments) == code


def test_reading_a_state_that_another_program_keeps_for_itself_is_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All readers at once: each waits for ten seconds."""
    monkeypatch.chdir(tmp_path)
    configured(tmp_path)
    in_order("apply", "--auto-approve", *ON, "--state", "hub.db")
    holder = sqlite3.connect("hub.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    command = [sys.executable, "-m", "reconciler", "--state", "hub.db"]
    readers = [
        subprocess.Popen([*command, *reader], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for reader in READERS.values()
    ]
    said = [reader.communicate()[1].decode() for reader in readers]
    holder.close()

    assert [reader.returncode for reader in readers] == [ExitCode.STALE] * len(readers)
    assert all("is being used by another program" in words for words in said)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_help_says_the_codes_and_what_they_mean(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    listed = said.partition("Exit codes: ")[2].partition(". Global")[0]
    assert [int(code) for code in re.findall(r"(?:^|, )(\d+) ", listed)] == list(exits_of(command))
    assert all(f"{code} {EXITS[code]}" in listed for code in exits_of(command))


def test_what_every_command_may_end_with_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    assert all(f"{code} {EXITS[code]}" in said for code in OF_EVERY_COMMAND)
    assert EXITS.keys() == set(ExitCode)


def test_a_command_declares_no_code_that_all_have() -> None:
    assert not {code for command in commands() for code in exits_of(command)} & set(OF_EVERY_COMMAND)
