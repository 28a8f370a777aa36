"""Text in Markdown: one code span from its first mark to its last, in a cell of a table too."""

import re

from reconciler.reporting.escapes import for_terminal
from reconciler.reporting.markdown_escapes import for_markdown
from reconciler.reporting.markdown_parts import fenced
from targets.active import active, text_of


def one(content: bytes) -> None:
    text = text_of(content)

    for shown in (for_markdown(text), for_markdown(text, cell=True)):
        assert not active(shown)
        if shown:
            marks = re.match("`+", shown)
            assert marks, shown
            inside = shown[len(marks[0]) : -len(marks[0])]
            assert shown.endswith(marks[0]), shown
            assert inside.strip(), shown
            assert marks[0] not in re.findall("`+", inside), shown
    assert not re.search(r"(?<!\\)\|", for_markdown(text, cell=True))
    lines = text_of(content.replace(b"\xff", b"\n")).split("\n")
    refuse_a_fence_that_is_closed_within(fenced(f"{for_terminal(line)}\n" for line in lines))


def refuse_a_fence_that_is_closed_within(block: str) -> None:
    first, *lines = block.rstrip("\n").split("\n")
    fence = re.match("`+", first)
    assert fence, first
    assert lines[-1] == fence[0]
    assert all(len(line.strip()) < len(fence[0]) or set(line.strip()) != {"`"} for line in lines[:-1]), block
