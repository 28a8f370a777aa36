"""The warnings and notes of a customer, short: a plan is read for its changes.

One alone says what it is about, several of a kind are counted. Unfolded each says everything, and what to type.
"""

from collections.abc import Iterator

from reconciler.findings import Finding, Severity, in_order
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.words import number, wrapped

_NAMES = {Severity.WARNING: "warning", Severity.INFO: "note"}


def notes_text(plan: CustomerPlan, look: Look, unfold: bool) -> Iterator[str]:
    """A sentence for each kind of finding that is no error: what is the matter, or how many more there are."""
    alike: dict[object, list[Finding]] = {}
    for finding in in_order(plan.findings):
        if finding.severity is not Severity.ERROR:
            key = finding if unfold else (finding.severity, finding.rule, finding.summary)
            alike.setdefault(key, []).append(finding)
    for those in sorted(alike.values(), key=lambda f: f[0].severity is Severity.INFO):
        for line in wrapped(look.safe(_sentence(those, unfold)), look.width, first="  ", rest="    "):
            yield look.painted(Shade.DIM, line) + "\n"
        if unfold:
            yield from _explained(those[0], look)


def _explained(finding: Finding, look: Look) -> Iterator[str]:
    """Why, and what to type: the lines of a remedy stay lines, so that they can be copied."""
    for text in (finding.explanation, *finding.remedy.split("\n")):
        for line in wrapped(look.safe(text), look.width, first="    ", rest="    ") if text else ():
            yield look.painted(Shade.DIM, line) + "\n"


def _sentence(alike: list[Finding], unfold: bool) -> str:
    first = alike[0]
    where = f", {first.place.file}:{first.place.line}" if first.place else ""
    said = f"{_NAMES[first.severity]}[{first.rule}]: {first.summary}{where}"
    if len(alike) > 1:
        return f"{said} and {number(len(alike) - 1)} more, which -v shows"
    return said if unfold or not first.explanation else f"{said}: {first.explanation}"
