"""The commands that are spoilt, each on the smallest configuration in which it has something to do."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bench import Bench, Seen
from commands_run import CONTOSO, configured
from links import with_a_key
from nursery import Command

ANSWERS = """\
customer,workspace,person,answer,at
contoso,finance,kai@contoso.com,accepted,2026-07-01
contoso,finance,ana@contoso.com,declined,2026-07-01
fabrikam,finance,ana@fabrikam.com,accepted,2026-07-01
"""
MEMBERS = """\
customer,workspace,person,role
litware,finance,kai@litware.example,admin
litware,finance,ana@litware.example,member
"""
APPLY = ("apply", "--auto-approve")


@dataclass(frozen=True)
class Scene:
    """``prepared`` makes everything up to the command; what is there then is copied for every fault."""

    name: str
    prepared: Callable[[Bench], None]
    command: Command
    repeats_bytes: bool = True
    """A mail that leaves a second time is the same mail, byte by byte."""

    forgotten: bytes = b""
    """What is in no file of the state any more when it is done."""

    def __str__(self) -> str:
        return self.name

    def outcome(self, seen: Seen) -> object:
        """What two runs that were disturbed differently have in common."""
        return seen if self.repeats_bytes else (*seen[:-1], sorted(seen.mails))


def configuration(bench: Bench) -> None:
    """Two customers, so that an apply can be half done."""
    with_a_key(configured(bench.at))
    (bench.at / "fabrikam.yaml").write_text(CONTOSO.replace("contoso", "fabrikam").replace("Contoso", "Fabrikam"))


def applied(bench: Bench) -> None:
    configuration(bench)
    bench.done(APPLY)


def accepted_and_changed(bench: Bench) -> None:
    """Members, one of whom leaves the files, while another comes."""
    applied(bench)
    (bench.at / "answers.csv").write_text(ANSWERS.replace("declined", "accepted"))
    bench.done(("record", "answers.csv"))
    for name in ("contoso", "fabrikam"):
        file = bench.at / f"{name}.yaml"
        file.write_text(file.read_text().replace(f"ana@{name}.com", f"eva@{name}.com"))
    bench.done(("plan", "--out", "next.plan"))


def answered(bench: Bench) -> None:
    applied(bench)
    (bench.at / "answers.csv").write_text(ANSWERS)


def to_be_undone(bench: Bench) -> None:
    accepted_and_changed(bench)
    said = bench.done(("apply", "next.plan", "--auto-approve"))
    found = re.search(r"Applied (\w+) to", said.out)
    assert found, said
    bench.done(("undo", found[1], "--out", "undo.plan"))


def importing(bench: Bench) -> None:
    (bench.at / "members.csv").write_text(MEMBERS)


SCENES = (
    Scene("first-apply", configuration, APPLY),
    Scene("apply", accepted_and_changed, APPLY),
    Scene("apply-plan", accepted_and_changed, ("apply", "next.plan", "--auto-approve")),
    Scene("undo", to_be_undone, ("apply", "undo.plan", "--auto-approve")),
    Scene("record", answered, ("record", "answers.csv")),
    Scene("deliver", applied, ("deliver",)),
    Scene("deliver-new-key", applied, ("deliver", "--new-key"), repeats_bytes=False),
    Scene("import-state", importing, ("import", "state", "members.csv")),
    Scene("erase", accepted_and_changed, ("erase", "ana@contoso.com", "--auto-approve"), forgotten=b"ana@contoso.com"),
)
