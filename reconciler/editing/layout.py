"""Blanks and empty lines: none at the end of a line, at most one empty line, one line end at the end."""

from reconciler.editing.source import lines_inside_texts, source_of


def laid_out(whole: list[str]) -> str:
    """The text of these lines. Where texts go on matters only if something is to be removed."""
    text = "\n".join(whole)
    odd = any(line.endswith(" ") for line in whole) or "\n\n\n" in text
    held = lines_inside_texts(source_of(text)) if odd else frozenset()
    lines: list[str] = []
    empty = True
    for number, line in enumerate(whole):
        kept = line if number in held else line.rstrip(" ")
        if not kept and empty and number not in held:
            continue
        empty = not kept
        lines.append(kept)
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)
