"""What is put in order within lines: the keys of a mapping in braces, and the spelling of addresses (D-11)."""

from itertools import accumulate

from yaml.nodes import Node, ScalarNode

from reconciler.editing.shapes import Shape
from reconciler.editing.source import Source, children, in_brackets, is_list, is_mapping
from reconciler.kinds.address import normal_spelling


def put_in_order_inline(source: Source, shape: Shape) -> str:
    """The whole text. Lines stay where they are, unless something in braces runs over several."""
    inline = _Inline(source)
    for document in source.documents:
        inline.look_at(document, shape)
    text = source.text
    for first, end, said in reversed(inline.changed):
        text = text[:first] + said + text[end:]
    return text


class _Inline:
    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.starts = [0, *accumulate(len(line) + 1 for line in source.lines)]
        self.changed: list[tuple[int, int, str]] = []

    def look_at(self, node: Node, shape: Shape) -> None:
        """Goes down to what stands in brackets, and to texts."""
        shape = shape.for_node(node)
        if isinstance(node, ScalarNode) or in_brackets(node):
            said = self.said(node, shape)
            first, end = self._span(node)
            if said != self.text[first:end]:
                self.changed.append((first, end, said))
        elif is_mapping(node):
            for key, value in node.value:
                self.look_at(key, shape.of_keys())
                self.look_at(value, shape.of_value(key.value))
        else:
            for entry in children(node):
                self.look_at(entry, shape.of_entry())

    def said(self, node: Node, shape: Shape) -> str:
        """The text of a node as it should be."""
        shape = shape.for_node(node)
        first, end = self._span(node)
        text = self.text[first:end]
        if is_mapping(node):
            return self._mapping(node.value, shape, first, end)
        if is_list(node):
            entries = [(*self._span(entry), self.said(entry, shape.of_entry())) for entry in node.value]
            return self._joined(entries, list(range(len(entries))), first, end)
        return _address(node, text) if shape.is_address else text

    def _mapping(self, pairs: list[tuple[Node, Node]], shape: Shape, first: int, end: int) -> str:
        """Each key with its value goes where its turn is; commas and blanks stay. A comment among them belongs to
        nobody in particular, so then nothing goes anywhere."""
        parts = []
        for key, value in pairs:
            (key_first, key_end), (value_first, value_end) = self._span(key), self._span(value)
            said = f"{self.said(key, shape.of_keys())}{self.text[key_end:value_first]}"
            parts.append((key_first, value_end, said + self.said(value, shape.of_value(key.value))))
        text = self.text[first:end]
        commented = "#" in text and "\n" in text
        order = list(range(len(parts))) if commented else shape.sorted(key.value for key, _ in pairs)
        return self._joined(parts, order, first, end)

    def _joined(self, parts: list[tuple[int, int, str]], order: list[int], first: int, end: int) -> str:
        said, at = "", first
        for (start, stop, _), number in zip(parts, order, strict=True):
            said += self.text[at:start] + parts[number][2]
            at = stop
        return said + self.text[at:end]

    def _span(self, node: Node) -> tuple[int, int]:
        start, end = node.start_mark, node.end_mark
        return self.starts[start.line] + start.column, self.starts[end.line] + end.column


def _address(node: Node, text: str) -> str:
    """What cannot be read off the text, as an address in escapes, stays."""
    spelled = normal_spelling(node.value)
    if text == node.value:
        return spelled
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[1:-1] == node.value
    return f"{text[0]}{spelled}{text[0]}" if quoted else text
