"""Blanks and empty lines: none at the end of a line, at most one empty line, one line end at the end."""

from reconciler.editing.source import Source, lines_inside_texts


def laid_out(source: Source) -> str:
    """The whole text. Where texts go on matters only if something is to be removed."""
    odd = any(line.endswith(" ") for line in source.lines) or "\n\n\n" in source.text
    held = lines_inside_texts(source) if odd else frozenset()
    lines: list[str] = []
    empty = True
    for number, line in enumerate(source.lines):
        kept = line if number in held else line.rstrip(" ")
        if not kept and empty and number not in held:
            continue
        empty = not kept
        lines.append(kept)
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)
