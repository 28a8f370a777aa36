"""Eight years of a real organisation, merge by merge, in one process: ``python tests/benchmarks/history.py``

Each merge is planned, judged by every guard under the default limits, applied (what a guard stops by a permit for just
that), answered by everybody and planned again; ``--undo`` also takes every apply back, as a value, and compares. It
prints what a step cost, and every stop with its arithmetic. It ends with 1 where an answer is wrong: a second plan
that is not empty, an undo that is not the estate of before, an end that is not the sum of the changes.
"""

import argparse
import sys
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from time import process_time

sys.path[:0] = [str(Path(__file__).parents[1])]

from measured import calibration  # noqa: E402 - after the path
from real_history import FILE, Merge, Organisation, as_it_was, merges, taken_back  # noqa: E402 - it is beside this folder


class Replay:
    def __init__(self, undo: bool) -> None:
        self.organisation = Organisation("history")
        self.cost: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.steps = 0
        self._undo, self._began = undo, 0.0

    def step(self, merge: Merge) -> None:
        on = merge.at.date()
        self.organisation.merge(merge)
        for customer in merge.customers:
            before = self.organisation.current(customer)
            self._took("")
            plan = self.organisation.plan(customer, on)
            self._took("plan")
            commit = self.organisation.apply(plan, merge)
            self._took("apply")
            self.organisation.accept_all(plan, merge)
            self._took("answers")
            again = self.organisation.plan(customer, on)
            self._took("second plan")
            if again.changes or again.listed:
                self.wrong.append(f"merge {merge.number}: the second plan of {customer} is not empty")
            if self._undo and commit is not None:
                back = taken_back(plan, commit, self.organisation.current(customer), on)
                self._took("undo")
                if as_it_was(back) != as_it_was(before):
                    self.wrong.append(f"merge {merge.number}: the undo is not {customer} as it was")
            self.steps += 1

    def _took(self, what: str) -> None:
        now = process_time()
        self.cost[what] += now - self._began
        self._began = now


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--undo", action="store_true", help="take every apply back, too")
    parser.add_argument("--merges", type=int, help="only the first so many")
    asked = parser.parse_args()
    if not FILE.is_file():
        print(f"{FILE} is not on this machine")
        return 0
    replay = Replay(asked.undo)
    for merge in islice(merges(), asked.merges):
        replay.step(merge)
    if replay.organisation.members() != replay.organisation.declared_rows():
        replay.wrong.append("the end is not the sum of the changes")
    report(replay)
    return 1 if replay.wrong else 0


def report(replay: Replay) -> None:
    with tempfile.TemporaryDirectory() as at:
        print(f"{replay.steps:,} steps; the loop of 3,000,000 steps takes {calibration(Path(at)):.2f} s of CPU\n")
    print("| of a step | CPU ms |\n|---|---:|")
    for what, seconds in replay.cost.items():
        if what:
            print(f"| {what} | {seconds / replay.steps * 1000:.1f} |")
    print(f"\n{len(replay.organisation.members()):,} memberships at the end")
    print("\n| merge | day | customer | guard | why |\n|---:|---|---|---|---|")
    for merge, customer, verdict in replay.organisation.stops:
        print(f"| {merge.number} | {merge.at.date()} | {customer} | {verdict.guard} | {verdict.what} |")
    print(*replay.wrong, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
