"""What ``plan`` and ``show`` may be asked for by ``--format``. A new one is a file and a line here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.findings import OriginOf, nobody
from reconciler.planning.glance import Glance
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.planning.tally import Tally
from reconciler.reporting.grouping import By
from reconciler.reporting.look import Look


class Shown(NamedTuple):
    """A plan, and what is wished for: ``customers`` gives them from the first one, as often as wanted, ``at_a_glance``
    only as far as somebody reads them; ``unfold`` shows a line for every change."""

    heading: Heading
    digests: Digests
    tally: Tally
    customers: Callable[[], Iterable[CustomerPlan]]
    look: Look = Look()
    unfold: bool = False
    by: By = By.WORKSPACE
    origin: OriginOf = nobody
    at_a_glance: Callable[[], Iterable[CustomerPlan | Glance]] | None = None


# Each is imported by whoever asks for it: start-up time, and only one is ever shown.


def _text(shown: Shown) -> Iterator[str]:
    from reconciler.reporting.plan_text import plan_text

    customers = shown.customers if shown.unfold else shown.at_a_glance or shown.customers
    its = (shown.heading, shown.digests, shown.tally, customers(), shown.look)
    return plan_text(*its, unfold=shown.unfold, by=shown.by)


def _json(shown: Shown) -> Iterator[str]:
    from reconciler.reporting.plan_json import plan_json

    return plan_json(shown.heading, shown.digests, shown.customers())


def _ndjson(shown: Shown) -> Iterator[str]:
    from reconciler.reporting.plan_json import plan_ndjson

    return plan_ndjson(shown.heading, shown.digests, shown.customers())


def _markdown(shown: Shown) -> Iterator[str]:
    from reconciler.reporting.plan_markdown import plan_markdown

    return plan_markdown(shown.heading, shown.digests, shown.customers(), shown.by)


def _html(shown: Shown) -> Iterator[str]:
    from reconciler.reporting.plan_html import plan_html

    return plan_html(shown.heading, shown.digests, shown.customers, shown.by, shown.origin)


def _terraform(shown: Shown) -> Iterator[str]:
    from reconciler.reporting.plan_terraform import plan_terraform

    return plan_terraform(shown.customers())


PLAN_FORMATS: Mapping[str, Callable[[Shown], Iterator[str]]] = {
    "text": _text,
    "json": _json,
    "ndjson": _ndjson,
    "markdown": _markdown,
    "html": _html,
    "gitlab-terraform": _terraform,
}
"""Text first: that is what is shown where nobody asks for another."""

GROUPED_FORMATS = ("text", "markdown", "html")
"""Those for people, who may want another order."""
