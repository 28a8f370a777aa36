"""The verdicts of a plan file. Thousands of customers have the same few, each of which is written and read once."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reconciler.kinds.plain import plain, revive
from reconciler.planning import canonical
from reconciler.planning.finding_lines import number, text
from reconciler.planning.plan import Verdict

_QUIET = {"guard", "value", "limit", "of"}
"""The fields of a verdict with nothing to say."""
_SAID = _QUIET | {"what", "remedy"}


def verdict_line(verdict: Verdict) -> str:
    said = verdict.what or verdict.remedy or verdict.to_change or verdict.counted
    if said or verdict.held or verdict.permits:
        return canonical.text(plain(verdict))
    return _quiet_line(verdict.guard, verdict.value, verdict.limit, verdict.of)


@lru_cache(maxsize=1024, typed=True)
def _quiet_line(guard: str, value: int, limit: int, of: int) -> str:
    return canonical.text(plain(Verdict(guard, value, limit, of)))


def verdict_from_plain(line: Mapping[str, Any]) -> Verdict:
    """KeyError, TypeError or ValueError where it does not fit."""
    if line.keys() <= _QUIET:
        return _quiet(line["guard"], line["value"], line["limit"], line.get("of", 0))
    if line.keys() == _SAID:
        return _said(**line)
    verdict = revive(Verdict, line)
    for count in (verdict.value, verdict.limit, verdict.of):
        number(count)
    return verdict


def _said(guard: Any, value: Any, limit: Any, of: Any, what: Any, remedy: Any) -> Verdict:
    """One that speaks of its customer, as every customer has one."""
    return Verdict(text(guard), number(value), number(limit), number(of), text(what), text(remedy))


@lru_cache(maxsize=1024, typed=True)
def _quiet(guard: str, value: int, limit: int, of: int) -> Verdict:
    return Verdict(text(guard), number(value), number(limit), number(of))
