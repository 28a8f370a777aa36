"""What changes where, as bars: the places with most changes, each with what is added, changed and taken away."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.escapes import for_markup
from reconciler.reporting.grouping import workspace_of
from reconciler.reporting.phrases import SIGNS_AND_VERBS, Sign
from reconciler.reporting.words import counted, number

_SHOWN = 15
CLASSES: Mapping[Sign, str] = {Sign.ADD: "a", Sign.CHANGE: "c", Sign.REMOVE: "r", Sign.DANGER: "d"}
_PARTS = (Sign.ADD, Sign.CHANGE, Sign.REMOVE)


class _Where(NamedTuple):
    customer: str
    workspace: str


class Bars:
    """Counted while the customers pass; by workspace where there is one customer, else by customer."""

    def __init__(self) -> None:
        self._by_workspace: Counter[tuple[_Where, Sign]] = Counter()
        self._by_customer: Counter[tuple[_Where, Sign]] = Counter()
        self._customers = 0

    def add(self, plan: CustomerPlan) -> None:
        self._customers += bool(plan.changes)
        for change in plan.changes:
            sign = SIGNS_AND_VERBS[change.do][0]
            self._by_customer[_Where(plan.customer, ""), sign] += change.size
            if self._customers == 1:
                self._by_workspace[_Where(plan.customer, workspace_of(change)), sign] += change.size

    def written(self) -> str:
        """A table, so that it says the same to somebody who sees no bars."""
        counts = self._by_workspace if self._customers == 1 else self._by_customer
        total: Counter[_Where] = Counter()
        for (where, _), count in counts.items():
            total[where] += count
        if len(total) < 2:
            return ""
        shown = sorted(total, key=lambda w: (-total[w], w))
        rows = [_row(where.workspace or where.customer, [counts[where, s] for s in _PARTS], max(total.values()))
                for where in shown[:_SHOWN]]  # fmt: skip
        if others := shown[_SHOWN:]:
            word = "other workspace" if self._customers == 1 else "other customer"
            sums = "".join(_cell([sum(counts[w, s] for w in others) for s in _PARTS]))
            rows.append(f'<tr><th scope="row">{counted(len(others), word)}</th><td></td>{sums}</tr>\n')
        return f'<table class="bars">\n{"".join(rows)}</table>\n'


def _row(name: str, parts: list[int], most: int) -> str:
    bar = (
        f'<svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">{"".join(_rects(parts, most))}</svg>'
    )
    return f'<tr><th scope="row">{for_markup(name)}</th><td>{bar}</td>{_cell(parts)}</tr>\n'


def _rects(parts: list[int], most: int) -> Iterator[str]:
    at = 0
    for sign, part in zip(_PARTS, parts, strict=True):
        width = max(2, round(1000 * part / most)) if part else 0
        if width:
            yield f'<rect class="{CLASSES[sign]}" x="{at}" width="{width}" height="1"/>'
        at += width


def _cell(parts: list[int]) -> str:
    said = " ".join(f"{sign.value}{number(part)}" for sign, part in zip(_PARTS, parts, strict=True) if part)
    return f'<td class="n">{said}</td>'
