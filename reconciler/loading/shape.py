"""Whether a document has the shape of its schema.

Judged is the *skeleton*: a document without what comes by the thousand (people, entries of groups and workspaces),
which has checks of its own (see ``rows``). ``fitting`` says whether it fits; where it does not, a skeleton is made and
jsonschema says why.
What is wrong is found, said in our words, and taken out of the document (set to None), so that all the rest can still
be read.
"""

from functools import cache
from typing import Any, NamedTuple

from reconciler.loading import schemas
from reconciler.loading.fitting import FORMATS, Check, Fitting, Fragment
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import find, place
from reconciler.loading.rows import resolved
from reconciler.loading.wording import bad_name, missing_field, unknown_field, worded

Path = list[str | int]


def check(content: Any, name: str, file: str, found: Gathered) -> None:
    """Judges ``content`` by the schema ``name``, and takes out of it what does not fit."""
    if fits(name)(content):
        return
    faults = sorted(_validator(name).iter_errors(skeleton(content)), key=_order)
    told: Path | None = None
    context = Context(name, file, found)
    for fault in faults:
        path = list(fault.absolute_path)
        if path != told:
            _tell(fault, path, content, context)
        if fault.validator not in ("additionalProperties", "required") and "propertyNames" not in fault.schema_path:
            told = path  # one thing that is wrong with a value is enough, and its faults follow each other
    for fault in faults:
        for path in _unfit(fault):
            _take_out(content, path)


class Context(NamedTuple):
    name: str
    file: str
    found: Gathered


def _order(fault: Any) -> tuple[list[str], bool]:
    """By place; a wrong type first, since nothing else matters then."""
    return [str(step) for step in fault.absolute_path], fault.validator != "type"


@cache
def fits(name: str) -> Check:
    """Whether the skeleton of a document has the shape of the schema ``name``; nothing is asked of the rest of it."""
    root = schemas.schema(name)
    bare = {**root, **{part: _without_rows(root.get(part, {})) for part in ("properties", "$defs")}}
    return Fitting(bare).check(bare)


def _without_rows(named: Fragment) -> Fragment:
    """The same fragments, without what they say of each person and entry."""
    return {
        name: {word: said for word, said in fragment.items() if word not in _OF_ROWS.get(name, ())}
        for name, fragment in named.items()
    }


_OF_ROWS = {"people": ("propertyNames", "additionalProperties"), "entries": ("items",)}


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker  # start-up time: 83 ms
    from referencing import Registry  # start-up time; an empty one: no $ref ever reaches the network

    formats = FormatChecker(formats=())
    for known, holds in FORMATS.items():
        formats.checks(known)(holds)
    empty: Registry[Any] = Registry()
    return Draft202012Validator(schemas.schema(name), registry=empty, format_checker=formats)


def skeleton(content: Any) -> Any:
    """A copy without people and entries; what has another type than it should stays, to be found."""
    if not isinstance(content, dict):
        return content
    bare = dict(content)
    if bare.get("people"):
        bare["people"] = _bare_people(bare["people"])
    if isinstance(bare.get("groups"), dict):
        bare["groups"] = {key: _bare_list(value) for key, value in bare["groups"].items()}
    if isinstance(bare.get("workspaces"), dict):
        bare["workspaces"] = {key: _bare_workspace(value) for key, value in bare["workspaces"].items()}
    return bare


def _bare_people(people: Any) -> Any:
    return {"ana@contoso.com": {"name": "Ana Ruiz"}} if isinstance(people, dict) else people


def _bare_list(value: Any) -> Any:
    return [] if isinstance(value, list) else value


def _bare_workspace(workspace: Any) -> Any:
    if not isinstance(workspace, dict):
        return workspace
    return {k: _bare_list(v) if k in ("admins", "members") else v for k, v in workspace.items()}


def _meant(fault: Any) -> Path:
    """The path of what is wrong: a key that is no name counts as a place of its own."""
    path: Path = list(fault.absolute_path)
    return [*path, fault.instance] if "propertyNames" in fault.absolute_schema_path else path


def _unfit(fault: Any) -> list[Path]:
    """The paths of what must not be read any further. What something is missing in may be."""
    if fault.validator == "additionalProperties":
        return [[*fault.absolute_path, f] for f in fault.instance if f not in fault.schema["properties"]]
    return [] if fault.validator == "required" else [_meant(fault)]


def _tell(fault: Any, path: Path, content: Any, context: Context) -> None:
    name, file, found = context
    if "propertyNames" in fault.absolute_schema_path:
        found.add(*bad_name(fault.instance, fault.schema), place(file, find(content, _meant(fault))[0]))
    elif fault.validator == "additionalProperties":
        for field in (f for f in fault.instance if f not in fault.schema["properties"]):
            if found.full(file):
                found.skip(file)
                continue
            said = unknown_field(field, fault.schema["properties"], _named(path, name))
            found.add(*said, place(file, find(content, [*path, field])[0]))
    elif fault.validator == "required":
        for field in (f for f in fault.validator_value if f not in fault.instance):
            fragment = resolved(fault.schema["properties"][field], schemas.schema(name))
            found.add(*missing_field(field, fragment, _named(path, name)), place(file, find(content, path)[0]))
    else:
        field = str(next((step for step in reversed(path) if isinstance(step, str)), "the document"))
        said = worded(fault.validator, fault.instance, fault.schema, field)
        key_at, value_at = find(content, path)
        found.add(*said, place(file, key_at if fault.instance is None else value_at))


def _named(path: Path, schema: str) -> str:
    """What an object at a path is called in a sentence: ``workspaces.finance``."""
    whole = "a customer" if schema == "customer" else "reconciler.yaml"
    return ".".join(str(step) for step in path) or whole


def _take_out(content: Any, path: Path) -> None:
    if not path:
        return
    for step in path[:-1]:
        content = content[step]
        if content is None:
            return
    content[path[-1]] = None
