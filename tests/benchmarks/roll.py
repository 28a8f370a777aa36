"""Customers to measure with: the same members and seed always make the same files.

50 people a workspace or as many as wanted, 10 workspaces a customer, every third customer Premier; one roster for each
workspace. Files are written one workspace at a time: a process that starts others hands on its own peak memory, so it
has to stay small.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

A_WORKSPACE = 50
"""People, where nothing else is asked for."""
A_CUSTOMER = 10
"""Workspaces."""
EVERY_OTHER_ADMIN = 0.02
"""The share of admins besides the first person of each workspace."""


class Row(NamedTuple):
    workspace: int
    person: str
    role: str


@dataclass(frozen=True)
class Difference:
    """By number of the membership: who is gone, who became an admin; and in which workspace somebody is new."""

    gone: frozenset[int] = frozenset()
    promoted: frozenset[int] = frozenset()
    new: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Roll:
    """``members`` memberships, ``a_workspace`` in each workspace, as they are or with a ``difference``."""

    members: int
    seed: int
    a_workspace: int = A_WORKSPACE
    difference: Difference = Difference()

    @property
    def workspaces(self) -> int:
        return -(-self.members // self.a_workspace)

    @property
    def customers(self) -> int:
        return -(-self.workspaces // A_CUSTOMER)

    def customer_of(self, workspace: int) -> str:
        return _customer(workspace // A_CUSTOMER)

    def workspace_name(self, workspace: int) -> str:
        return _workspace(workspace)

    def rows(self, workspace: int) -> Iterator[Row]:
        start = workspace * self.a_workspace
        for number in range(start, min(start + self.a_workspace, self.members)):
            if number not in self.difference.gone:
                promoted = number in self.difference.promoted or self.is_admin(number)
                yield Row(workspace, person(number, workspace), "admin" if promoted else "member")
        for number in range(self.difference.new.get(workspace, 0)):
            yield Row(workspace, person(self.members + start + number, workspace), "member")

    def is_admin(self, number: int) -> bool:
        first = number % self.a_workspace == 0
        return first or Random(f"{self.seed} {number}").random() < EVERY_OTHER_ADMIN

    def changed(self, share: float) -> "Roll":
        """A third of the changes removes, a third adds, a third makes admins; nobody leaves who is one."""
        chance = Random(f"{self.seed} changes")
        each = max(1, round(self.members * share / 3))
        drawn = chance.sample(range(self.members), min(self.members, each * 3))
        plain = [n for n in drawn if not self.is_admin(n)]
        gone, promoted = frozenset(plain[:each]), frozenset(plain[each : each * 2])
        new: dict[int, int] = {}
        for _ in range(each):
            workspace = chance.randrange(self.workspaces)
            new[workspace] = new.get(workspace, 0) + 1
        return replace(self, difference=Difference(gone, promoted, new))


def person(number: int, workspace: int) -> str:
    return f"user{number:07d}@customer{workspace // A_CUSTOMER}.example"


def _customer(number: int) -> str:
    return f"c{number:05d}"


def _workspace(number: int) -> str:
    return f"w{number % A_CUSTOMER:02d}"


def write_configuration(roll: Roll, root: Path) -> None:
    """``reconciler.yaml``, a directory for each customer, and in it one document and the rosters."""
    root.mkdir(parents=True)
    (root / "reconciler.yaml").write_text("version: 1\nname: benchmark\n", encoding="utf-8")
    for number in range(roll.customers):
        folder = root / _customer(number)
        (folder / "rosters").mkdir(parents=True)
        (folder / "customer.yaml").write_text(_document(roll, number), encoding="utf-8")
    for workspace in range(roll.workspaces):
        folder = root / _customer(workspace // A_CUSTOMER)
        with (folder / "rosters" / f"{_workspace(workspace)}.csv").open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(("person", "role"))
            table.writerows((row.person, row.role) for row in roll.rows(workspace))


def _document(roll: Roll, number: int) -> str:
    first = number * A_CUSTOMER
    last = min(first + A_CUSTOMER, roll.workspaces)
    lines = [
        "version: 1",
        f"customer: {_customer(number)}",
        f"name: Customer {number}",
        f"domains: [customer{number}.example]",
        "contracts:",
        "  base-26:",
        f"    support: {'unified' if number % 3 else 'premier'}",
        "    starts: 2026-01-01",
        "    ends: 2026-12-31",
        f"    services_admins: [{person(first * roll.a_workspace, first)}]",
        "workspaces:",
    ]
    for workspace in range(first, last):
        lines += [f"  {_workspace(workspace)}:", f"    members_from: [rosters/{_workspace(workspace)}.csv]"]
        lines += ["    default: true"] if workspace == first else []
    return "\n".join(lines) + "\n"


def write_answers(roll: Roll, file: Path, at: str) -> None:
    """Everybody accepts."""
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("customer", "workspace", "person", "answer", "at"))
        for workspace in range(roll.workspaces):
            customer = _customer(workspace // A_CUSTOMER)
            for row in roll.rows(workspace):
                table.writerow((customer, _workspace(workspace), row.person, "accepted", at))
