"""What showing a plan costs: ``python tests/benchmarks/rendering.py --changes 100000 200000``

A plan of invitations and some removals, in workspaces of a hundred people from rosters of their own, is rendered in
every format, unfolded. It prints a table of CPU seconds and bytes, and never judges the time.
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from time import process_time

from measured import MEGABYTE, calibration

from reconciler.cli.main import collect_seldom
from reconciler.findings import Run
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.planning.changes import Action, Change
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.planning.tally import tallied
from reconciler.reporting.grouping import By
from reconciler.reporting.look import Look
from reconciler.reporting.plan_html import plan_html
from reconciler.reporting.plan_json import plan_json
from reconciler.reporting.plan_markdown import plan_markdown
from reconciler.reporting.plan_text import plan_text

TODAY, IN_A_MONTH = date(2026, 7, 1), date(2026, 7, 31)
A_WORKSPACE, A_CUSTOMER = 100, 10_000
HEADING, DIGESTS = Heading(TODAY, "0" * 32, "c0ffee", "bench"), Digests("9f3c2a" + "0" * 58, "7" * 64)
INVITED = shared(Seat(SeatState.INVITED, Role.MEMBER, generation=1, attempt=1, expires=IN_A_MONTH))
MEMBER, REMOVED = (shared(Seat(state, Role.MEMBER, generation=1)) for state in (SeatState.MEMBER, SeatState.REMOVED))
Customers = list[CustomerPlan]

FORMATS: dict[str, Callable[[Customers], Iterator[str]]] = {
    "text": lambda them: plan_text(HEADING, DIGESTS, tallied(them), them, Look(140), unfold=True),
    "text, narrow": lambda them: plan_text(HEADING, DIGESTS, tallied(them), them, Look(), unfold=True),
    "text, by person": lambda them: plan_text(HEADING, DIGESTS, tallied(them), them, Look(), unfold=True, by=By.PERSON),
    "text, folded": lambda them: plan_text(HEADING, DIGESTS, tallied(them), them, Look()),
    "markdown": lambda them: plan_markdown(HEADING, DIGESTS, them),
    "html": lambda them: plan_html(HEADING, DIGESTS, lambda: them),
    "json": lambda them: plan_json(HEADING, DIGESTS, them),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, nargs="+", default=[100_000, 200_000])
    parser.add_argument("--times", type=int, default=3, help="the best of so many")
    asked = parser.parse_args()
    collect_seldom()
    with tempfile.TemporaryDirectory() as at:
        print(f"{platform.python_implementation()} {platform.python_version()}, {sys.platform}; the loop of")
        print(f"3,000,000 steps takes {calibration(Path(at)):.2f} s of CPU\n")
    for changes in asked.changes:
        them = customers(changes)
        print(f"| {changes:,} changes | lines | MB | CPU s |\n|---|---:|---:|---:|")
        for name, render in FORMATS.items():
            lines, size, cpu = best(render, them, asked.times)
            print(f"| {name} | {lines:,} | {size / MEGABYTE:.1f} | {cpu:.2f} |")
        print()


def best(render: Callable[[Customers], Iterator[str]], them: Customers, times: int) -> tuple[int, int, float]:
    """Lines, bytes, and the CPU seconds of the quickest run."""
    costs = []
    for _ in range(times):
        began = process_time()
        text = "".join(render(them))
        costs.append(process_time() - began)
    return text.count("\n"), len(text.encode()), min(costs)


def customers(changes: int) -> Customers:
    return [customer(n, min(A_CUSTOMER, changes - n * A_CUSTOMER)) for n in range(-(-changes // A_CUSTOMER))]


def customer(number: int, size: int) -> CustomerPlan:
    made = []
    for first in range(0, size, A_WORKSPACE):
        count = min(A_WORKSPACE, size - first)
        people = tuple(PersonKey(f"person{n:06}@customer{number}.example") for n in range(first, first + count))
        at = f"workspace-{first // A_WORKSPACE:03}"
        goes = people[: len(people) // 20]
        if goes:
            made.append(Change(Action.REMOVE, at, MEMBER, REMOVED, "D-14", goes))
        stays, file = people[len(goes) :], f"customer{number}/rosters/{at}.csv"
        made.append(Change(Action.INVITE, at, None, INVITED, "S-08", stays, places=(Run(file, 2, 1, len(stays)),)))
    source = f"customer{number}/contract.yaml"
    return CustomerPlan(CustomerId(f"customer{number}"), 3, tuple(made), support="unified", source=source)


if __name__ == "__main__":
    main()
