"""Whether a value fits a JSON Schema: yes or no, without a word.

A schema becomes functions once; each keyword is one function from a value to whether it passes, in the semantics of
JSON Schema 2020-12: a keyword about texts passes whatever is no text. For a document that fits, which is nearly
every one, this is forty times faster than jsonschema and spares the time to load it; what does not fit is judged
again by jsonschema or ``rows``, which find the words. A keyword that is not known here is an error at once, so that
a rule written in a schema can never be silently ignored.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from reconciler.errors import ReconcilerError
from reconciler.kinds.address import fault_of
from reconciler.loading.days import is_day

Fragment = Mapping[str, Any]
Check = Callable[[Any], bool]
FORMATS: Mapping[str, Check] = {"date": is_day, "idn-email": lambda v: not isinstance(v, str) or fault_of(v) is None}
SILENT = frozenset({"title", "description", "examples", "default", "$schema", "$id", "$ref", "$defs", "$comment"})


class Fitting:
    """The checks of one schema, in which everything that is referred to stands under its own ``root``."""

    def __init__(self, root: Fragment) -> None:
        self._root = root
        self._known: dict[str, Check] = {}

    def check(self, fragment: Fragment) -> Check:
        """Whether a value passes every keyword of a fragment."""
        checks = [check for _, check in self.keywords(fragment)]
        if "$ref" in fragment:
            checks.append(self._referred(fragment["$ref"]))
        return checks[0] if len(checks) == 1 else _every(checks)

    def keywords(self, fragment: Fragment) -> list[tuple[str, Check]]:
        """Each keyword with its check, ``type`` first, for who wants to know which one fails."""
        odd = [word for word in fragment if word not in _MAKERS and word not in SILENT and word not in _TOGETHER]
        if odd:
            raise ReconcilerError(f"a schema uses {odd[0]!r}, which its checks do not know", "Teach fitting.py.")
        words = [w for w in fragment if w in _MAKERS and not (w == "additionalProperties" and "properties" in fragment)]
        return [(w, _MAKERS[w](self, fragment)) for w in sorted(words, key=lambda w: w != "type")]

    def _referred(self, pointer: str) -> Check:
        """Looked up when first asked: a schema may refer to itself."""

        def check(value: Any) -> bool:
            known = self._known.get(pointer)
            if known is None:
                known = self._known[pointer] = self.check(referred(pointer, self._root))
            return known(value)

        return check


def referred(pointer: str, root: Fragment) -> Fragment:
    """What ``#/$defs/...`` means."""
    target: Any = root
    for step in pointer.removeprefix("#/").split("/"):
        target = target[step]
    return target  # type: ignore[no-any-return]


def _every(checks: list[Check]) -> Check:
    def check(value: Any) -> bool:
        for each in checks:  # noqa: SIM110  # twice as fast as all() over a few, and most of the work is here
            if not each(value):
                return False
        return True

    return check


_TYPES: Mapping[str, type] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}


def _type(_f: Fitting, said: Fragment) -> Check:
    """By the exact class, with its subclasses for lists and mappings, which know their places (see ``nodes``)."""
    kinds = [said["type"]] if isinstance(said["type"], str) else said["type"]
    exact = frozenset(_TYPES[kind] for kind in kinds)
    wide = tuple(exact & {list, dict})
    return lambda v: type(v) in exact or isinstance(v, wide)


def _about(kind: type, passes: Callable[[Any], bool]) -> Check:
    """A keyword about values of one kind; everything else passes."""
    return lambda v: not isinstance(v, kind) or passes(v)


def _about_numbers(passes: Callable[[Any], bool]) -> Check:
    return lambda v: type(v) is not int or passes(v)


def _pattern(_f: Fitting, said: Fragment) -> Check:
    found = re.compile(said["pattern"]).search
    return _about(str, lambda v: found(v) is not None)


def _format(_f: Fitting, said: Fragment) -> Check:
    return FORMATS[said["format"]]


def _enum(_f: Fitting, said: Fragment) -> Check:
    words = frozenset((type(_scalar(word)), word) for word in said["enum"])
    return lambda v: isinstance(v, _SCALARS) and (type(v), v) in words


