"""Numbers and small sentences, said the same way everywhere."""

from collections.abc import Iterator, Sequence

from reconciler.reporting.look import Look, cells


def number(count: int) -> str:
    """2,312"""
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """1 member, 2,312 members"""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def percent(part: int, whole: int) -> str:
    """36.2 %, 0.05 %; never rounded to nothing."""
    share = 100 * part / whole if whole else 0.0
    if 0 < share < 0.01:
        return "under 0.01 %"
    digits = 1 if share >= 1 else 2
    text = f"{share:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def listed(words: Sequence[str]) -> str:
    """a, b and c"""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def titled(customer: str, *known: str) -> str:
    """contoso (unified, contoso-u26)"""
    said = ", ".join(filter(None, known))
    return f"{customer} ({said})" if said else customer


def paragraph(text: str, look: Look, *, first: str = "", rest: str = "") -> Iterator[str]:
    """Any text, made safe, in lines that fit the screen."""
    return (f"{line}\n" for line in wrapped(look.safe(text), look.width, first=first, rest=rest))


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Safe text in lines of at most ``width`` columns, broken at spaces only: an address or path stays whole."""
    if cells(first) + cells(text) <= width:
        return [first + text]
    lines: list[str] = []
    line, empty = first, True
    for word in text.split(" "):
        if not empty and cells(line) + 1 + cells(word) > width:
            lines.append(line)
            line, empty = rest, True
        line = line + word if empty else f"{line} {word}"
        empty = False
    return [*lines, line]
