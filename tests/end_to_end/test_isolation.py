"""S-13, S-14, I12: nothing of one customer or workspace is in an answer to somebody of another.

Every field that can hold a text holds a canary: a word of the customer or of the workspace that it is of. Random
histories go by (answers, cases, leavers, new names, another last day); then everybody asks everything.
"""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from in_process import Ran, run

CUSTOMERS = ("avocet", "bittern")
WORKSPACES = ("curlew", "dunlin", "egret")
ON_CASES = "kestrel"
"""In the title of every case: no command for operators shows one."""
_DAY = "2026-06-{:02}"


@dataclass
class World:
    """Two customers with three workspaces each, and what everybody may see: person -> words of their workspaces."""

    folder: Path
    chance: random.Random
    day: int = 1
    renamed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    opened: list[tuple[str, str]] = field(default_factory=list)

    def told(self, *arguments: str) -> Ran:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("RECONCILER_NOW", f"{_DAY.format(self.day)}T09:00:00Z")
            ran = run(self.folder, *arguments)
        assert "Traceback" not in ran.err, ran.err
        return ran

    def declare(self) -> None:
        for customer in CUSTOMERS:
            (self.folder / f"{customer}.yaml").write_text("\n".join(self._document(customer)) + "\n")

    def _document(self, customer: str) -> Iterator[str]:
        domain = f"{customer}.example"
        yield f"version: 1\ncustomer: {customer}\nname: {customer} Ltd\ndomains: [{domain}]"
        yield f"contracts:\n  {customer}-u26:\n    support: unified\n    number: '{customer}-77'"
        yield f"    starts: 2026-01-01\n    ends: 2026-12-31\n    csam: csam@{customer}-vendor.example"
        yield f"    services_admins: [owner@{domain}]\n    support_contacts: [contact@{domain}]"
        yield "    benefits:\n      reactive: {kind: base, quantity: 50, unit: hours}"
        yield from (f"      {customer}-{w}-hours: {{kind: addon, quantity: 9, unit: {w}s}}" for w in WORKSPACES)
        yield "people:"
        for workspace in WORKSPACES:
            was = f", also: [first.{workspace}@{domain}]" if f"{customer}/{workspace}" in self.renamed else ""
            yield f"  {self.first(customer, workspace)}: {{name: {workspace.title()} {customer.title()}{was}}}"
        yield "workspaces:"
        for workspace in WORKSPACES:
            members = [self.first(customer, workspace), f"second.{workspace}@{domain}", f"both@{domain}"]
            members = [m for m in members if m not in self.gone and (m[:4] != "both" or workspace != "egret")]
            yield f"  {customer}-{workspace}:\n    name: The {workspace} of {customer}"
            yield f"    purpose: For the {workspace}"
            yield f"    admins: [admin.{workspace}@{domain}]\n    benefits: {{{customer}-{workspace}-hours: 9}}"
            yield "    members:"
            yield from (
                f"      - {{person: {m}, reason: joins the {workspace}, ticket: CHG-{workspace}}}" for m in members
            )

    def first(self, customer: str, workspace: str) -> str:
        old = f"first.{workspace}@{customer}.example"
        return f"new.{workspace}@{customer}.example" if f"{customer}/{workspace}" in self.renamed else old

    def answer(self) -> None:
        """Most accept, some decline, some let it be; shared people accept."""
        listed = csv.DictReader(io.StringIO(self.told("invitations", "list", "--format", "csv").out))
        rows = ["customer,workspace,person,answer,at"]
        for row in listed:
            said = self.chance.choice(["accepted", "accepted", "accepted", "declined", ""])
            said = "accepted" if row["person"].startswith(("both", "admin")) else said
            if said and row["state"] == "open":
                rows.append(f"{row['customer']},{row['workspace']},{row['person']},{said},{_DAY.format(self.day)}")
        (self.folder / "answers.csv").write_text("\n".join(rows) + "\n")
        assert self.told("record", "answers.csv").code == 0

    def work(self) -> None:
        for customer in CUSTOMERS:
            for workspace in self.chance.sample(WORKSPACES, 2):
                place, who = f"{customer}/{customer}-{workspace}", f"admin.{workspace}@{customer}.example"
                title = ("--title", f"{ON_CASES} of {customer} {workspace}")
                benefit = ("--benefit", f"{customer}-{workspace}-hours") if self.chance.random() < 0.7 else ()
                assert self.told("case", "open", place, "--as", who, *title, *benefit).code == 0
                if benefit and self.chance.random() < 0.5:
                    last = self.told("case", "list", "--as", who, "--format", "csv").out
                    reference = next(csv.DictReader(io.StringIO(last)))["case"]
                    self.told("case", "close", reference, "--as", who, "--used", "0.5")
                    if self.chance.random() < 0.3:
                        assert self.told("case", "reopen", reference, "--as", who).code == 0

    def change(self) -> None:
        customer, workspace = self.chance.choice(CUSTOMERS), self.chance.choice(WORKSPACES)
        if self.chance.random() < 0.5:
            self.renamed.add(f"{customer}/{workspace}")
        else:
            self.gone.add(f"second.{workspace}@{customer}.example")
        self.declare()
        assert self.told("apply", "--auto-approve").code == 0


