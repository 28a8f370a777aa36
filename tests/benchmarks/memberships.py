"""What the main job costs: ``python tests/benchmarks/memberships.py --members 10000 100000``

Writes customers with rosters to a temporary directory, runs the installed command on them as processes, checks that
each says the right numbers, and prints what it cost. It never judges the time.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measured import Cost, calibration, measured
from roll import A_WORKSPACE, Roll, write_answers, write_configuration

ROOT = Path(__file__).resolve().parents[2]
TODAY, TOMORROW = "2026-07-01", "2026-07-02"
STORES = {"SQLite": "state.db", "JSON": "state.json"}


@dataclass(frozen=True)
class Step:
    """A command, the exit code it must end with, and what it must say."""

    name: str
    arguments: tuple[str, ...]
    says: tuple[str, ...] = ()
    code: int = 0
    today: str = TODAY


def start_up() -> Iterator[Step]:
    yield Step("version", ("version",), ("reconciler",))
    example = str(ROOT / "examples" / "a-datum" / "1-premier")
    yield Step("plan, smallest example", ("--state", "none.db", "plan", example), ("6 to invite",))


def main_job(before: Roll, after: Roll) -> Iterator[Step]:
    """Everything once around, on both stores; directories and files are named relative to the working directory."""
    everybody = f"{before.members:,}"
    yield Step("validate", ("validate", "before"), (f"in {before.customers + before.workspaces + 1:,} files",))
    yield Step(
        "plan from nothing",
        ("--state", "none.db", "plan", "before", "--out", "all.plan"),
        (f"{everybody} to invite", f"{before.workspaces:,} workspaces to create"),
    )
    for store, state in STORES.items():
        yield from _on_one_store(store, ("--state", state), before, after)


def _on_one_store(store: str, state: tuple[str, ...], before: Roll, after: Roll) -> Iterator[Step]:
    everybody, changes = f"{before.members:,}", _changes(after)
    again = ("plan", "before", "--detailed-exitcode")
    yield Step(f"apply it, {store}", (*state, "apply", "all.plan", "--auto-approve"), ("invited",))
    yield Step(f"plan again, all invited, {store}", (*state, *again), ("as declared",))
    yield Step(
        f"record all answers, {store}",
        (*state, "record", "answers.csv"),
        (f"{everybody} of {everybody} rows taken",),
        today=TOMORROW,
    )
    yield Step(f"plan again, all members, {store}", (*state, *again), ("as declared",), today=TOMORROW)
    unmoved = (*state, "apply", "before", "--auto-approve")
    yield Step(f"apply again, nothing to do, {store}", unmoved, ("Nothing has been changed",), today=TOMORROW)
    yield Step(f"plan again, nothing moved, {store}", (*state, *again), ("as declared",), today=TOMORROW)
    changed = (*state, "plan", "after", "--out", "change.plan", "--detailed-exitcode")
    yield Step(f"plan with 1 % changed, {store}", changed, changes, code=2, today=TOMORROW)
    applied = (*state, "apply", "change.plan", "--auto-approve")
    yield Step(f"apply that, {store}", applied, ("Applied",), today=TOMORROW)
    left = before.members - len(after.difference.gone)
    yield Step(f"verify, {store}", (*state, "verify"), (f"{left:,} memberships: everything holds",), today=TOMORROW)


def _changes(after: Roll) -> tuple[str, ...]:
    new = sum(after.difference.new.values())
    roles = len(after.difference.promoted)
    return (f"{new:,} to invite", f"{roles:,} role", f"{len(after.difference.gone):,} to remove")


class Table:
    """Markdown, a row as soon as it is known."""

    def __init__(self, loop: float) -> None:
        self._loop = loop

    def head(self, title: str) -> None:
        print(f"\n{title}\n\n| step | CPU s | peak MB | loops |\n|---|---:|---:|---:|")

    def row(self, step: Step, cost: Cost) -> None:
        print(f"| {step.name} | {cost.cpu:.2f} | {cost.megabytes:.0f} | {cost.cpu / self._loop:.1f} |", flush=True)


def command() -> list[str]:
    """The command that is installed beside this Python, else the checkout's."""
    installed = shutil.which("reconciler", path=str(Path(sys.executable).parent))
    return [installed] if installed else [sys.executable, "-m", "reconciler"]


def ran(step: Step, at: Path) -> Cost:
    """SystemExit where the answer is wrong: a fast wrong answer is worth nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    variables = {**kept, "PYTHONPATH": str(ROOT), "RECONCILER_NOW": f"{step.today}T09:00:00Z"}
    cost = measured([*command(), *step.arguments], variables, at)
    lacking = [words for words in step.says if words not in cost.said]
    if cost.code != step.code or lacking:
        sys.exit(f"{step.name}: exit code {cost.code}, expected {step.code}; not said: {lacking}\n{cost.said[-2000:]}")
    return cost


def one_size(before: Roll, table: Table) -> None:
    after = before.changed(0.01)
    with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
        at = Path(folder)
        write_configuration(before, at / "before")
        write_configuration(after, at / "after")
        write_answers(before, at / "answers.csv", TOMORROW)
        table.head(f"{before.members:,} memberships, {before.workspaces:,} workspaces, {before.customers:,} customers")
        for step in main_job(before, after):
            table.row(step, ran(step, at))


def main() -> None:
    parser = argparse.ArgumentParser(description="What the main job costs in CPU seconds and memory.")
    parser.add_argument("--members", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    parser.add_argument("--workspace", type=int, default=A_WORKSPACE, metavar="N", help="people in each workspace")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
        at = Path(folder)
        loop = calibration(at)
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; a loop: {loop:.2f} s")
        table = Table(loop)
        table.head("start-up")
        for step in start_up():
            table.row(step, ran(step, at))
    for members in chosen.members:
        one_size(Roll(members, chosen.seed, chosen.workspace), table)


if __name__ == "__main__":
    main()
