"""Pieces of a comment in Markdown, and how much of each there is room for.

What people wrote stands in fences and code spans, where nothing is markup, a link or a mention. A fence that says
``diff`` is coloured by its signs: ``+`` green, ``-`` red, ``!`` orange. It is for lines whose beginning says what
matters: on a telephone their end is out of sight. What is to be read to its end is a sentence, in a list.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import dedent

from reconciler.reporting.escapes import for_markup
from reconciler.reporting.look import Look
from reconciler.reporting.markdown_escapes import for_prose
from reconciler.reporting.words import number

LOOK = Look(width=92)
"""As wide as a fence is in a comment before it scrolls."""
UNBROKEN = Look(width=1_000_000)
"""For sentences, which the reader's screen breaks."""

_LONGEST = 160


def size(text: str) -> int:
    """In bytes, which is what a comment is measured in."""
    return len(text.encode())


def fenced(lines: Iterable[str], language: str = "text") -> str:
    """The lines, each safe and with its end, in a fence that none of them can close."""
    text = "".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}{fence}\n\n"


def items(lines: Iterable[str]) -> list[str]:
    """Lines as a list, as deep as they were indented; the first is not."""
    shown = [line for line in dedent("".join(lines)).split("\n") if line.strip()]
    return [f"{' ' * (len(line) - len(line.lstrip()))}- {for_prose(line)}\n" for line in shown]


def paragraphs(lines: Iterable[str]) -> str:
    """The same, where what is not indented is a paragraph of its own."""
    shown = [line for line in "".join(lines).split("\n") if line.strip()]
    said = (f"- {for_prose(line)}\n" if line.startswith(" ") else f"\n{for_prose(line)}\n" for line in shown)
    return "".join(said).removeprefix("\n") + "\n"


def folded_up(summary: str, body: str, *, opened: bool) -> str:
    """``summary`` is HTML already. The empty line is what makes the body Markdown again."""
    return f"<details{' open' if opened else ''}><summary>{summary}</summary>\n\n{body}</details>\n\n"


def code(text: str) -> str:
    """Within HTML, where a code span would be shown with its marks; a very long text is cut."""
    return f"<code>{for_markup(clipped(text))}</code>"


def clipped(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."


@dataclass(slots=True)
class Budget:
    """Lines that are kept as long as there is room; ``cut`` counts the entries that were not."""

    room: int
    lines: list[str] = field(default_factory=list)
    cut: int = 0

    def add(self, entry: Iterable[str]) -> None:
        """All lines of an entry or none. Where there is no room at all it is not even made."""
        if self.room <= 0:
            self.cut += 1
            return
        lines = list(entry)
        needed = sum(map(size, lines))
        if needed > self.room:
            self.cut += 1
            self.room = min(self.room, 200)  # short ones may still fit, and a hundred thousand are not tried
            return
        self.room -= needed
        self.lines += lines

    def section(self, title: str, body: str) -> str:
        """``body`` is what was made of the lines. Empty where nothing was added."""
        if not self.lines and not self.cut:
            return ""
        more = f"and {number(self.cut)} more, which did not fit\n\n" if self.cut else ""
        return f"### {title}\n\n{body if self.lines else ''}{more}"

    def listing(self, title: str) -> str:
        """Of lines that are items of a list."""
        return self.section(title, "".join([*self.lines, "\n"]))
