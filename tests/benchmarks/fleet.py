"""A fleet to be made: customers of five workspaces each, their people in CSV or in lean YAML lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORKSPACES = 5
ANSWERED = "2026-06-01"


@dataclass(frozen=True)
class Fleet:
    customers: int
    workspace: int
    """People in each workspace, its admin included."""

    @property
    def members(self) -> int:
        return self.customers * WORKSPACES * self.workspace + self.customers
        # and the services admin in the default workspace

    def names(self) -> list[str]:
        return [f"c{number:05}" for number in range(self.customers)]


def write(fleet: Fleet, folder: Path, lists: str) -> None:
    """``lists`` is where people stand: ``csv``, one roster a customer, or ``yaml``, a list in each workspace."""
    folder.mkdir()
    (folder / "reconciler.yaml").write_text("version: 1\nname: fleet\n")
    for name in fleet.names():
        at = folder / name
        at.mkdir()
        people = _people(name, fleet.workspace)
        if lists == "csv":
            (at / "people.csv").write_text("person\n" + "".join(f"{person}\n" for person in people))
            whole = [*_contract(name), *_workspaces(name, "rosters", people)]
            (at / "customer.yaml").write_text("\n".join(whole) + "\n")
        else:
            (at / "customer.yaml").write_text("\n".join(_contract(name)) + "\n")
            whole = [f"version: 1\ncustomer: {name}", *_workspaces(name, "lists", people)]
            (at / "workspaces.yaml").write_text("\n".join(whole) + "\n")


def write_answers(fleet: Fleet, file: Path) -> None:
    """Everybody accepts."""
    with file.open("w") as out:
        out.write("customer,workspace,person,answer,at\n")
        for name in fleet.names():
            people = _people(name, fleet.workspace)
            for number in range(WORKSPACES):
                first = [_chief(name)] if number == 0 else []
                for person in (*first, _admin(name, number), *people):
                    out.write(f"{name},w{number},{person},accepted,{ANSWERED}\n")


def add(folder: Path, names: list[str], newcomer: str) -> None:
    """One more in the rosters of these customers, and so in each of their workspaces."""
    for name in names:
        with (folder / name / "people.csv").open("a") as out:
            out.write(f"{newcomer}@{name}.example\n")


def take_back(folder: Path, names: list[str]) -> None:
    for name in names:
        file = folder / name / "people.csv"
        file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))


def _people(name: str, workspace: int) -> list[str]:
    return [f"user{number:06}@{name}.example" for number in range(workspace - 1)]


def _admin(name: str, number: int) -> str:
    return f"admin{number}@{name}.example"


def _chief(name: str) -> str:
    return f"chief@{name}.example"


def _contract(name: str) -> list[str]:
    return [
        f"version: 1\ncustomer: {name}\nname: Customer {name}\ndomains: [{name}.example]",
        "contracts:\n  base-26:\n    support: unified\n    starts: 2026-01-01\n    ends: 2026-12-31",
        f"    services_admins: [{_chief(name)}]",
    ]


def _workspaces(name: str, how: str, people: list[str]) -> Iterator[str]:
    yield "workspaces:"
    for number in range(WORKSPACES):
        yield f"  w{number}:\n    admins: [{_admin(name, number)}]"
        if number == 0:
            yield "    default: true"
        if how == "rosters":
            yield "    members_from: [people.csv]"
        else:
            yield "    members:"
            yield from (f"      - {person}" for person in people)
