"""What questions cost: ``python tests/benchmarks/questions.py --members 1000000 --workspace 10000``

Makes a state of that many members, asks it where somebody's access comes from and who sees what, and prints what each
question cost, and without what every command costs to start. It never judges the time.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from memberships import TODAY, TOMORROW, Step, ran
from roll import A_WORKSPACE, Roll, write_answers, write_configuration

STATE = ("--state", "../state.db")
START = Step("start-up: version", ("version",), ("reconciler",))


def made() -> Iterator[Step]:
    """A state in which everybody has accepted."""
    given = ("--state", "state.db")
    yield Step("plan", (*given, "plan", "files", "--out", "all.plan"))
    yield Step("apply", (*given, "apply", "all.plan", "--auto-approve"), ("invited",))
    yield Step("record", (*given, "record", "answers.csv"), ("rows taken",), today=TOMORROW)


def questions(roll: Roll) -> Iterator[Step]:
    """Asked of the state alone, in a folder without files; and of one customer's files too."""
    place, somebody = f"{roll.customer_of(0)}/{roll.workspace_name(0)}", next(roll.rows(0)).person
    people = min(roll.a_workspace, roll.members)
    yield Step("why PERSON", (*STATE, "why", somebody), (f"in {place}", "since"))
    yield Step("why PERSON WORKSPACE", (*STATE, "why", somebody, place), (f"in {place}", "accepted"))
    yield Step("access PERSON", (*STATE, "access", somebody), ("workspace",))
    yield Step("access CUSTOMER/WORKSPACE", (*STATE, "access", place), (f"{people:,} people see {place}",))


def main() -> None:
    parser = argparse.ArgumentParser(description="What questions cost in CPU seconds and memory.")
    parser.add_argument("--members", type=int, default=100_000, metavar="N")
    parser.add_argument("--workspace", type=int, default=A_WORKSPACE, metavar="N", help="people in each workspace")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    roll = Roll(chosen.members, chosen.seed, chosen.workspace)
    with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
        at, empty = Path(folder), Path(folder) / "empty"
        empty.mkdir()
        write_configuration(roll, at / "files")
        write_answers(roll, at / "answers.csv", TODAY)
        for step in made():
            ran(step, at)
        start = ran(START, empty).cpu
        print(f"{roll.members:,} memberships, {roll.workspaces:,} workspaces, {roll.customers:,} customers")
        print(f"\n| question | CPU s | without start-up ({start:.2f} s) | peak MB |\n|---|---:|---:|---:|")
        for step in questions(roll):
            cost = ran(step, empty)
            print(f"| {step.name} | {cost.cpu:.2f} | {cost.cpu - start:.2f} | {cost.megabytes:.0f} |", flush=True)


if __name__ == "__main__":
    main()
