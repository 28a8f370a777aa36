"""One YAML file as lines and as nodes: where each key, value and comment stands, to the character.

PyYAML's composer is used for its marks alone, and only on what our own loader has read whole before: that is nested
32 levels at most, and has no anchor, no alias and no tag. What a value means is asked of the loader, never of a node.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_Composer = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BLOCKS = ("|", ">")


@dataclass(frozen=True, slots=True)
class Source:
    """``lines`` are without their ends."""

    lines: list[str]
    documents: tuple[Node, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def source_of(text: str) -> Source:
    """``text`` ends its lines with ``\\n`` and has been read by the loader without a fault."""
    documents = tuple(yaml.compose_all(text, Loader=_Composer))
    return Source(text.split("\n"), documents)


def is_mapping(node: Node) -> TypeGuard[MappingNode]:
    return isinstance(node, MappingNode)


def is_list(node: Node) -> TypeGuard[SequenceNode]:
    return isinstance(node, SequenceNode)


def in_brackets(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and bool(node.flow_style)


def children(node: Node) -> Iterator[Node]:
    """Keys and values, or entries."""
    if is_mapping(node):
        for pair in node.value:
            yield from pair
    elif is_list(node):
        yield from node.value


def value_of(mapping: MappingNode, key: str) -> Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)


def texts(node: Node) -> Iterator[ScalarNode]:
    """Every scalar beneath a node, in order."""
    if isinstance(node, ScalarNode):
        yield node
    for child in children(node):
        yield from texts(child)


def last_line(node: Node, lines: list[str]) -> int:
    """The number of the last line on which something of the node stands. The marks of a block end where the next
    thing begins, comments and all, so its last entry is asked."""
    if isinstance(node, ScalarNode) and node.style in _BLOCKS:
        last = node.end_mark.line - (node.end_mark.column == 0)
        last = min(last, len(lines) - 1)
        while last > node.start_mark.line and not lines[last].strip():
            last -= 1
        return int(last)
    inner = [] if isinstance(node, ScalarNode) or in_brackets(node) else list(children(node))
    return last_line(inner[-1], lines) if inner else int(node.end_mark.line)


def is_blank(line: str) -> bool:
    return not line.strip()


def is_comment(line: str) -> bool:
    """Whether a line that is no part of a text holds a comment and nothing else."""
    return line.lstrip().startswith("#")


def indented(line: str) -> int:
    return len(line) - len(line.lstrip())


def lines_inside_texts(source: Source) -> frozenset[int]:
    """Lines whose end belongs to a text that goes on: blanks there are not ours to remove."""
    held: set[int] = set()
    for node in (text for document in source.documents for text in texts(document)):
        first, last = node.start_mark.line, last_line(node, source.lines)
        if node.style in _BLOCKS:
            held.update(range(first + 1, last + 1))
        else:
            held.update(range(first, last))
    return frozenset(held)


def comments(source: Source) -> Iterator[tuple[int, str]]:
    """Every comment, whole lines and those behind something, from its ``#`` on; with the number of its line."""
    spans = _spans(source)
    for number, line in enumerate(source.lines):
        at = line.find("#")
        while at >= 0:
            starts = at == 0 or line[at - 1] in " \t"
            if starts and not any(first <= at < end for first, end in spans.get(number, ())):
                yield number, line[at:].rstrip()
                break
            at = line.find("#", at + 1)


def _spans(source: Source) -> dict[int, list[tuple[int, int]]]:
    """Which columns of a line belong to texts that have a ``#`` in them. The line on which a block text is announced
    may have a comment."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for node in (text for document in source.documents for text in texts(document)):
        if "#" not in node.value:  # then none stands in it
            continue
        start, end = node.start_mark, node.end_mark
        block = node.style in _BLOCKS
        last = last_line(node, source.lines)
        for line in range(start.line + block, last + 1):
            first = start.column if line == start.line else 0
            spans.setdefault(line, []).append((first, end.column if line == end.line else len(source.lines[line])))
    return spans
