"""What the rules cost, each by itself: ``python tests/benchmarks/rules.py --members 100000``

Every check and completion of ``rules.book`` is run over all customers, in the book's order, once for customers that
are new and once for ones whose people are members already, of whom some have gone. One in a hundred people is an
outsider, has a last day, has left the company, or is declared with other addresses and a kind of account. It prints
what each rule cost and its share, and never judges the time.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import process_time

from measured import calibration
from roll import A_CUSTOMER, A_WORKSPACE, Roll

from reconciler.findings import Finding, has_errors
from reconciler.kinds.account_policy import AccountKind, AccountPolicy, Because, PersonalAccounts
from reconciler.kinds.address import PersonKey
from reconciler.kinds.benefit import Benefit, BenefitKind
from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.desired import Desired
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.person import Person, PersonStatus
from reconciler.kinds.seat import Role, Seat, SeatState, shared
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.rules import book

STARTS, TODAY, LAST_DAY, ENDS = date(2026, 1, 1), date(2026, 7, 1), date(2026, 9, 30), date(2026, 12, 31)
ALLOWED = AccountPolicy(PersonalAccounts.ALLOW, Because.CUSTOMER_CHOICE, "mia@contoso.com", until=ENDS)
HOURS = Benefit(BenefitKind.ADDON, 400, "hours")


@dataclass(frozen=True)
class Situation:
    name: str
    pairs: list[tuple[Estate, Estate]]
    """Each customer as declared, and as the state holds it."""

    @property
    def memberships(self) -> int:
        return sum(len(people) for declared, _ in self.pairs for people in declared.seats.values())


def situations(roll: Roll) -> Iterator[Situation]:
    everybody = [declared(roll, number) for number in range(roll.customers)]
    yield Situation("new", [(estate, Estate(estate.customer)) for estate in everybody])
    fewer = [declared(roll.changed(0.01), number) for number in range(roll.customers)]
    yield Situation("members", list(zip(fewer, map(in_force, everybody), strict=True)))


def declared(roll: Roll, number: int) -> Estate:
    """A customer of the roll: a contract with an add-on, and one workspace in five that allows personal accounts."""
    places = range(number * A_CUSTOMER, min((number + 1) * A_CUSTOMER, roll.workspaces))
    seats = {WorkspaceId(f"w{w % A_CUSTOMER:02d}"): dict(people(roll, w)) for w in places}
    first = next(iter(next(iter(seats.values()))))
    return Estate(
        CustomerId(f"c{number:05d}"),
        contracts={
            ContractId("base-26"): Contract(
                Support.UNIFIED if number % 3 else Support.PREMIER,
                STARTS,
                ENDS,
                domains=(f"customer{number}.example",),
                services_admins=(first,),
                benefits={"engineer": HOURS},
            )
        },
        people={key: person for mine in seats.values() for key in mine if (person := told_of(key)) is not None},
        workspaces={
            at: Workspace(
                default=n == 0, policy=None if n % 5 else ALLOWED, benefits={"engineer": 300} if n == 1 else {}
            )
            for n, at in enumerate(seats)
        },
        seats=seats,
    )


def people(roll: Roll, workspace: int) -> Iterator[tuple[PersonKey, Seat]]:
    """Of each hundred one is an outsider, and one has a last day."""
    for row in roll.rows(workspace):
        seat = Seat(SeatState.WANTED, Role(row.role), until=LAST_DAY if row.person[9:11] == "11" else None)
        outside = row.person[9:11] == "22"
        yield PersonKey(row.person.replace("@", "@x.", 1) if outside else row.person), shared(seat)


def told_of(key: PersonKey) -> Person | None:
    """Of each hundred one has left, and one is declared with another address and a kind of account."""
    if key[9:11] == "33":
        return Person(key, status=PersonStatus.LEAVER)
    if key[9:11] == "44":
        return Person(key, also=(f"also-{key}",), account=AccountKind.WORK)
    return None


def in_force(estate: Estate) -> Estate:
    """The state in which everything that is declared has come true."""
    member = {seat: shared(replace(seat, state=SeatState.MEMBER, generation=1)) for seat in seats_of(estate)}
    seats = {w: {person: member[seat] for person, seat in mine.items()} for w, mine in estate.seats.items()}
    everybody = sorted({person for mine in seats.values() for person in mine})
    return replace(
        estate,
        people={key: replace(person, status=PersonStatus.ACTIVE) for key, person in estate.people.items()},
        seats=seats,
        numbers={person: number for number, person in enumerate(everybody, 1)},
        workspace_numbers={workspace: number for number, workspace in enumerate(estate.workspaces, 1)},
        serial=1,
    )


def seats_of(estate: Estate) -> set[Seat]:
    return {seat for mine in estate.seats.values() for seat in mine.values()}


@dataclass
class Stopwatch:
    """CPU seconds by rule, in the order in which rules were first met."""

    spent: dict[str, float] = field(default_factory=dict)

    def checked(self, rule: book.Check, declared: Estate, current: Estate) -> list[Finding]:
        started = process_time()
        found = list(rule(declared, current))
        self._note(rule, process_time() - started)
        return found

    def completed(self, rule: book.Completion, desired: Desired, current: Estate) -> Desired:
        started = process_time()
        result = rule(desired, current, TODAY)
        self._note(rule, process_time() - started)
        return result

    def _note(self, rule: Callable[..., object], seconds: float) -> None:
        name = f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"
        self.spent[name] = self.spent.get(name, 0.0) + seconds


def judged(situation: Situation) -> Stopwatch:
    """All rules over all customers, as ``book.check`` and ``book.complete`` run them."""
    watch = Stopwatch()
    for estate, current in situation.pairs:
        found = [finding for judged in book.CHECKS for finding in watch.checked(judged.check, estate, current)]
        if has_errors(found):
            sys.exit(f"{estate.customer} is not what the benchmark means it to be: {found}")
        desired = Desired(estate, None)
        for completion in book.COMPLETIONS:
            desired = watch.completed(completion, desired, current)
        if sum(map(len, desired.estate.seats.values())) < sum(map(len, estate.seats.values())):
            sys.exit(f"{estate.customer} has lost people while it was completed")
    return watch


def best_of(situation: Situation, times: int) -> dict[str, float]:
    """Each rule's best of some runs: what others do on the machine is not its fault."""
    runs = [judged(situation).spent for _ in range(times)]
    return {name: min(run[name] for run in runs) for name in runs[0]}


