"""What ``validate --format`` may be. A new one is a file and a line here."""

from collections.abc import Callable, Iterator, Mapping

from reconciler.findings import Checked
from reconciler.reporting.findings_github import findings_github
from reconciler.reporting.findings_gitlab import findings_gitlab
from reconciler.reporting.findings_json import findings_json
from reconciler.reporting.findings_junit import findings_junit
from reconciler.reporting.findings_sarif import findings_sarif
from reconciler.reporting.findings_text import findings_concise, findings_text
from reconciler.reporting.look import Look

FINDINGS_FORMATS: Mapping[str, Callable[[Checked, Look], Iterator[str]]] = {
    "text": lambda checked, look: findings_text(checked.findings, look, unfolded_by="--format concise"),
    "concise": lambda checked, look: findings_concise(checked.findings, look),
    "json": lambda checked, _: findings_json(checked.findings, checked.files),
    "github": findings_github,
    "gitlab": findings_gitlab,
    "sarif": findings_sarif,
    "junit": findings_junit,
}
"""Text first: that is what is shown where nobody asks for another."""
