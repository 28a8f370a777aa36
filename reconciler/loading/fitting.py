"""Whether a value fits a JSON Schema: yes or no, without a word.

A schema becomes functions once; each keyword is one function from a value to whether it passes, in the semantics of
JSON Schema 2020-12: a keyword about texts passes whatever is no text. Where the type is said beside it, that is asked
once for all of them. For a document that fits, which is nearly
every one, this is forty times faster than jsonschema and spares the time to load it; what does not fit is judged
again by jsonschema or ``rows``, which find the words. A keyword that is not known here is an error at once, so that
a rule written in a schema can never be silently ignored.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from reconciler.errors import ReconcilerError
from reconciler.kinds.address import fault_of
from reconciler.loading.days import is_day
from reconciler.loading.nodes import Entries, Fields

Fragment = Mapping[str, Any]
Check = Callable[[Any], bool]
FORMATS: Mapping[str, Check] = {"date": is_day, "idn-email": lambda v: not isinstance(v, str) or fault_of(v) is None}
SILENT = frozenset({"title", "description", "examples", "default", "$schema", "$id", "$ref", "$defs", "$comment"})


class Judge(NamedTuple):
    """What a keyword asks of values of one type (None: of any); whatever is of another type passes."""

    type: str | None
    passes: Callable[[Any], object]


class Fitting:
    """The checks of one schema, in which everything that is referred to stands under its own ``root``."""

    def __init__(self, root: Fragment) -> None:
        self._root = root
        self._known: dict[str, Check] = {}

    def check(self, fragment: Fragment) -> Check:
        """Whether a value passes every keyword of a fragment."""
        said = fragment["type"] if isinstance(fragment.get("type"), str) else None
        judges = [judge for word, judge in self._judges(fragment) if word != "type" or said is None]
        checks = [judge.passes if judge.type in (None, said) else _about(judge) for judge in judges]
        if "$ref" in fragment:
            refers_to = self._referred(fragment["$ref"])
            if not judges and said is None:
                return refers_to
            checks.append(refers_to)
        return _every(checks) if said is None else _every_of(_CLASSES[said], checks)

    def keywords(self, fragment: Fragment) -> list[tuple[str, Check]]:
        """Each keyword with its check, ``type`` first, for who wants to know which one fails."""
        return [(word, _about(judge)) for word, judge in self._judges(fragment)]

    def _judges(self, fragment: Fragment) -> list[tuple[str, Judge]]:
        odd = [word for word in fragment if word not in _MAKERS and word not in SILENT and word not in _TOGETHER]
        if odd:
            raise ReconcilerError(f"a schema uses {odd[0]!r}, which its checks do not know", "Teach fitting.py.")
        words = [w for w in fragment if w in _MAKERS and not (w == "additionalProperties" and "properties" in fragment)]
        return [(w, _MAKERS[w](self, fragment)) for w in sorted(words, key=lambda w: w != "type")]

    def _referred(self, pointer: str) -> Check:
        """Made once. Within itself it is looked up when it is asked: a schema may refer to itself."""
        if pointer not in self._known:
            self._known[pointer] = lambda value: self._known[pointer](value)
            self._known[pointer] = self.check(referred(pointer, self._root))
        return self._known[pointer]


def referred(pointer: str, root: Fragment) -> Fragment:
    """What ``#/$defs/...`` means."""
    target = root
    for step in pointer.removeprefix("#/").split("/"):
        target = target[step]
    return target


def _every(checks: list[Callable[[Any], object]]) -> Check:
    def check(value: Any) -> bool:
        for each in checks:  # noqa: SIM110  # twice as fast as all() over a few, and most of the work is here
            if not each(value):
                return False
        return True

    return check


def _every_of(classes: frozenset[type], checks: list[Callable[[Any], object]]) -> Check:
    """For values of these classes alone."""

    def check(value: Any) -> bool:
        if type(value) not in classes:
            return False
        for each in checks:  # noqa: SIM110  # as in _every
            if not each(value):
                return False
        return True

    return check


_CLASSES: Mapping[str, frozenset[type]] = {
    "string": frozenset({str}),
    "integer": frozenset({int}),
    "boolean": frozenset({bool}),
    "null": frozenset({type(None)}),
    "array": frozenset((list, Entries)),
    "object": frozenset((dict, Fields)),
}
"""Exactly these: of ``int``, ``bool`` is a subclass."""


