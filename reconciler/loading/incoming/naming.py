"""A workspace in YAML gets one roster more, by as small an edit of its text as there is.

Only where that is plain: one more entry in a list that stands on one line or has a line for each, or a new line, where
``fmt`` would put it, in a workspace that is written a line for each field. Everything else stays byte for byte,
comments too. The edited text is read again: what came out is what was there with the entry added, or it is not used.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from reconciler.loading import schemas, yaml
from reconciler.loading.gathered import Gathered
from reconciler.loading.nodes import COLUMN_BITS, COLUMN_MASK, Entries, Fields, Position
from reconciler.loading.yaml_flow import flow

FIELD = "members_from"
_ONE_LINE = re.compile(r"\[([^\[\]{}\"'#]*)\]")


def workspace_in(content: bytes, file: str, customer: str, workspace: str) -> tuple[int, Fields] | None:
    """The number of the document that declares a workspace of a customer, and the workspace."""
    for number, document in enumerate(yaml.read(content, file, Gathered())):
        whole = document.content
        if isinstance(whole, Fields) and whole.get("customer") == customer:
            declared = whole.get("workspaces")
            if isinstance(declared, Fields) and isinstance(declared.get(workspace), Fields):
                return number, declared[workspace]
    return None


def named_in(fields: Fields) -> list[str]:
    """The rosters that a workspace names."""
    named = fields.get(FIELD)
    return [each for each in named if isinstance(each, str)] if isinstance(named, Entries) else []


def with_roster(content: bytes, file: str, customer: str, workspace: str, path: str) -> bytes | None:
    """The YAML with one more roster, or None where it has to be typed."""
    before = workspace_in(content, file, customer, workspace)
    if before is None:
        return None
    number, fields = before
    lines = content.decode().splitlines(keepends=True)
    for edited in _ways(lines, fields, path):
        after = "".join(edited).encode()
        if _differs_by(content, after, number, workspace, path):
            return after
    return None


def _ways(lines: list[str], fields: Fields, path: str) -> Iterator[list[str]]:
    """Edits that may be right; each is judged by what it makes."""
    line, column = _at(fields.start)
    if FIELD not in fields and lines[line][column:].startswith("{"):
        text, added = lines[line], f", {FIELD}: {flow([path])}"
        for end in (n for n, character in enumerate(text) if character == "}" and n > column):
            yield [*lines[:line], text[:end].rstrip() + added + text[end:], *lines[line + 1 :]]
        return
    edited = _in_list(lines, fields, path) if FIELD in fields else _as_new_line(lines, fields, path)
    if edited is not None:
        yield edited


def _in_list(lines: list[str], fields: Fields, path: str) -> list[str] | None:
    entries = fields[FIELD]
    if not isinstance(entries, Entries):
        return None
    line, column = _at(fields.position(FIELD))
    text = lines[line]
    if text[column:].startswith("["):
        found = _ONE_LINE.match(text, column)
        if found is None:
            return None
        inner = found[1].strip()
        whole = f"[{inner.rstrip(',')}, {flow(path)}]" if inner else f"[{flow(path)}]"
        return [*lines[:line], text[:column] + whole + text[found.end() :], *lines[line + 1 :]]
    last, column = _at(entries.position(len(entries) - 1)) if entries else (line, 0)
    dash = re.match(r" *- +", lines[last])
    if dash is None or dash.end() != column:
        return None
    return _with_line(lines, last, f"{dash[0]}{flow(path)}")


def _as_new_line(lines: list[str], fields: Fields, path: str) -> list[str] | None:
    if not fields:
        return None
    keys = [_at(fields.key_position(key)) for key in fields]
    if len({column for _, column in keys}) != 1 or any(lines[n][:column].strip() for n, column in keys):
        return None
    later = [line for key, (line, _) in zip(fields, keys, strict=True) if key in _later()]
    column = keys[0][1]
    end = _above(lines, min(later)) if later else _end_of(lines, keys[-1][0], column)
    return _with_line(lines, end, f"{' ' * column}{FIELD}: {flow([path])}")


@cache
def _later() -> frozenset[str]:
    """The fields that stand behind it in a file that ``fmt`` has laid out."""
    fields = list(schemas.schema("customer")["$defs"]["workspace"]["properties"])
    return frozenset(fields[fields.index(FIELD) + 1 :])


def _above(lines: list[str], line: int) -> int:
    """The last line before a field and the comments that stand right above it."""
    while lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line - 1


def _end_of(lines: list[str], last: int, column: int) -> int:
    """The last line of the field that begins on line ``last``."""
    end = last
    for number in range(last + 1, len(lines)):
        text = lines[number].strip()
        if text and not text.startswith("#"):
            if len(lines[number]) - len(lines[number].lstrip(" ")) <= column:
                break
            end = number
    return end


def _with_line(lines: list[str], after: int, text: str) -> list[str]:
    before = lines[after]
    ending = "\r\n" if before.endswith("\r\n") else "\n"
    whole = before if before.endswith("\n") else before + ending
    return [*lines[:after], whole, text + ending, *lines[after + 1 :]]


def _at(position: Position) -> tuple[int, int]:
    return position >> COLUMN_BITS, position & COLUMN_MASK


def _differs_by(before: bytes, after: bytes, number: int, workspace: str, path: str) -> bool:
    """Whether the two say the same but for the one roster."""
    found = Gathered()
    was, now = list(_contents(before, Gathered())), list(_contents(after, found))
    if found.broken or len(was) != len(now):
        return False
    fields = was[number]["workspaces"][workspace]
    fields[FIELD] = [*(fields.get(FIELD) or ()), path]
    return bool(was == now)


def _contents(content: bytes, found: Gathered) -> Iterator[Any]:
    return (_plain(document.content) for document in yaml.read(content, "", found))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
