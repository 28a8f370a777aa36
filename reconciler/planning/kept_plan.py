"""A plan in which nothing is to be done, as a state has kept its line: of thousands of such customers hardly anybody
asks for more than how many members they have, so that the rest of the line is made a plan only where it is asked for.

Lines are canonical, so what is asked for is found in most of them without reading them: where nothing is listed,
nothing found, and no guard has counted anything.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from reconciler.findings import Severity
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.days import day_of
from reconciler.planning import canonical
from reconciler.planning.finding_lines import finding_from_plain, text
from reconciler.planning.of_a_line import OfALine
from reconciler.planning.plan import Basis, CustomerPlan, Listing
from reconciler.planning.plan_lines import basis_from_plain, listed_from_plain
from reconciler.planning.verdict_lines import verdict_from_plain

_SEEN = ("changes", "requests", "approvals", "sights")
_TEXT = rb'"[^"\\]*+"'
_REMOVALS = (
    rb'\{"guard":"removals","limit":[0-9]++,(?:"of":([0-9]++),)?'
    rb'"remedy":"[^"\\{}]*+(?:\\["\\][^"\\{}]*+)*+","value":0,"what":' + _TEXT + rb"\}"
)
_PLAIN = re.compile(
    rb'\{"basis":\{"inputs":"([0-9a-f]++)","rosters":\[([^\]\\]*+)\],"until":(?:"([0-9-]++)"|null)\},'
    rb'"changes":\[\],"contract":' + _TEXT + rb',"customer":"([^"\\]*+)","due":[^,]*+,"findings":\[\],"gaining":0,'
    rb'"guards":\[' + _REMOVALS
)
_AND_NOTHING_ELSE = b'],"listed":[],"losing":0,"people":{'
"""Quotes within a text are escaped: so this stands in no text, and neither does what a guard says it has counted."""
_GUARDS = re.compile(rb"(?:,\{[^{}]*+\})*+")


class Found(NamedTuple):
    """What is read of a line at once: besides the customer and what its plan rests on, ``fields`` of the plan."""

    customer: CustomerId
    basis: Basis
    fields: Mapping[str, Any]


class KeptPlan(OfALine):
    __slots__ = ()

    in_sync = True  # as its making has looked at
    invalid = stopped = False
    changes = requests = approvals = sights = ()

    _known = frozenset({*_SEEN, "customer", "basis", "listed", "findings", "gaining", "losing", "guards"})

    def _read(self) -> CustomerPlan:
        whole = super()._read()
        if not whole.people:  # what else has to fit is of changes
            return whole
        from reconciler.planning.fitting_changes import fitting  # start-up time: of what changes nobody, hardly any

        return fitting(whole)


class QuietPlan(KeptPlan):
    """The plainest, which says nothing of anybody, and no guard of which counts anything. ``members`` are so many;
    ``others`` are the guards besides the first, as they stand in the line."""

    __slots__ = ("members", "others")

    members: int
    others: bytes
    listed = findings = ()
    gaining = losing = people_named = 0
    unheeded = False

    _known = KeptPlan._known - {"guards"}


def found_in(line: bytes) -> Found:
    """KeyError, TypeError or ValueError where the line does not fit, or something is to be done by it."""
    if plainest := _PLAIN.match(line):
        others, nothing_else, _ = line[plainest.end() :].partition(_AND_NOTHING_ELSE)
        if nothing_else and _counts_nobody(others):
            return _found_at_sight(others, *plainest.groups())
    found = _found_by_reading(canonical.read(line))
    conflicts = any(each.listing is Listing.CONFLICT for each in found.fields["listed"])
    errors = any(f.severity is Severity.ERROR for f in found.fields["findings"])
    if conflicts or errors or not all(g.ok for g in found.fields["guards"]):
        raise ValueError("something is to be done")
    return found


@lru_cache(maxsize=4096)
def _counts_nobody(guards: bytes) -> bool:
    if not _GUARDS.fullmatch(guards):
        return False
    return guards.count(b'"value":0') == guards.count(b"{") and b'"limit":-' not in guards


def _found_at_sight(
    others: bytes, inputs: bytes, rosters: bytes, until: bytes | None, customer: bytes, members: bytes | None
) -> Found:
    files = tuple(rosters[1:-1].decode().split('","')) if rosters else ()
    basis = Basis(inputs.decode(), files, day_of(until.decode()) if until else None)
    return Found(CustomerId(customer.decode()), basis, {"members": int(members or 0), "others": others})


def _found_by_reading(line: Mapping[str, Any]) -> Found:
    if any(line.get(each) for each in _SEEN):
        raise ValueError("something is to be done")
    fields = {
        "listed": tuple(map(listed_from_plain, line["listed"])),
        "findings": tuple(map(finding_from_plain, line["findings"])),
        "gaining": line["gaining"],
        "losing": line["losing"],
        "guards": tuple(map(verdict_from_plain, line["guards"])),
    }
    return Found(CustomerId(text(line["customer"])), basis_from_plain(line["basis"]), fields)


def kept_plan(line: bytes, found: Found, basis: Basis) -> CustomerPlan:
    kind = QuietPlan if "members" in found.fields else KeptPlan
    return kind.of(line, customer=found.customer, basis=basis, **found.fields)