def _const(f: Fitting, said: Fragment) -> Check:
    return _enum(f, {"enum": [said["const"]]})


_SCALARS = (str, int, type(None))  # bool is an int; its own type tells true from 1


def _scalar(word: Any) -> Any:
    if not isinstance(word, _SCALARS):
        raise ReconcilerError("a schema compares with a list or mapping, which its checks cannot", "Teach fitting.py.")
    return word


def _properties(f: Fitting, said: Fragment) -> Check:
    """And ``additionalProperties``, which is about what is not among them."""
    checks = {name: f.check(fragment) for name, fragment in said.get("properties", {}).items()}
    others = said.get("additionalProperties", True)
    other: Check = f.check(others) if isinstance(others, Mapping) else lambda _v: bool(others)
    get = checks.get

    def check(fields: dict[str, Any]) -> bool:
        for name, value in fields.items():  # noqa: SIM110  # as in _every
            if not get(name, other)(value):
                return False
        return True

    return _about(dict, check)


def _items(f: Fitting, said: Fragment) -> Check:
    check = f.check(said["items"])
    return _about(list, lambda v: all(map(check, v)))


def _property_names(f: Fitting, said: Fragment) -> Check:
    check = f.check(said["propertyNames"])
    return _about(dict, lambda v: all(map(check, v)))


def _any_of(f: Fitting, said: Fragment) -> Check:
    checks = [f.check(fragment) for fragment in said["anyOf"]]
    return lambda v: any(check(v) for check in checks)


def _one_of(f: Fitting, said: Fragment) -> Check:
    checks = [f.check(fragment) for fragment in said["oneOf"]]
    return lambda v: sum(check(v) for check in checks) == 1


def _all_of(f: Fitting, said: Fragment) -> Check:
    return _every([f.check(fragment) for fragment in said["allOf"]])


def _not(f: Fitting, said: Fragment) -> Check:
    check = f.check(said["not"])
    return lambda v: not check(v)


def _if(f: Fitting, said: Fragment) -> Check:
    asks, then, otherwise = (f.check(said.get(word, {})) for word in ("if", "then", "else"))
    return lambda v: then(v) if asks(v) else otherwise(v)


def _required(_f: Fitting, said: Fragment) -> Check:
    names = tuple(said["required"])
    return _about(dict, lambda v: all(name in v for name in names))


def _dependent_required(_f: Fitting, said: Fragment) -> Check:
    asked = {name: tuple(others) for name, others in said["dependentRequired"].items()}
    return _about(dict, lambda v: all(other in v for name in asked if name in v for other in asked[name]))


def _length(kind: type, word: str, least: bool) -> Callable[[Fitting, Fragment], Check]:
    def maker(_f: Fitting, said: Fragment) -> Check:
        limit = said[word]
        return _about(kind, (lambda v: len(v) >= limit) if least else (lambda v: len(v) <= limit))

    return maker


_MAKERS: Mapping[str, Callable[[Fitting, Fragment], Check]] = {
    "type": _type,
    "pattern": _pattern,
    "format": _format,
    "enum": _enum,
    "const": _const,
    "minimum": lambda _f, said: _about_numbers(lambda v: bool(v >= said["minimum"])),
    "maximum": lambda _f, said: _about_numbers(lambda v: bool(v <= said["maximum"])),
    "minLength": _length(str, "minLength", least=True),
    "maxLength": _length(str, "maxLength", least=False),
    "minItems": _length(list, "minItems", least=True),
    "maxItems": _length(list, "maxItems", least=False),
    "minProperties": _length(dict, "minProperties", least=True),
    "maxProperties": _length(dict, "maxProperties", least=False),
    "properties": _properties,
    "additionalProperties": _properties,
    "required": _required,
    "dependentRequired": _dependent_required,
    "propertyNames": _property_names,
    "items": _items,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "allOf": _all_of,
    "not": _not,
    "if": _if,
}
_TOGETHER = frozenset({"then", "else"})
"""Words that another keyword's check reads."""
