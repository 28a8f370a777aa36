"""The verdicts of a plan file, read. Thousands of customers have the same few, of which each is read once."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from reconciler.kinds.plain import revive
from reconciler.planning.plan import Verdict

_WORDS = frozenset({str, int})


def verdict_from_plain(line: Mapping[str, Any]) -> Verdict:
    """KeyError, TypeError or ValueError where it does not fit."""
    kinds = tuple(map(type, line.values()))
    if not _WORDS.issuperset(kinds):
        return revive(Verdict, line)
    return _read_before(tuple(line.items()), kinds)


@lru_cache(maxsize=1024)
def _read_before(fields: tuple[tuple[str, Any], ...], _kinds: tuple[type, ...]) -> Verdict:
    """With their types, since True is 1 to a look-up."""
    return revive(Verdict, dict(fields))
