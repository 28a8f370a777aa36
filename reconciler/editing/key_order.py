"""Keys in the schema's order, by moving whole lines.

An entry of a mapping is moved with everything that is about it: its value, what stands behind it on its lines, the
comments directly above it, and those below it that are indented deeper than it (a line that was taken out of use), or
that a blank line parts from what follows. A comment between blank lines goes with what follows it, as a heading does.
The comments at the top of a file stay at the top, where a blank line or the line for the editor's schema parts them
from the first entry; those at the end of a mapping stay at its end.

A mapping of which a line is none of these is left in its order.
"""

from yaml.nodes import MappingNode, Node, ScalarNode

from reconciler.editing.shapes import Shape
from reconciler.editing.source import (
    Source,
    in_brackets,
    indented,
    is_blank,
    is_comment,
    is_list,
    is_mapping,
    last_line,
)

_FOR_EDITORS = "# yaml-language-server:"


def put_in_order(source: Source, shape: Shape) -> list[str]:
    """All lines."""
    mover = _Mover(source.lines)
    done, lines = 0, list[str]()
    for document in source.documents:
        first = mover.begin(document.start_mark.line, done)
        end = mover.end_of(document)
        lines += source.lines[done:first] + mover.ordered(document, shape, first, end)
        done = end
    return lines + source.lines[done:]


def bounds_of(node: MappingNode, lines: list[str]) -> list[int]:
    """Where the lines of each entry of a mapping begin, with what goes with it, and where those of the last one end."""
    return _Mover(lines).bounds(node, 0, len(lines))


def _is_one_piece(node: Node) -> bool:
    """Nothing within it is on lines of its own that could change places."""
    return isinstance(node, ScalarNode) or in_brackets(node)


class _Mover:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def ordered(self, node: Node, shape: Shape, first: int, end: int) -> list[str]:
        """The lines from ``first`` to before ``end``, in which the node stands, with its keys in order."""
        shape = shape.for_node(node)
        if is_mapping(node) and not in_brackets(node):
            return self._mapping(node, shape, first, end)
        if is_list(node) and not in_brackets(node) and not all(map(_is_one_piece, node.value)):
            return self._list(node.value, shape, first, end)
        return self.lines[first:end]

    def _list(self, entries: list[Node], shape: Shape, first: int, end: int) -> list[str]:
        lines, done = list[str](), first
        for entry, following in zip(entries, [*entries[1:], None], strict=True):
            limit = end if following is None else self._between(entry, following)
            lines += self.ordered(entry, shape.of_entry(), done, limit)
            done = limit
        return lines

    def _between(self, entry: Node, following: Node) -> int:
        """The line from which on all is the following entry's, or nobody's."""
        return max(last_line(entry, self.lines) + 1, self.begin(following.start_mark.line, 0))

    def _mapping(self, node: MappingNode, shape: Shape, first: int, end: int) -> list[str]:
        bounds = self.bounds(node, first, end)
        pieces = [
            self.ordered(value, shape.of_value(key.value), bounds[number], bounds[number + 1])
            for number, (key, value) in enumerate(node.value)
        ]
        order = shape.sorted(key.value for key, _ in node.value)
        before, after = self.lines[first : bounds[0]], self.lines[bounds[-1] : end]
        if order == sorted(order) or not self._movable(node, bounds):
            return [*before, *(line for piece in pieces for line in piece), *after]
        return [*before, *self._moved(pieces, order, node.start_mark.column), *after]

    def _moved(self, pieces: list[list[str]], order: list[int], column: int) -> list[str]:
        """The first entry may stand behind a dash, and then that is where the new first one stands."""
        dash = "" if is_comment(pieces[0][0]) else pieces[0][0][:column]
        if not dash.strip():
            return [line for number in order for line in pieces[number]]
        in_place = [[" " * column + pieces[0][0][column:], *pieces[0][1:]], *pieces[1:]]
        moved = [line for number in order for line in in_place[number]]
        if moved[0][:column].strip() or is_blank(moved[0]):
            return [line for piece in pieces for line in piece]
        return [dash + moved[0][column:], *moved[1:]]

    def bounds(self, node: MappingNode, first: int, end: int) -> list[int]:
        """Where each entry's lines begin, and where the last one's end."""
        line, column = node.start_mark.line, node.start_mark.column
        behind_a_dash = bool(self.lines[line][:column].strip())
        bounds = [line if behind_a_dash else self._first_entry(line, first)]
        for (_, value), (following, _) in zip(node.value, node.value[1:], strict=False):
            below = last_line(value, self.lines) + 1
            bounds.append(self._parted(below, following.start_mark.line, column))
        return [*bounds, self._deeper(last_line(node, self.lines) + 1, end, column)]

    def _first_entry(self, line: int, first: int) -> int:
        """Comments above the first entry are its own only as far as nothing parts them from it."""
        begin = self.begin(line, first)
        for number in range(line - 1, begin - 1, -1):
            if is_blank(self.lines[number]) or self.lines[number].lstrip().startswith(_FOR_EDITORS):
                return number + 1
        return begin

    def begin(self, line: int, least: int) -> int:
        """The first of the blank lines and comments right above a line."""
        while line > least and (is_blank(self.lines[line - 1]) or is_comment(self.lines[line - 1])):
            line -= 1
        return line

    def end_of(self, document: Node) -> int:
        line = last_line(document, self.lines) + 1
        while line < len(self.lines) and (is_blank(self.lines[line]) or is_comment(self.lines[line])):
            line += 1
        return line

    def _parted(self, below: int, following: int, column: int) -> int:
        """Of the lines between two entries, the first that is the following one's. Comments right below an entry stay
        with it where a blank line parts them from the next one; where nothing does, they are the next one's."""
        deeper = self._deeper(below, following, column)
        if deeper > below:
            return deeper
        touching = below
        while touching < following and is_comment(self.lines[touching]):
            touching += 1
        return touching if touching < following else below

    def _deeper(self, below: int, end: int, column: int) -> int:
        """The end of comments that are indented deeper than an entry, right below it."""
        at = below
        for number in range(below, end):
            if is_blank(self.lines[number]):
                continue
            if not is_comment(self.lines[number]) or indented(self.lines[number]) <= column:
                break
            at = number + 1
        return at

    def _movable(self, node: MappingNode, bounds: list[int]) -> bool:
        """Whether every key but the first begins its line, and nothing but comments stands between entries."""
        column = node.start_mark.column
        for number, (key, value) in enumerate(node.value):
            line = key.start_mark.line
            below = last_line(value, self.lines) + 1
            at_its_begin = number == 0 or not self.lines[line][:column].strip()
            if key.start_mark.column != column or not at_its_begin or below > bounds[number + 1]:
                return False
            around = [*range(bounds[number], line), *range(below, bounds[number + 1])]
            if not all(is_blank(self.lines[n]) or is_comment(self.lines[n]) for n in around):
                return False
        return True
