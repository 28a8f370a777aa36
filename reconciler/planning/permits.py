"""A permit: somebody's word that what a guard counted in one plan is meant. Once, for just these changes, until a day.

D-21: "No flag, no Git and no order of merges lifts a limit for the change that needs it lifted; only a permit does,
once." So a permit names each thing counted, by its digest (``units``), and a guard is lifted where all that it counts
is named: the same plan passes, or a smaller one, and one more change is one that nobody permitted.
"""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from reconciler.kinds.customer import CustomerId
from reconciler.planning.plan import CustomerPlan, Permitted, Verdict

PLANFILE = "PLANFILE"
"""What stands in a remedy for the file of the plan, which a plan does not know."""


def permit_line(guard: str) -> str:
    """What to type to have a permit."""
    return f'permit this very plan: reconciler permit {PLANFILE} --guard {guard} --because "..." --out permit.json'


class Scope(StrEnum):
    CUSTOMER = "customer"  # a guard that stopped a customer
    RUN = "run"  # one that stopped the whole run


class NamedChanges(NamedTuple):
    """Of one customer. ``serial`` is the one that the plan was made against: the permit can only be used later."""

    serial: int
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Permit:
    """``id`` is the digest of everything in it, ``plan`` the one that it was made for. ``place`` is its file, which is
    no part of it."""

    id: str
    guard: str
    scope: Scope
    lineage: str
    plan: str
    by: str
    because: str
    made: datetime
    until: date
    customers: Mapping[CustomerId, NamedChanges]
    place: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"permit {self.number}{f' ({self.place})' if self.place else ''}"

    @property
    def number(self) -> str:
        """How people call it."""
        return short(self.id)

    def named(self, customer: CustomerId) -> frozenset[str]:
        return self.customers[customer].units if customer in self.customers else frozenset()

    def permitted(self, customer: CustomerId) -> Permitted:
        """Its use for one customer."""
        return Permitted(self.id, self.customers[customer].serial, self.until, self.by, self.because)


def short(permit: str) -> str:
    return permit.removeprefix("sha256:")[:6]


class Granted(NamedTuple):
    """The permits that there are for one customer: those that count, and the others, each with why it does not."""

    valid: tuple[Permit, ...] = ()
    void: tuple[tuple[Permit, str], ...] = ()


NONE = Granted()


def granted(
    permits: Iterable[Permit], customer: CustomerId, lineage: str, on: date, used: Mapping[str, str]
) -> Granted:
    """``used`` says of the permits that were used for this customer when that was."""
    mine = [permit for permit in permits if customer in permit.customers]
    said = [(permit, _void(permit, lineage, on, used)) for permit in mine]
    return Granted(tuple(p for p, why in said if not why), tuple((p, why) for p, why in said if why))


def _void(permit: Permit, lineage: str, on: date, used: Mapping[str, str]) -> str:
    if permit.lineage != lineage:
        return f"{permit} is for another state (lineage {permit.lineage or 'none'})"
    if permit.id in used:
        return f"{permit} {used[permit.id]}"
    return over(str(permit), permit.until, on)


def over(permit: str, until: date, on: date) -> str:
    """Empty where it is still good."""
    return f"{permit} was good until {until:%-d %B %Y}" if on > until else ""


def lifted(verdict: Verdict, customer: CustomerId, given: Granted) -> Verdict:
    """The verdict with the permits that name all that it counts; else with what is wrong with those that there are.
    A permit for a run is used wherever it names everything: only the whole of them says whether it was needed."""
    if verdict.permits or not verdict.counted:
        return verdict
    mine = [permit for permit in given.valid if permit.guard == verdict.guard]
    if verdict.ok and all(p.scope is Scope.CUSTOMER for p in mine):
        return verdict
    if found := covering(verdict.counted, customer, mine):
        if not verdict.held:
            return replace(verdict, permits=found)
        again = f"permit {short(found[0].permit)} names what is held, which this plan leaves out"
        return replace(verdict, remedy=f"{again}; plan again with it: reconciler apply PATH --permit FILE")
    if verdict.ok:
        return verdict
    void = [why for permit, why in given.void if permit.guard == verdict.guard]
    reasons = [*void, *(_too_little(permit, verdict, customer) for permit in mine)]
    return replace(verdict, remedy="; ".join([*reasons[:_SAID], verdict.remedy])) if reasons else verdict


_SAID = 3


def covering(counted: Iterable[str], customer: CustomerId, permits: Iterable[Permit]) -> tuple[Permitted, ...]:
    """The fewest of the permits, taken as they come, that name everything; none where they do not."""
    needed, found = set(counted), list[Permitted]()
    for permit in sorted(permits, key=lambda each: -len(needed & each.named(customer))):
        if not needed.isdisjoint(permit.named(customer)):
            needed -= permit.named(customer)
            found.append(permit.permitted(customer))
    return () if needed else tuple(found)


def _too_little(permit: Permit, verdict: Verdict, customer: CustomerId) -> str:
    named, all_of_them = permit.named(customer), set(verdict.counted)
    if count := len(all_of_them & named):
        return f"{permit} names {count:,} of these {len(all_of_them):,} changes, and a permit is for no other"
    return f"{permit} names none of these changes: it was made for another plan"


def with_permits(plan: CustomerPlan, given: Granted) -> CustomerPlan:
    """A plan that was made without them."""
    if not given.valid and not given.void:
        return plan
    return replace(plan, guards=tuple(lifted(verdict, plan.customer, given) for verdict in plan.guards))


def permits_of(plan: CustomerPlan) -> tuple[Permitted, ...]:
    """Those without which the plan could not be applied, each once."""
    return tuple(dict.fromkeys([permit for verdict in plan.guards for permit in verdict.permits]))


def naming_its_file(plan: CustomerPlan, file: str) -> CustomerPlan:
    """The plan with what to type, with the file that it is in."""
    if not any(PLANFILE in verdict.remedy for verdict in plan.guards):
        return plan
    return replace(plan, guards=tuple(_naming_it(v, file) if PLANFILE in v.remedy else v for v in plan.guards))


def _naming_it(verdict: Verdict, file: str) -> Verdict:
    return replace(verdict, remedy=naming(verdict.remedy, file))


def naming(remedy: str, file: str) -> str:
    """What to type, as a shell takes it, about the plan in a file."""
    return remedy.replace(PLANFILE, shlex.quote(file))