@pytest.fixture(scope="module", params=range(4))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once for all who ask; nothing that is asked below changes it."""
    state = "hub.db" if request.param % 2 else "hub.json"
    folder = tmp_path_factory.mktemp("world") / "hub"
    folder.mkdir()
    (folder / "reconciler.yaml").write_text(f"version: 1\nname: tests\nstate: {{url: {state}}}\n")
    world = World(folder, random.Random(request.param))
    world.declare()
    assert world.told("apply", "--auto-approve").code == 0
    for _ in range(3):
        world.answer()
        world.work()
        world.day += 1
        world.change()
    return world


def leaked(text: str, customer: str, workspaces: set[str]) -> set[str]:
    """Words in it of the other customer, or of workspaces of this one that are not among these."""
    words = {*CUSTOMERS, *WORKSPACES} - {customer, *workspaces}
    return {word for word in words if word in text.lower()}


def asked_by(world: World, person: str) -> Iterator[Ran]:
    """Everything that somebody may ask for themselves, also for what is not theirs."""
    who = ("--as", person)
    for form in ("text", "json"):
        yield world.told("activity", *who, "--format", form)
    for form in ("text", "json", "csv"):
        yield world.told("case", "list", *who, "--show", "all", "--format", form)
    listed = csv.DictReader(io.StringIO(world.told("case", "list", *who, "--show", "all", "--format", "csv").out))
    for row in [*listed][:2]:
        yield world.told("case", "show", row["case"], *who)
    yield world.told("case", "show", "zzz/1", *who)
    yield world.told("case", "close", "zzz/1", *who)
    yield world.told("case", "reopen", "zzz/1", *who)
    yield world.told("case", "open", "zzz", *who, "--title", "x")
    yield world.told("activity", "--workspace", "zzz", *who)


def test_nobody_sees_a_word_of_what_is_not_theirs(world: World) -> None:
    asked = 0
    for customer in CUSTOMERS:
        people = {f"admin.{w}": {w} for w in WORKSPACES} | {f"second.{w}": {w} for w in WORKSPACES}
        people |= {"both": {"curlew", "dunlin"}, "owner": set(), "stranger": set()}
        people |= {world.first(customer, w).partition("@")[0]: {w} for w in WORKSPACES}
        for name, workspaces in people.items():
            for ran in asked_by(world, f"{name}@{customer}.example"):
                assert leaked(ran.out + ran.err, customer, workspaces) == set(), (name, ran)
                asked += ran.code == 0
    assert asked > 50


def test_what_is_foreign_is_answered_like_what_is_not_there(world: World) -> None:
    who = ("--as", "admin.curlew@avocet.example")
    for place in ("avocet-egret", "avocet/avocet-egret", "bittern/bittern-curlew", "bittern-curlew"):
        for before, after in (
            (["activity", "--workspace"], ""),
            *((["case", do], "/1") for do in ("show", "close", "reopen")),
        ):
            nowhere = place.replace("egret", "egrxt").replace("bittern", "bittxrn")
            foreign, missing = (world.told(*before, f"{name}{after}", *who) for name in (place, nowhere))
            assert (foreign.code, missing.code) == (3, 3)
            assert foreign.err.replace(place, nowhere) == missing.err


def test_what_is_said_of_one_customer_has_no_word_of_the_other(world: World) -> None:
    for customer in CUSTOMERS:
        for command in (
            ["show", customer],
            ["show", customer, "--format", "json"],
            ["show", f"{customer}/{customer}-egret"],
            ["plan", "--target", customer],
            ["plan", "--target", customer, "--format", "json"],
            ["plan", "--target", customer, "--as", f"admin.egret@{customer}.example"],
            ["dump", customer, "--out", f"../dumped-{customer}"],
        ):
            ran = world.told(*command)
            assert ran.code == 0, (command, ran)
            assert leaked(ran.out + ran.err, customer, set(WORKSPACES)) == set(), ran
        written = "".join(f.read_text() for f in (world.folder.parent / f"dumped-{customer}").rglob("*") if f.is_file())
        assert leaked(written, customer, set(WORKSPACES)) == set()
        assert ON_CASES not in written


def test_no_command_for_operators_shows_a_title_of_a_case(world: World) -> None:
    for command in (
        ["show", "-v"],
        ["show", "--format", "json"],
        ["status"],
        ["status", "--format", "json"],
        ["invitations", "list"],
        ["plan", "-v"],
        ["plan", "--format", "json"],
        ["plan", "--approvals"],
        ["verify"],
        ["verify", "--format", "json"],
        ["state", "vendor", "list"],
    ):
        ran = world.told(*command)
        assert ran.code == 0, (command, ran)
        assert ON_CASES not in ran.out + ran.err, command
