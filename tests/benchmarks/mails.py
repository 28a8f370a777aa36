"""What sending costs: ``python tests/benchmarks/mails.py --mails 1000 10000``

Invites so many people, sends every invitation through a mail server on this machine that runs in a process of its own,
checks that each arrived once, and prints what it cost. It never judges the time.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measured import calibration
from memberships import STORES, Step, ran

SERVER = Path(__file__).with_name("mail_server.py")
HEAD = """\
version: 1
name: benchmark
links: {{url: https://hub.example/invitations}}
mail: {{channel: smtp, from: hub@hub.example, host: 127.0.0.1, port: {port}, security: none}}
"""
CUSTOMER = """\
version: 1
customer: contoso
name: Contoso Ltd
domains: [contoso.com]
contracts:
  contoso-u26: {support: unified, starts: 2026-07-01, ends: 2027-06-30, services_admins: [mia@contoso.com]}
workspaces:
  finance: {purpose: Month end, admins: [kai@contoso.com], members_from: [people.csv]}
"""
NAMED_ELSEWHERE = 2
"""Mails besides those to the people of the roster: to the admins."""


class Server:
    """``taken`` ends it: mails, different mails, connections."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert process.stdout is not None
        self.port = int(process.stdout.readline())

    def taken(self) -> list[int]:
        said, _ = self._process.communicate("")
        return [int(word) for word in said.split()]


@contextmanager
def serving() -> Iterator[Server]:
    command = [sys.executable, str(SERVER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Server(process)


def configure(at: Path, people: int, port: int) -> None:
    (at / "reconciler.yaml").write_text(HEAD.format(port=port), encoding="utf-8")
    (at / "contoso.yaml").write_text(CUSTOMER, encoding="utf-8")
    with (at / "people.csv").open("w", encoding="utf-8") as out:
        out.write("person,name\n")
        out.writelines(f"p{number:06}@contoso.com,Person {number}\n" for number in range(people))


def sent(mails: int, store: str) -> str:
    """A row of the table."""
    with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder, serving() as server:
        at, state = Path(folder), ("--state", STORES[store])
        configure(at, mails - NAMED_ELSEWHERE, server.port)
        ran(Step("apply", (*state, "apply", "--auto-approve")), at)
        began = time.monotonic()
        step = Step("deliver", (*state, "deliver", "--new-key"), (f"{mails:,} mails",))
        cost = ran(step, at)
        wall = time.monotonic() - began
        taken = server.taken()
    if taken != [mails, mails, 1]:
        sys.exit(f"{mails} mails were sent; the server took {taken} (mails, different ones, connections)")
    return f"| {mails:,}, {store} | {cost.cpu:.2f} | {wall:.1f} | {cost.megabytes:.0f} | {mails / wall:,.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="What sending costs in CPU seconds, wall time and memory.")
    parser.add_argument("--mails", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    parser.add_argument("--stores", nargs="+", choices=STORES, default=[*STORES])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
        print(f"a loop of the calibration: {calibration(Path(folder)):.2f} s\n")
    print("| mails | CPU s | wall s | peak MB | mails/s |\n|---|---:|---:|---:|---:|")
    for mails in chosen.mails:
        for store in chosen.stores:
            print(sent(mails, store), flush=True)


if __name__ == "__main__":
    main()
