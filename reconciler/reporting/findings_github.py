"""Findings as GitHub's workflow commands: the log shows them at their lines in a pull request."""

from collections.abc import Iterator

from reconciler.findings import Checked, Finding, Severity, in_order
from reconciler.reporting.escapes import for_terminal, for_workflow_command, for_workflow_property
from reconciler.reporting.look import Look

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def findings_github(checked: Checked, _look: Look) -> Iterator[str]:
    """One command a finding. GitHub shows ten of each kind in a step; the log has them all."""
    for finding in in_order(checked.findings):
        properties = ",".join(f"{name}={for_workflow_property(value)}" for name, value in _properties(finding, checked))
        yield f"::{_COMMANDS[finding.severity]} {properties}::{_message(finding)}\n"


def _properties(finding: Finding, checked: Checked) -> Iterator[tuple[str, str]]:
    place = finding.place
    if place is not None:
        yield "file", checked.from_top(place.file)
        yield "line", str(place.line)
        yield "col", str(place.column)
        yield "endColumn", str(place.column + finding.length)
    yield "title", f"{finding.rule}: {finding.summary}"


def _message(finding: Finding) -> str:
    """Its lines are kept: what is to be typed stands on lines of its own."""
    parts = [finding.explanation, *(f"help: {finding.remedy}".split("\n") if finding.remedy else ())]
    parts += [f"the other place: {place}" for place in finding.also]
    said = [for_terminal(part) for part in parts if part] or [for_terminal(finding.summary)]
    return for_workflow_command("\n".join(said))
