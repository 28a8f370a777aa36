"""A change of what is asserted, as sentences: what is asserted now, and what no longer."""

from collections.abc import Mapping
from typing import Any

from reconciler.kinds.limits import Limits
from reconciler.kinds.plain import revive
from reconciler.planning.changes import Action, Change


def is_about_assertions(change: Change) -> bool:
    return change.do is Action.SET_LIMITS and isinstance(change.now, Mapping) and "assertions" in change.now


def assertions_said(change: Change) -> str:
    """``now asserted: at most 500 members in sandbox; no longer asserted: never ...``"""
    was, now = _claims(change.was), _claims(change.now)
    fresh, gone = [c for c in now if c not in was], [c for c in was if c not in now]
    said = [f"now asserted: {'; '.join(fresh)}"] if fresh else []
    said += [f"no longer asserted: {'; '.join(gone)}"] if gone else []
    return "; ".join(said) or "another reason is given"


def _claims(side: Any) -> list[str]:
    return [assertion.said() for assertion in revive(Limits, side).assertions]
