"""What prepares a directory such that a command ends in a certain way there."""

import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from commands_run import CONTOSO, DAY, configured
from links import WORK, link_file

from reconciler.cli.main import run
from reconciler.errors import ExitCode

Scene = Callable[[Path], list[str]]
"""Prepares a directory and gives the command line that ends with the code."""

ON = ["--date", DAY]
HEAD = "customer,workspace,person,answer,at\n"
ONE = ["ana@contoso.com", "contoso/finance"]
LIN, NOBODY = "contoso,finance,lin@contoso.com,member\n", "contoso,finance,Lin Wu,member\n"
GOOD, BAD = f"contoso,finance,kai@contoso.com,accepted,{DAY}\n", f"contoso,finance,nobody@contoso.com,accepted,{DAY}\n"
KAI = ["--as", "kai@contoso.com"]
OPEN = ["case", "open", "finance", "--title", "Tills are slow", *KAI]
LIST, SHOW = ["case", "list", *KAI], ["case", "show", "finance/1", *KAI]
CLOSE, REOPEN = ["case", "close", "finance/1", *KAI], ["case", "reopen", "finance/1", *KAI]
ADD = ["state", "vendor", "add", "avery@vendor.example"]
MIGRATE = ["state", "migrate", "elsewhere.db"]
REMOVE = ["state", "vendor", "remove", "avery@vendor.example"]


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


def drifted(at: Path) -> list[str]:
    """Somebody was made a member by hand."""
    without_a_message(at)
    with closing(sqlite3.connect(at / "hub.db", isolation_level=None)) as hand:
        hand.execute("UPDATE kind SET seat = replace(replace(seat, 'invited', 'member'), '\"expires\"', '\"until\"')")
    return ["drift", "--detailed-exitcode", "--state", "hub.db"]


def without_contract(at: Path) -> list[str]:
    """The contract left the files: the guard ``vanished`` stops."""
    text = (
        CONTOSO.replace("contoso-u26", "contoso-u27").replace("2026-07-01", "2027-07-01").replace("2027-06", "2028-06")
    )
    return changed(at, text, "plan", *ON)


def held_against_now(code: int) -> Scene:
    """A saved plan of which nothing may be done, or only a part."""

    def scene(at: Path) -> list[str]:
        if code == ExitCode.STOPPED:
            without_contract(at)
        else:
            changed(at, CONTOSO + "      - lin@contoso.com\n")
            (at / "fabrikam.yaml").write_text(CONTOSO.replace("contoso", "fabrikam").replace("ana@", "Ana <ana@"))
        run(["plan", *ON, "--out", "saved.plan"])
        return ["show", "saved.plan", "--against-now", *ON]

    return scene


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


def writing(prepare: Callable[[Path], Path], *arguments: str) -> dict[int, Scene]:
    """The same of one that writes to a state that is there."""
    return {**reading(*arguments, prepare=prepare), 5: after(prepare, *arguments)}


def watching(prepare: Callable[[Path], object]) -> Scene:
    """One round over what was prepared and committed."""

    def scene(at: Path) -> list[str]:
        prepare(at)
        for step in (("init", "--quiet"), ("add", "*.yaml"), ("commit", "--quiet", "-m", "Start")):
            who = ("-c", "user.name=Ana", "-c", "user.email=ana@contoso.com", "-c", "init.defaultBranch=main")
            subprocess.run(["git", *who, *step], cwd=at, check=True)
        return ["watch", "--once", "--no-deliver"]

    return scene


def invalid(at: Path) -> Path:
    return configured(at, CONTOSO.replace("ana@contoso.com", "Ana Ruiz <ana@contoso.com>"))


def untidy(at: Path) -> Path:
    return configured(at, CONTOSO.replace("name: Contoso Ltd\n", "") + "name: Contoso Ltd\n")


def editing(*arguments: str) -> dict[int, Scene]:
    """What every command may end with that changes the files of a customer with two workspaces."""
    two = CONTOSO + "  retail:\n    admins: [kai@contoso.com]\n"
    return {0: after(lambda at: configured(at, two), *arguments), 3: after(invalid, *arguments)}


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

    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    def scene(at: Path) -> list[str]:
        prepare(at)
        theirs, ours = os.pipe()
        os.write(ours, b"no\n")
        os.close(ours)
        sys.stdin = Terminal(os.fdopen(theirs, "rb"))
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


def reopening(prepare: Callable[[Path], Path]) -> Scene:
    def scene(at: Path) -> list[str]:
        prepare(at)
        in_order(*CLOSE)
        return REOPEN

    return scene


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
