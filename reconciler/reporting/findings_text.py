"""Findings for people: what is wrong, the line it stands in, why, and what to type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from reconciler.findings import Finding, Place, Severity, count, in_order
from reconciler.reporting.look import Look, Shade, cells
from reconciler.reporting.words import counted, listed, number, wrapped

SHOWN = 1000
"""More than this nobody reads; all are counted."""
FOLDED_ABOVE = 20
"""Like findings; with more, the first stands for all."""

_SHADES = {Severity.ERROR: Shade.DANGER, Severity.WARNING: Shade.CHANGE, Severity.INFO: Shade.STRONG}
_NARROWEST = 40
IN_JSON = "--format json has all"
ONCE_MORE = "mend these, and look again"
"""What to do about findings that are not shown, where another format lists them and where none does."""


class LeftOut(NamedTuple):
    """Findings like those that are told, which were only counted: they come later, the last of them here."""

    more: int = 0
    last: Place | None = None


_NONE = LeftOut()


def findings_text(
    findings: Iterable[Finding], look: Look, *, unfolded_by: str = "", others: LeftOut = _NONE, beyond: str = IN_JSON
) -> Iterator[str]:
    """The first thousand, by place, with an empty line after each; then how many were left out, and ``beyond`` them
    what to do. Many of a kind are folded into the first of them where another command lists them: ``unfolded_by``."""
    ordered = in_order(findings)
    alike = _alike(ordered) if unfolded_by else {}
    for finding in islice((f for f in ordered if alike.get(_kind(f), (f,))[0] is f), SHOWN):
        yield from _one(finding, look)
        if _kind(finding) in alike:
            yield from _more(alike[_kind(finding)], others, look, unfolded_by)
        yield "\n"
    if (total := len(ordered) + others.more) > SHOWN:
        yield f"{number(SHOWN)} of {counted(total, 'finding')} are shown; {beyond}.\n\n"


def _kind(finding: Finding) -> tuple[Severity, str, str]:
    return finding.severity, finding.rule, finding.summary


def _alike(ordered: Iterable[Finding]) -> Mapping[tuple[Severity, str, str], list[Finding]]:
    """Those of which there are too many to be read one by one, by kind and in their order."""
    found: dict[tuple[Severity, str, str], list[Finding]] = {}
    for finding in ordered:
        found.setdefault(_kind(finding), []).append(finding)
    return {kind: those for kind, those in found.items() if len(those) > FOLDED_ABOVE}


def _more(alike: Sequence[Finding], others: LeftOut, look: Look, unfolded_by: str) -> Iterator[str]:
    last = others.last or alike[-1].place
    to = f", the last at {last}" if last is not None else ""
    listed = f"the first {number(len(alike))}" if others.more else "them all"
    like = f"{number(len(alike) - 1 + others.more)} like it{to}; {unfolded_by} lists {listed}"
    yield from _said(f"{_gutter(alike[0])} = more: ", like, look)


def findings_concise(findings: Iterable[Finding], look: Look) -> Iterator[str]:
    """One line each, ``file:line:column: error[S-11]: summary``, as editors and ``grep`` like them."""
    for finding in in_order(findings):
        place = f"{finding.place}: " if finding.place else ""
        yield look.safe(f"{place}{finding.severity.value}[{finding.rule}]: {finding.summary}") + "\n"


def findings_summary(findings: Iterable[Finding], files: int) -> str:
    """``1 error and 2 notes in 3 files.``"""
    found = _named(count(findings))
    where = f"in {counted(files, 'file')}"
    return f"{listed(found)} {where}.\n" if found else f"Nothing is wrong {where}.\n"


def _named(found: Mapping[str, int]) -> list[str]:
    words = (("error", "error"), ("warning", "warning"), ("info", "note"))
    return [counted(found[severity], word) for severity, word in words if found[severity]]


def _one(finding: Finding, look: Look) -> Iterator[str]:
    label = look.safe(f"{finding.severity.value}[{finding.rule}]")
    yield f"{look.painted(_SHADES[finding.severity], label)}: {look.safe(finding.summary)}\n"
    gutter = _gutter(finding)
    if finding.place is not None:
        yield f"{gutter}--> {look.safe(str(finding.place))}\n"
        if finding.excerpt.strip():
            yield from _excerpt(finding, finding.place, gutter, look)
    for place in finding.also:
        yield f"{gutter}--> {look.safe(str(place))} (the other place)\n"
    yield from _said(f"{gutter} = why:  ", finding.explanation, look)
    yield from _said(f"{gutter} = help: ", finding.remedy, look)


def _gutter(finding: Finding) -> str:
    return " " * (len(str(finding.place.line)) if finding.place else 1)


def _excerpt(finding: Finding, place: Place, gutter: str, look: Look) -> Iterator[str]:
    before, meant, after = _in_view(finding, place, look)
    bar = look.painted(Shade.DIM, "|")
    marks = look.painted(_SHADES[finding.severity], "^" * max(1, cells(meant)))
    yield f"{gutter} {bar}\n"
    yield f"{place.line} {bar} {before}{meant}{after}".rstrip() + "\n"
    yield f"{gutter} {bar} {' ' * cells(before)}{marks}\n"


def _in_view(finding: Finding, place: Place, look: Look) -> tuple[str, str, str]:
    """The line cut around what is meant, so that it fits; the cuts are shown as ``...``."""
    start = max(0, place.column - 1)
    line, end = finding.excerpt.rstrip("\r\n"), start + max(1, finding.length)
    room = max(_NARROWEST, look.width - len(str(place.line)) - 3)
    first = 0 if end <= room else max(0, start - room // 3)
    meant_end = min(end, first + room)
    last = max(meant_end, first + room)
    before = ("..." if first else "") + look.safe(line[first:start])
    after = look.safe(line[meant_end:last]) + ("..." if last < len(line) else "")
    return before, look.safe(line[start:meant_end]), after


def _said(label: str, text: str, look: Look) -> Iterator[str]:
    """The first line is prose and is wrapped; the following ones are to be typed and stay as they are."""
    if not text:
        return
    prose, *typed = text.split("\n")
    hanging = " " * len(label)
    for line in wrapped(look.safe(prose), max(look.width, _NARROWEST), first=label, rest=hanging):
        yield line + "\n"
    for line in typed:
        yield f"{hanging}    {look.safe(line)}".rstrip() + "\n"
