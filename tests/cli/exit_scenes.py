"""A scene for each exit code that a command declares, and which of them are played while somebody holds the lock."""

import csv
from collections.abc import Callable
from pathlib import Path

from commands_run import CONTOSO, configured
from import_scenes import BOOK, EXPORT, ORG, bringing, brought, exported, organised, roster, workbook
from links import WORK
from scene_makers import (
    ADD,
    BAD,
    CLOSE,
    GOOD,
    HERS,
    KAI,
    LIN,
    LIST,
    MIGRATE,
    NOBODY,
    ON,
    ONE,
    OPEN,
    REMOVE,
    REOPEN,
    SHOW,
    Scene,
    after,
    answered,
    applied,
    applied_already,
    asserting,
    by_hand,
    by_link,
    changed,
    closed,
    damaged,
    drifted,
    editing,
    held_against_now,
    importing,
    in_order,
    invalid,
    joined,
    one_of_two,
    reading,
    recording,
    reopening,
    suspended,
    untidy,
    unwilling,
    vendor_known,
    watching,
    without_a_message,
    without_contract,
    without_room,
    writing,
)

from reconciler.cli.main import run
from reconciler.errors import ExitCode

READERS = {
    ("plan",): ["plan", *ON],
    ("status",): ["status"],
    ("show",): ["show"],
    ("why",): ["why", "kai@contoso.com"],
    ("access",): ["access", "kai@contoso.com"],
    ("export", "evidence"): ["export", "evidence", "audit"],
    ("history",): ["history"],
    ("diff",): ["diff", "now"],
    ("drift",): ["drift"],
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


PERMIT = ["--because", "it moved", "--guard"]


def no_plan(at: Path) -> Path:
    (configured(at) / "saved.plan").write_text("nothing of ours\n")
    return at


def permitting(guard: str) -> Scene:
    def scene(at: Path) -> list[str]:
        assert run([*without_contract(at), "--out", "saved.plan"]) == ExitCode.STOPPED
        return ["permit", "saved.plan", *PERMIT, guard]

    return scene


def undoing(prepare: Callable[[Path], Path]) -> Scene:
    def scene(at: Path) -> list[str]:
        prepare(at)
        in_order("history", "--format", "csv", "--output", "history.csv")
        with (at / "history.csv").open(encoding="utf-8") as table:
            return ["undo", list(csv.DictReader(table))[-1]["apply"], *ON]

    return scene


def unsound_evidence(at: Path) -> list[str]:
    return [*without_a_message(at)[1:], "export", "evidence", "audit"]


SCENES: dict[tuple[str, ...], dict[int, Scene]] = {
    ("init",): {0: after(lambda at: at, "init"), 3: after(invalid, "init", "--codeowners")},
    ("validate",): {0: after(configured, "validate"), 3: after(invalid, "validate")},
    ("fmt",): {0: after(configured, "fmt"), 3: after(untidy, "fmt", "--check")},
    ("member", "add"): editing("member", "add", "zoe@contoso.com", "contoso/finance"),
    ("member", "remove"): editing("member", "remove", *ONE),
    ("move",): editing("move", *ONE, "contoso/retail"),
    ("expire",): editing("expire", *ONE, "2026-12-31"),
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
    ("show",): {**reading("show"), 4: held_against_now(4), 6: held_against_now(6)},
    ("status",): reading("status"),
    ("why",): reading("why", "kai@contoso.com"),
    ("access",): reading("access", "kai@contoso.com"),
    ("erase",): {
        0: after(applied, "erase", "ana@contoso.com", "--auto-approve"),
        3: after(applied, "erase", "nobody@contoso.com", "--auto-approve"),
        4: unwilling(applied, "erase", "ana@contoso.com"),
        5: after(applied, "erase", "ana@contoso.com", "--auto-approve"),
        7: after(damaged, "erase", "ana@contoso.com", "--auto-approve"),
    },
    ("export", "evidence"): {**reading("export", "evidence", "audit"), 7: unsound_evidence},
    ("history",): reading("history"),
    ("diff",): reading("diff", "now"),
    ("drift",): {**reading("drift"), 2: drifted},
    ("permit",): {0: permitting("vanished"), 3: after(no_plan, "permit", "saved.plan", *PERMIT, "vanished")},
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
    ("watch",): {
        0: watching(applied),
        3: watching(invalid),
        4: watching(without_contract),
        5: watching(lambda at: changed(at, CONTOSO + "      - lin@contoso.com\n")),
        6: watching(one_of_two),
        7: watching(damaged),
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
    ("case", "reopen"): {
        0: reopening(joined),
        3: after(applied, *REOPEN),
        4: reopening(suspended),
        5: after(joined, *REOPEN),
        7: after(damaged, *REOPEN),
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
    ("import", "roster"): {
        0: roster("ana@contoso.com"),
        3: roster("Ana Ruiz"),
        4: unwilling(exported, *bringing("roster")),
        6: after(exported, *bringing("roster")),
    },
    ("import", "entra"): brought("entra"),
    ("import", "google"): brought("google"),
    ("import", "peribolos"): {
        0: after(organised("lin"), *ORG),
        3: after(organised("zoe"), *ORG),
        4: unwilling(organised("lin"), *ORG),
        6: after(organised("lin", "zoe"), *ORG),
    },
    ("import", "xlsx"): {
        0: after(lambda at: workbook(at, EXPORT.replace(" at contoso", "@contoso.com")), *BOOK),
        3: after(configured, *BOOK),
        4: unwilling(workbook, *BOOK),
        6: after(workbook, *BOOK),
    },
    ("state", "vendor", "list"): reading("state", "vendor", "list"),
    ("state", "vendor", "add"): {**writing(applied, *ADD), 3: after(configured, *ADD[:-1], "avery at vendor")},
    ("state", "vendor", "remove"): writing(vendor_known, *REMOVE),
    ("state", "migrate"): writing(applied, *MIGRATE),
    ("explain",): {0: after(configured, "explain", "S-11")},
    ("schema",): {0: after(configured, "schema", "customer")},
    ("completion",): {0: after(configured, "completion", "bash")},
    ("man",): {0: after(configured, "man")},
    ("version",): {0: after(configured, "version")},
}
WRITERS = (
    ("erase",),
    ("record",),
    ("deliver",),
    ("watch",),
    ("import", "state"),
    ("state", "vendor", "add"),
    ("state", "vendor", "remove"),
    ("state", "migrate"),
)
LOCKED = {(command, ExitCode.STALE) for command in (*WRITERS, ("case", "open"))}
"""Scenes that are played while somebody else holds the state's lock."""
