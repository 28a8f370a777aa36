"""What differs between two facts, field by field, as a reader would say it: ``ends 2027-06-30 -> 2028-06-30``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Plain = Mapping[str, Any]


def fields_said(was: Plain | None, now: Plain | None) -> str:
    """Every field that was set, changed or cleared, in the order of their names."""
    if was:
        return ", ".join(_differences(was, now or {}))
    return ", ".join(f"{name} {said(value)}" for name, value in sorted((now or {}).items()))


_POLICY = ("personal_accounts", "because", "by", "until", "registered_personal")
"""What it allows comes before why, who said so, and until when."""


def policy_said(was: Plain | None, now: Plain | None) -> str:
    """An account policy; where nothing is said any more, what was."""
    if was and now:
        return ", ".join(_differences(was, now, _POLICY))
    known = now or was or {}
    fields = ", ".join(f"{name} {said(known[name])}" for name in _POLICY if known.get(name) is not None)
    return fields if now else f"taken back, the contract decides; it was {fields}"


def own_policy_said(workspace: Plain | None) -> str:
    """The account policy that a workspace comes with; empty where it has none of its own."""
    policy = (workspace or {}).get("policy")
    return policy_said(None, policy) if policy else ""


_WRITTEN = {
    "removals_floor": "removals.floor",
    "removals_percent": "removals.percent",
    "shrunken_rows": "shrunken_source.rows",
    "shrunken_percent": "shrunken_source.percent",
    "run_floor": "removals.run_floor",
    "run_percent": "removals.run_percent",
    "invitations_floor": "invitations.floor",
    "invitations_percent": "invitations.percent",
    "manage_admins": "manage.admins",
    "manage_members": "manage.members",
}


def limits_said(was: Plain | None, now: Plain | None) -> str:
    """Limits, and what guards a workspace, by the names that they have in the files."""
    sides = [{_WRITTEN.get(name, name): value for name, value in (side or {}).items()} for side in (was, now)]
    if all("manage.admins" in side and side["manage.admins"] == side.get("manage.members") for side in sides):
        sides = [{"manage": side.pop("manage.members"), **side} for side in sides]
        sides = [{name: value for name, value in side.items() if name != "manage.admins"} for side in sides]
    return fields_said(*sides)


def said(value: Any) -> str:
    """A plain value in words: no brackets, no quotes; nothing is ``none``."""
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return " ".join(f"{name} {said(v)}" for name, v in sorted(value.items())) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(said(v) for v in value) or "none"
    return str(value)


def _differences(was: Plain, now: Plain, first: Sequence[str] = ()) -> Iterator[str]:
    rest = sorted({*was, *now} - {*first})
    for name in (*first, *rest):
        before, after = was.get(name), now.get(name)
        if isinstance(before, Mapping | list) and isinstance(after, Mapping | list):
            yield from _within(name, before, after)
        elif before != after:
            yield f"{name} {_in_words(name, before)} -> {_in_words(name, after)}"


def _in_words(name: str, value: Any) -> str:
    """What nobody says of an account is known all the same (D-09)."""
    return "told by the domain" if name == "account" and value is None else said(value)


def _within(name: str, before: Any, after: Any) -> Iterator[str]:
    """What differs inside a list or a nested object; another order of a list is no difference."""
    from deepdiff import DeepDiff  # start-up time: 85 ms, and only contracts have nested fields

    found = DeepDiff(before, after, ignore_order=True, view="tree")
    lines = [_one_difference(name, kind, level) for kind, levels in found.items() for level in levels]
    yield from sorted(lines)


def _one_difference(name: str, kind: str, level: Any) -> str:
    path = [str(step) for step in level.path(output_format="list") if not isinstance(step, int)]
    where = ".".join([name, *path])
    if kind.endswith("_added"):
        return f"{where} + {said(level.t2)}"
    if kind.endswith("_removed"):
        return f"{where} - {said(level.t1)}"
    return f"{where} {said(level.t1)} -> {said(level.t2)}"