def _type(_f: Fitting, said: Fragment) -> Judge:
    names = [said["type"]] if isinstance(said["type"], str) else said["type"]
    return Judge(None, _every_of(frozenset().union(*(_CLASSES[name] for name in names)), []))


def _about(judge: Judge) -> Check:
    passes = judge.passes
    if judge.type is None:
        return lambda v: bool(passes(v))
    classes = _CLASSES[judge.type]
    return lambda v: type(v) not in classes or bool(passes(v))


def _pattern(_f: Fitting, said: Fragment) -> Judge:
    return Judge("string", re.compile(said["pattern"]).search)


def _format(_f: Fitting, said: Fragment) -> Judge:
    return Judge(None, FORMATS[said["format"]])


def _enum(_f: Fitting, said: Fragment) -> Judge:
    words = frozenset((type(_scalar(word)), word) for word in said["enum"])
    return Judge(None, lambda v: isinstance(v, _SCALARS) and (type(v), v) in words)


def _const(f: Fitting, said: Fragment) -> Judge:
    return _enum(f, {"enum": [said["const"]]})


_SCALARS = (str, int, type(None))  # bool is an int; its own type tells true from 1


def _scalar(word: Any) -> Any:
    if not isinstance(word, _SCALARS):
        raise ReconcilerError("a schema compares with a list or mapping, which its checks cannot", "Teach fitting.py.")
    return word


def _properties(f: Fitting, said: Fragment) -> Judge:
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

    return Judge("object", check)


def _items(f: Fitting, said: Fragment) -> Judge:
    check = f.check(said["items"])
    return Judge("array", lambda v: all(map(check, v)))


def _property_names(f: Fitting, said: Fragment) -> Judge:
    check = f.check(said["propertyNames"])
    return Judge("object", lambda v: all(map(check, v)))


def _any_of(f: Fitting, said: Fragment) -> Judge:
    checks = [f.check(fragment) for fragment in said["anyOf"]]
    return Judge(None, lambda v: any(check(v) for check in checks))


def _one_of(f: Fitting, said: Fragment) -> Judge:
    checks = [f.check(fragment) for fragment in said["oneOf"]]
    return Judge(None, lambda v: sum(check(v) for check in checks) == 1)


def _all_of(f: Fitting, said: Fragment) -> Judge:
    return Judge(None, _every([f.check(fragment) for fragment in said["allOf"]]))


def _not(f: Fitting, said: Fragment) -> Judge:
    check = f.check(said["not"])
    return Judge(None, lambda v: not check(v))


def _if(f: Fitting, said: Fragment) -> Judge:
    asks, then, otherwise = (f.check(said.get(word, {})) for word in ("if", "then", "else"))
    return Judge(None, lambda v: then(v) if asks(v) else otherwise(v))


def _required(_f: Fitting, said: Fragment) -> Judge:
    names = frozenset(said["required"])
    return Judge("object", lambda v: v.keys() >= names)


def _dependent_required(_f: Fitting, said: Fragment) -> Judge:
    asked = {name: tuple(others) for name, others in said["dependentRequired"].items()}
    return Judge("object", lambda v: all(other in v for name in asked if name in v for other in asked[name]))


def _length(name: str, word: str, least: bool) -> Callable[[Fitting, Fragment], Judge]:
    def maker(_f: Fitting, said: Fragment) -> Judge:
        limit = said[word]
        return Judge(name, (lambda v: len(v) >= limit) if least else (lambda v: len(v) <= limit))

    return maker


_MAKERS: Mapping[str, Callable[[Fitting, Fragment], Judge]] = {
    "type": _type,
    "pattern": _pattern,
    "format": _format,
    "enum": _enum,
    "const": _const,
    "minimum": lambda _f, said: Judge("integer", lambda v: v >= said["minimum"]),
    "maximum": lambda _f, said: Judge("integer", lambda v: v <= said["maximum"]),
    "minLength": _length("string", "minLength", least=True),
    "maxLength": _length("string", "maxLength", least=False),
    "minItems": _length("array", "minItems", least=True),
    "maxItems": _length("array", "maxItems", least=False),
    "minProperties": _length("object", "minProperties", least=True),
    "maxProperties": _length("object", "maxProperties", least=False),
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
