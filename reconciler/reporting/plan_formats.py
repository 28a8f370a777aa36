"""What ``plan`` and ``show`` may be asked for by ``--format``. A new one is a file and a line here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reconciler.findings import OriginOf
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.reporting.grouping import By
from reconciler.reporting.html_lines import nobody
from reconciler.reporting.look import Look
from reconciler.reporting.plan_html import plan_html
from reconciler.reporting.plan_json import plan_json, plan_ndjson
from reconciler.reporting.plan_markdown import plan_markdown
from reconciler.reporting.plan_terraform import plan_terraform
from reconciler.reporting.plan_text import plan_text


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan, and what is wished for: ``customers`` gives them from the first one, as often as wanted; ``unfold`` shows
    a line for every change."""

    heading: Heading
    digests: Digests
    customers: Callable[[], Iterable[CustomerPlan]]
    look: Look = field(default_factory=Look)
    unfold: bool = False
    by: By = By.WORKSPACE
    origin: OriginOf = nobody


PLAN_FORMATS: Mapping[str, Callable[[Shown], Iterator[str]]] = {
    "text": lambda s: plan_text(s.heading, s.digests, s.customers(), s.look, unfold=s.unfold, by=s.by),
    "json": lambda s: plan_json(s.heading, s.digests, s.customers()),
    "ndjson": lambda s: plan_ndjson(s.heading, s.digests, s.customers()),
    "markdown": lambda s: plan_markdown(s.heading, s.digests, s.customers(), s.by),
    "html": lambda s: plan_html(s.heading, s.digests, s.customers, s.by, s.origin),
    "gitlab-terraform": lambda s: plan_terraform(s.customers()),
}
"""Text first: that is what is shown where nobody asks for another."""

GROUPED_FORMATS = ("text", "markdown", "html")
"""Those for people, who may want another order."""
