"""What a schema finds wrong with a value, in a colleague's words: which code, why, and what to type.

The words come from the schema itself where they can: its ``description`` says what the field is, its first example
what a right value looks like. So a new field needs no second text.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reconciler.errors import BadAddress
from reconciler.findings import near_to
from reconciler.kinds.address import fault_of
from reconciler.loading.ids import slug
from reconciler.loading.yaml_flow import flow, neutral

Fragment = Mapping[str, Any]


class Worded(NamedTuple):
    code: str
    explanation: str
    remedy: str


def worded(keyword: str, value: Any, fragment: Fragment, field: str) -> Worded:
    """Why ``value`` of ``field`` does not pass ``keyword`` of ``fragment``."""
    if keyword == "type":
        return _wrong_type(value, fragment, field)
    if keyword in ("minProperties", "minItems", "minLength"):
        example = _example(fragment, field)
        return Worded(
            "declares-nothing", f"`{field}` is empty.", f"{example}, or remove it." if example else "Remove it."
        )
    if keyword in ("enum", "const"):
        return _not_one_of(value, fragment, field)
    said = _shown(value)
    if keyword in ("minimum", "maximum"):
        wanted = f"{fragment.get('minimum', '...')} to {fragment.get('maximum', '...')}"
        return Worded("bad-value", f"`{field}` is {said}; {wanted} is allowed.", _example(fragment, field))
    if fragment.get("format") == "idn-email" and (fault := fault_of(value)):
        return no_address(value, fault)
    if keyword in ("maxLength", "maxItems"):
        return Worded("bad-value", f"`{field}` is longer than {fragment[keyword]}.", "Shorten it.")
    return Worded(
        "bad-value", f"`{field}` is {said}. {fragment.get('description', '')}".strip(), _example(fragment, field)
    )


def no_address(text: str, fault: BadAddress) -> Worded:
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return Worded("bad-address", f"`{shown}`: {fault.what}.", fault.remedy or "Write one bare address: ADDRESS")


def unknown_field(name: str, known: Iterable[str], of: str) -> Worded:
    """An unknown field, with the nearest known name where one is near."""
    known = sorted(known)
    near = nearest(name, known)
    remedy = f"Did you mean `{near}`?" if near else f"Known here: {', '.join(known)}."
    return Worded("unknown-field", f"`{name}` is not a field of {of}.", remedy)


def bad_name(name: str, fragment: Fragment) -> Worded:
    """A key that is no id, with one that would be."""
    said = f"`{_cut(name)}` is no id. {fragment.get('description', '')}".strip()
    return Worded("bad-value", said, f"Write {slug(name) or 'ID'}: instead.")


def missing_field(name: str, fragment: Fragment, of: str) -> Worded:
    said = fragment.get("description", "")
    return Worded("missing-field", f"`{name}` is missing in {of}. {said}".strip(), _example(fragment, name, "Add"))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or nothing."""
    plain = word.lower().replace("_", "").replace("-", "")
    same = [k for k in known if k.replace("_", "") == plain]
    return same[0] if same else near_to(word.lower(), known)


def _wrong_type(value: Any, fragment: Fragment, field: str) -> Worded:
    wanted = fragment["type"]
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    example = _example(fragment, field)
    if value is None:
        remedy = f"Write {field}: [] if nobody is meant; else remove the line." if "array" in kinds else example
        return Worded("declares-nothing", f"`{field}:` has nothing after it.", remedy)
    if "string" in kinds and not isinstance(value, dict | list):
        word = "a number" if isinstance(value, int) and not isinstance(value, bool) else "true or false"
        said = _shown(value)
        return Worded("wrong-type", f"`{field}` is text, and {said} is {word} in YAML.", f'Quote it: {field}: "{said}"')
    if "boolean" in kinds and isinstance(value, str):
        meant = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
        remedy = f"Write {meant.get(value.lower(), 'true or false')}."
        return Worded("wrong-type", f"`{field}` is true or false, and `{value}` is text in YAML 1.2.", remedy)
    if "integer" in kinds and isinstance(value, str):
        digits = value.replace("_", "").replace(",", "")
        remedy = f"Write {int(digits)}." if digits.isascii() and digits.isdigit() and len(digits) < 19 else example
        return Worded("wrong-type", f"`{field}` is a whole number, and `{value}` is text here.", remedy)
    if "array" in kinds and isinstance(value, str):
        example = f"Write {field}: {flow([value])}"
    what = " or ".join(_NAMES[k] for k in kinds)
    return Worded("wrong-type", f"`{field}` is {what}, and {_what_stands(value)} here.", example)


_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}


def _what_stands(value: Any) -> str:
    kind = "mapping" if isinstance(value, dict) else "list" if isinstance(value, list) else ""
    return f"a {kind} stands" if kind else f"{_shown(value)} stands"


def _not_one_of(value: Any, fragment: Fragment, field: str) -> Worded:
    allowed = [str(w) for w in fragment.get("enum", [fragment.get("const")])]
    near = nearest(str(value), allowed)
    only = f"only {allowed[0]} is" if len(allowed) == 1 else f"{', '.join(allowed[:-1])} and {allowed[-1]} are"
    remedy = (
        f"Write {field}: {near or allowed[0]}" if near or len(allowed) == 1 else f"Write one of {', '.join(allowed)}."
    )
    return Worded("bad-value", f"`{field}` is {_shown(value)}; {only} allowed.", remedy)


def _example(fragment: Fragment, field: str, verb: str = "Write") -> str:
    examples = fragment.get("examples")
    return f"{verb} {field}: {flow(neutral(examples[0]))}" if examples else ""


def _shown(value: Any) -> str:
    """A value in a sentence."""
    return f"`{_cut(value)}`" if isinstance(value, str) else _cut(json.dumps(value, ensure_ascii=False, default=str))


def _cut(text: str) -> str:
    """Never longer than a line."""
    return text if len(text) <= 80 else f"{text[:77]}..."
