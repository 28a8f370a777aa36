"""A plan in which nothing is to be done, as a state has kept its line: of thousands of such customers hardly anybody
asks for more than how many members they have, so that the rest of the line is made a plan only where it is asked for.

Lines are canonical, so what is asked for is found in most of them without reading them: where nothing is listed,
nothing found, and no guard has counted anything.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeGuard

from reconciler.findings import Finding, Severity
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.days import day_of
from reconciler.planning import canonical
from reconciler.planning.finding_lines import finding_from_plain, text
from reconciler.planning.of_a_line import OfALine
from reconciler.planning.plan import Basis, CustomerPlan, Listed, Listing, Verdict
from reconciler.planning.plan_lines import basis_from_plain, listed_from_plain
from reconciler.planning.verdict_lines import verdict_from_plain

_SEEN = ("changes", "requests", "approvals", "sights")
_TEXT = rb'"[^"\\]*"'
_REMOVALS = (
    rb'\{"guard":"removals","limit":[0-9]+,(?:"of":([0-9]+),)?"remedy":"[^"\\{}]*(?:\\["\\][^"\\{}]*)*","value":0,"what":'
    + _TEXT
    + rb"\}"
)
_PLAIN = re.compile(
    rb'\{"basis":\{"inputs":"([0-9a-f]+)","rosters":\[([^\]\\]*)\],"until":(?:"([0-9-]+)"|null)\},'
    rb'"changes":\[\],"contract":' + _TEXT + rb',"customer":"([^"\\]*)","due":[^,]*,"findings":\[\],"gaining":0,'
    rb'"guards":\[' + _REMOVALS + rb'((?:,\{[^{}]*\})*)\],"listed":\[\],"losing":0,"people":\{'
)


class Found(NamedTuple):
    """What is read of a line at once: of the plainest ``members`` and ``others``, of every other one ``guards``."""

    customer: CustomerId
    basis: Basis
    listed: tuple[Listed, ...] = ()
    findings: tuple[Finding, ...] = ()
    gaining: int = 0
    losing: int = 0
    members: int | None = None
    others: bytes = b""
    guards: tuple[Verdict, ...] = ()


_AT_ONCE = Found._fields[:-1]


class KeptPlan(OfALine):
    """``members`` are so many where no guard counts any of them and nothing else is said of anybody; None where more is
    to be looked at. ``others`` are then the guards besides the first, as they stand in the line."""

    __slots__ = ("members", "others")

    members: int | None
    others: bytes
    in_sync = True  # as its making has looked at
    invalid = stopped = False
    changes = requests = approvals = sights = ()

    _known = frozenset({*_AT_ONCE, *_SEEN})

    def _read(self) -> CustomerPlan:
        whole = super()._read()
        if not whole.people:  # what else has to fit is of changes
            return whole
        from reconciler.planning.fitting_changes import fitting  # start-up time: of what changes nobody, hardly any

        return fitting(whole)


def counted_at_sight(plan: CustomerPlan) -> TypeGuard[KeptPlan]:
    """Whether its ``members`` and ``others`` say all that a summary asks for."""
    return isinstance(plan, KeptPlan) and plan.members is not None


def found_in(line: bytes) -> Found:
    """KeyError, TypeError or ValueError where the line does not fit, or something is to be done by it."""
    plainest = _PLAIN.match(line)
    if plainest and _counts_nobody(plainest[6]):
        return _found_at_sight(*plainest.groups())
    found = _found_by_reading(canonical.read(line))
    conflicts = any(each.listing is Listing.CONFLICT for each in found.listed)
    errors = any(f.severity is Severity.ERROR for f in found.findings)
    if conflicts or errors or not all(g.ok for g in found.guards):
        raise ValueError("something is to be done")
    return found


@lru_cache(maxsize=4096)
def _counts_nobody(guards: bytes) -> bool:
    """Quotes within a text are escaped: so this stands nowhere but where a guard says what it has counted."""
    return guards.count(b'"value":0') == guards.count(b"{") and b'"limit":-' not in guards


def _found_at_sight(
    inputs: bytes, rosters: bytes, until: bytes | None, customer: bytes, members: bytes | None, others: bytes
) -> Found:
    files = tuple(rosters[1:-1].decode().split('","')) if rosters else ()
    basis = Basis(inputs.decode(), files, day_of(until.decode()) if until else None)
    return Found(CustomerId(customer.decode()), basis, members=int(members or 0), others=others)


def _found_by_reading(line: Mapping[str, Any]) -> Found:
    if any(line.get(each) for each in _SEEN):
        raise ValueError("something is to be done")
    return Found(
        CustomerId(text(line["customer"])),
        basis_from_plain(line["basis"]),
        tuple(map(listed_from_plain, line["listed"])),
        tuple(map(finding_from_plain, line["findings"])),
        line["gaining"],
        line["losing"],
        guards=tuple(map(verdict_from_plain, line["guards"])),
    )


def kept_plan(line: bytes, found: Found, basis: Basis) -> CustomerPlan:
    known = {**dict(zip(_AT_ONCE, found, strict=False)), "basis": basis}
    guards = {"guards": found.guards} if found.members is None else {}
    return KeptPlan.of(line, **known, **guards)
