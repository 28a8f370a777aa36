"""Findings as GitLab's code quality report, which a merge request shows beside the lines that it changes."""

from collections.abc import Iterator
from typing import Any

from reconciler.findings import Checked, Finding, Place, Severity
from reconciler.reporting.escapes import for_json, for_terminal
from reconciler.reporting.fingerprints import fingerprinted
from reconciler.reporting.json_stream import array
from reconciler.reporting.look import Look

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_WITHOUT_A_PLACE = Place("reconciler.yaml", 1)
"""GitLab drops the whole report where one entry has no file."""


def findings_gitlab(checked: Checked, _look: Look) -> Iterator[str]:
    yield from array(for_json(_entry(*each, checked)) for each in fingerprinted(checked)).pieces
    yield "\n"


def _entry(finding: Finding, fingerprint: str, checked: Checked) -> dict[str, Any]:
    place = finding.place or _WITHOUT_A_PLACE
    said = f"{finding.summary}: {finding.explanation}" if finding.explanation else finding.summary
    return {
        "check_name": finding.rule,
        "description": for_terminal(f"{finding.rule}: {said}"),
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": for_terminal(checked.from_top(place.file)), "lines": {"begin": place.line}},
    }
