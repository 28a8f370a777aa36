"""The main job for many small customers and for one large one: ``python tests/benchmarks/bulk.py --members 1000000``

Makes a fleet (customers of five workspaces) and runs the installed command on it as processes. Each line is checked
for what it says, and printed with its CPU seconds, its peak memory and its ratio to a fixed loop, so that machines can
be compared; of several sizes, how each line grows with them. It never judges the time. ``--peers N`` does the like of
N memberships with what is installed of others.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median

from fleet import WORKSPACES, Fleet, add, take_back, write, write_answers
from measured import Cost, calibration
from memberships import Step, ran
from peers import peers

STATE = ("--state", "hub.db")
NONE = ("--state", "none.db")
DAY = "2026-06-01"


class Bench:
    """Runs steps in one folder, some times each, and prints a row for each."""

    def __init__(self, at: Path, times: int, loop: float) -> None:
        self._at, self._times, self._loop = at, times, loop
        self.seconds: dict[str, float] = {}

    def row(self, name: str, arguments: Sequence[str], says: Sequence[str]) -> None:
        """The state is put back before each time but the last, so that each finds the same."""
        step, costs = Step(name, tuple(arguments), tuple(says), today=DAY), list[Cost]()
        before = self._kept()
        for _ in range(self._times):
            self._put_back(before)
            costs.append(ran(step, self._at))
        cpu, peak = median(cost.cpu for cost in costs), max(cost.megabytes for cost in costs)
        self.seconds[name] = cpu
        print(f"| {name} | {cpu:.2f} | {peak:.0f} | {cpu / self._loop:.1f} |", flush=True)

    def quietly(self, *arguments: str) -> None:
        """What has to be done once for the next row."""
        ran(Step(" ".join(arguments), arguments, today=DAY), self._at)

    def _kept(self) -> Path | None:
        state = self._at / "hub.db"
        return Path(shutil.copy(state, self._at / "kept.db")) if state.exists() else None

    def _put_back(self, kept: Path | None) -> None:
        for file in self._at.glob("hub.db*"):
            file.unlink()
        if kept is not None:
            shutil.copy(kept, self._at / "hub.db")


def many(fleet: Fleet, at: Path, bench: Bench) -> None:
    write(fleet, at / "fleet", "csv")
    write(fleet, at / "lean", "yaml")
    write_answers(fleet, at / "answers.csv")
    everybody = f"{fleet.members:,}"
    invited, sound = f"{everybody} to invite", f"{everybody} memberships: everything holds"
    bench.row("plan from nothing, rosters in CSV", (*NONE, "plan", "fleet", "--out", "all.plan"), [invited])
    bench.row("plan from nothing, lists in YAML", (*NONE, "plan", "lean", "--out", "lean.plan"), [invited])
    bench.row("apply everything new", (*STATE, "apply", "all.plan", "--auto-approve"), ["Applied"])
    recorded = f"{everybody} of {everybody} rows taken"
    bench.row("record everybody's answer", (*STATE, "record", "answers.csv"), [recorded])
    bench.row("verify", (*STATE, "verify"), [sound])
    nothing = ["as declared"]
    bench.row("plan, nothing changed, `--no-skip`", (*STATE, "plan", "fleet", "--no-skip"), nothing)
    bench.quietly(*STATE, "apply", "fleet", "--auto-approve")
    bench.row("plan, nothing changed, skipped", (*STATE, "plan", "fleet"), nothing)
    _changed(fleet, at, bench)


def _changed(fleet: Fleet, at: Path, bench: Bench) -> None:
    some = fleet.names()[:: 100 if fleet.customers >= 100 else fleet.customers]
    add(at / "fleet", some, "new")
    one_percent = [f"{len(some) * WORKSPACES:,} to invite"]
    bench.row("plan, 1 % of customers changed", (*STATE, "plan", "fleet"), one_percent)
    take_back(at / "fleet", some)
    nine_of_ten = [name for number, name in enumerate(fleet.names()) if number % 10]
    add(at / "fleet", nine_of_ten, "new")
    invited = f"{len(nine_of_ten) * WORKSPACES:,} to invite"
    scattered = (*STATE, "plan", "fleet", "--out", "some.plan")
    bench.row("plan, one change a workspace in 90 % of customers", scattered, [invited])
    bench.row("apply these changes", (*STATE, "apply", "some.plan", "--auto-approve"), ["Applied"])


def one(members: int, at: Path, bench: Bench) -> None:
    whole = Fleet(1, members // WORKSPACES)
    write(whole, at / "one", "csv")
    (at / "hub.db").unlink(missing_ok=True)
    invited = [f"{whole.members:,} to invite"]
    bench.row("one customer with all: plan from nothing", (*NONE, "plan", "one", "--out", "one.plan"), invited)
    bench.row("one customer with all: apply", (*STATE, "apply", "one.plan", "--auto-approve"), ["Applied"])


def growth(seconds: Mapping[int, Mapping[str, float]]) -> Iterator[str]:
    """A line for each step, with the exponent of its time from each size to the next: 1 is in proportion. What every
    process costs to start makes it look smaller at small sizes."""
    sizes = list(pairwise(sorted(seconds)))
    yield "| time grows with the exponent | " + " | ".join(f"{a:,} to {b:,}" for a, b in sizes) + " |"
    yield "|---|" + "---:|" * len(sizes)
    for name in seconds[sizes[0][0]]:
        found = (log(seconds[b][name] / seconds[a][name]) / log(b / a) for a, b in sizes)
        yield f"| {name} | " + " | ".join(f"{exponent:.2f}" for exponent in found) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description="What the main job costs, for many small customers and a large one.")
    parser.add_argument("--members", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    parser.add_argument("--workspace", type=int, default=100, metavar="N", help="people in each workspace")
    parser.add_argument("--times", type=int, default=1, metavar="N", help="the median of so many runs of each line")
    parser.add_argument("--peers", type=int, metavar="N", help="what others take for N memberships, where installed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
        loop = calibration(Path(folder))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; a loop: {loop:.2f} s")
    seconds: dict[int, Mapping[str, float]] = {}
    for members in sorted(set(chosen.members)):
        fleet = Fleet(max(1, members // (WORKSPACES * chosen.workspace)), chosen.workspace)
        print(
            f"\n{members:,} memberships, {fleet.customers:,} customers, {fleet.customers * WORKSPACES:,} workspaces\n"
        )
        print("| step | CPU s | peak MB | loops |\n|---|---:|---:|---:|")
        with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
            bench = Bench(Path(folder), chosen.times, loop)
            many(fleet, Path(folder), bench)
            one(members, Path(folder), bench)
        seconds[members] = bench.seconds
    if len(seconds) > 1:
        print("", *growth(seconds), sep="\n")
    if chosen.peers:
        print(f"\nothers, {chosen.peers:,} memberships\n\n| step | CPU s | peak MB | loops |\n|---|---:|---:|---:|")
        for name, cost in peers(chosen.peers):
            print(f"| {name} | {cost.cpu:.2f} | {cost.megabytes:.0f} | {cost.cpu / loop:.1f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
