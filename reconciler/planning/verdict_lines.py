"""The verdicts of a plan file. Thousands of customers have the same few, each of which is read once."""

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
    """Those that count nothing, of which every customer has nine, are written without an encoder."""
    if verdict.to_change or verdict.counted or verdict.held or verdict.permits:
        return canonical.text(plain(verdict))
    quoted = canonical.quoted
    of = f'"of":{verdict.of},' if verdict.of else ""
    remedy = f'"remedy":{quoted(verdict.remedy)},' if verdict.remedy else ""
    what = f',"what":{quoted(verdict.what)}' if verdict.what else ""
    return f'{{"guard":{quoted(verdict.guard)},"limit":{verdict.limit},{of}{remedy}"value":{verdict.value}{what}}}'


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
