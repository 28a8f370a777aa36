"""A permit as bytes: one object in canonical JSON whose last word is a digest over all the others."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from reconciler.errors import InputInvalid
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.days import in_utc
from reconciler.planning import canonical
from reconciler.planning.permits import NamedChanges, Permit, Scope

VERSION = 1
LARGEST = 64 * 2**20
_ADVICE = "make it anew: reconciler permit PLANFILE --guard ID --because TEXT --out FILE"
_FIELDS = frozenset(
    ("permit", "guard", "scope", "lineage", "plan", "by", "because", "made", "until", "customers", "digest")
)


def sealed(permit: Permit) -> Permit:
    """With the id that follows from what it says."""
    return Permit(_digest(_plain(permit)), *(getattr(permit, name) for name in _AFTER_ID))


_AFTER_ID = ("guard", "scope", "lineage", "plan", "by", "because", "made", "until", "customers", "place")


def permit_bytes(permit: Permit) -> bytes:
    return canonical.dump({**_plain(permit), "digest": permit.id}) + b"\n"


def permit_from(content: bytes, place: str) -> Permit:
    """The inverse. InputInvalid, naming its ``place``, where it is no permit, or was changed by another hand."""
    if len(content) > LARGEST:
        raise InputInvalid(f"{place} is larger than any permit", _ADVICE)
    try:
        fields = canonical.load(content)
    except ValueError as fault:
        raise InputInvalid(f"{place} is no permit: it cannot be read ({fault})", _ADVICE) from None
    if not isinstance(fields, dict) or "permit" not in fields:
        raise InputInvalid(f"{place} is no permit", _ADVICE)
    if fields["permit"] != VERSION:
        raise InputInvalid(f"{place} was written by another version of reconciler", _ADVICE)
    said = fields.pop("digest", None)
    if said != _digest(fields):
        raise InputInvalid(f"{place} was changed after it was made: its digest does not match", _ADVICE)
    try:
        return _permit(said, fields, place)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise InputInvalid(f"{place} does not have the shape of a permit ({fault})", _ADVICE) from None


def _digest(fields: dict[str, Any]) -> str:
    return f"sha256:{sha256(canonical.dump(fields)).hexdigest()}"


def _plain(permit: Permit) -> dict[str, Any]:
    return {
        "permit": VERSION,
        "guard": permit.guard,
        "scope": permit.scope.value,
        "lineage": permit.lineage,
        "plan": permit.plan,
        "by": permit.by,
        "because": permit.because,
        "made": in_utc(permit.made),
        "until": permit.until.isoformat(),
        "customers": {c: {"serial": n.serial, "changes": sorted(n.units)} for c, n in permit.customers.items()},
    }


def _permit(said: str, fields: dict[str, Any], place: str) -> Permit:
    unknown = fields.keys() - _FIELDS
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    made = datetime.fromisoformat(_text(fields["made"]))
    if made.tzinfo is None:
        raise ValueError("made is a moment in UTC")
    return Permit(
        id=said,
        guard=_text(fields["guard"]),
        scope=Scope(fields["scope"]),
        lineage=_text(fields["lineage"]),
        plan=_text(fields["plan"]),
        by=_text(fields["by"]),
        because=_text(fields["because"]),
        made=made,
        until=date.fromisoformat(fields["until"]),
        customers={CustomerId(_text(c)): _named(n) for c, n in fields["customers"].items()},
        place=place,
    )


def _named(fields: dict[str, Any]) -> NamedChanges:
    if type(fields["serial"]) is not int or not isinstance(fields["changes"], list):
        raise ValueError("a customer has a serial and a list of changes")
    return NamedChanges(fields["serial"], frozenset(map(_text, fields["changes"])))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
