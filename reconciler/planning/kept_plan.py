"""A plan in which nothing is to be done, as a state has kept its line: of thousands of such customers hardly anybody
asks for more than what their guards say, so that the rest of the line is made a plan only where it is asked for.

Lines are canonical, so what is asked for is found in most of them without reading them: where nothing is listed and
nothing found, only the basis and the first guard are of this customer alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, NamedTuple

from reconciler.findings import Finding, Severity
from reconciler.kinds.estate import CustomerId
from reconciler.planning import canonical
from reconciler.planning.finding_lines import finding_from_plain, text
from reconciler.planning.plan import Basis, CustomerPlan, Listed, Listing, Verdict
from reconciler.planning.plan_lines import basis_from_plain, customer_from_plain, listed_from_plain
from reconciler.planning.verdict_lines import verdict_from_plain

_FIELDS = frozenset(each.name for each in fields(CustomerPlan))
_SEEN = ("changes", "requests", "approvals", "sights")
"""In which nothing is, since nothing is to be done."""
_TEXT = rb'"[^"\\]*"'
_PLAIN = re.compile(
    rb'\{"basis":(\{[^{}]*\}),"changes":\[\],"contract":' + _TEXT + rb',"customer":(' + _TEXT + rb'),"due":[^,]*,'
    rb'"findings":\[\],"gaining":0,"guards":\[(\{[^{}]*\})((?:,\{[^{}]*\})*)\],"listed":\[\],"losing":0,"people":\{'
)
_let = object.__setattr__  # a plan is frozen, and this is its making


class Found(NamedTuple):
    """What is read of a line at once."""

    customer: CustomerId
    basis: Basis
    guards: tuple[Verdict, ...]
    listed: tuple[Listed, ...] = ()
    findings: tuple[Finding, ...] = ()
    gaining: int = 0
    losing: int = 0


class KeptPlan(CustomerPlan):
    __slots__ = ("line",)

    line: bytes
    in_sync = True  # as its making has looked at
    invalid = stopped = False

    def __new__(cls, **fields: Any) -> CustomerPlan:  # type: ignore[misc]
        """What ``replace`` makes of it is a plan like any other."""
        return CustomerPlan(**fields)

    def __getattr__(self, name: str) -> Any:
        """For a field that is not there yet."""
        if name not in _FIELDS:
            raise AttributeError(name)
        whole = customer_from_plain(canonical.read(self.line))
        for each in _FIELDS.difference(Found._fields, _SEEN):
            _let(self, each, getattr(whole, each))
        return getattr(self, name)


def found_in(line: bytes) -> Found:
    """KeyError, TypeError or ValueError where the line does not fit, or something is to be done by it."""
    plainest = _PLAIN.match(line)
    found = _found_at_sight(*plainest.groups()) if plainest else _found_by_reading(canonical.read(line))
    conflicts = any(each.listing is Listing.CONFLICT for each in found.listed)
    errors = any(f.severity is Severity.ERROR for f in found.findings)
    if conflicts or errors or not all(g.ok for g in found.guards):
        raise ValueError("something is to be done")
    return found


def _found_at_sight(basis: bytes, customer: bytes, first: bytes, others: bytes) -> Found:
    guards = (verdict_from_plain(canonical.read(first)), *_guards(others))
    return Found(CustomerId(customer[1:-1].decode()), basis_from_plain(canonical.read(basis)), guards)


@lru_cache(maxsize=1024)
def _guards(others: bytes) -> tuple[Verdict, ...]:
    return _verdicts(canonical.read(b"[" + others[1:] + b"]"))


def _verdicts(lines: Iterable[Mapping[str, Any]]) -> tuple[Verdict, ...]:
    return tuple(map(verdict_from_plain, lines))


def _found_by_reading(line: Mapping[str, Any]) -> Found:
    if any(line.get(each) for each in _SEEN):
        raise ValueError("something is to be done")
    return Found(
        CustomerId(text(line["customer"])),
        basis_from_plain(line["basis"]),
        _verdicts(line["guards"]),
        tuple(map(listed_from_plain, line["listed"])),
        tuple(map(finding_from_plain, line["findings"])),
        line["gaining"],
        line["losing"],
    )


def kept_plan(line: bytes, found: Found, basis: Basis) -> CustomerPlan:
    made = object.__new__(KeptPlan)
    _let(made, "line", line)
    for name, value in zip(Found._fields, found, strict=True):
        _let(made, name, value)
    _let(made, "basis", basis)
    for name in _SEEN:
        _let(made, name, ())
    return made
