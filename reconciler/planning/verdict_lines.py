"""The verdicts of a plan file, read. Thousands of customers have the same few, of which each is read once."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reconciler.kinds.plain import revive
from reconciler.planning.plan import Verdict

_LEAST = 3
"""Fields that every verdict has; one with nothing to say has no other."""


def verdict_from_plain(line: Mapping[str, Any]) -> Verdict:
    """KeyError, TypeError or ValueError where it does not fit."""
    if len(line) == _LEAST:
        return _quiet(line["guard"], line["value"], line["limit"])
    return revive(Verdict, line)


@lru_cache(maxsize=1024, typed=True)
def _quiet(guard: str, value: int, limit: int) -> Verdict:
    return revive(Verdict, {"guard": guard, "value": value, "limit": limit})