def table(new: dict[str, float], members: dict[str, float]) -> Iterator[str]:
    totals = sum(new.values()), sum(members.values())
    yield "| rule | new, ms | share | members, ms | share |\n|---|---:|---:|---:|---:|"
    for name in new:
        shares = new[name] / totals[0], members[name] / totals[1]
        yield f"| {name} | {new[name] * 1e3:.1f} | {shares[0]:.0%} | {members[name] * 1e3:.1f} | {shares[1]:.0%} |"
    yield f"| all | {totals[0] * 1e3:.1f} | 100% | {totals[1] * 1e3:.1f} | 100% |"


def main() -> None:
    parser = argparse.ArgumentParser(description="What each rule costs in CPU time.")
    parser.add_argument("--members", type=int, nargs="+", default=[100_000], metavar="N")
    parser.add_argument("--workspace", type=int, default=A_WORKSPACE, metavar="N", help="people in each workspace")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--times", type=int, default=3, metavar="N", help="the best of so many runs is shown")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reconciler-benchmark-") as folder:
        loop = calibration(Path(folder))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; a loop: {loop:.2f} s")
    for count in chosen.members:
        roll = Roll(count, chosen.seed, chosen.workspace)
        new, members = situations(roll)
        print(f"\n{new.memberships:,} memberships, {roll.workspaces:,} workspaces, {roll.customers:,} customers\n")
        print("\n".join(table(best_of(new, chosen.times), best_of(members, chosen.times))), flush=True)


if __name__ == "__main__":
    main()
