"""Findings for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from reconciler.findings import Finding, count, in_order
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document


def findings_json(findings: Sequence[Finding], files: int) -> Iterator[str]:
    """One object with every finding, by place; nothing is left out here."""
    yield from document(
        findings=array(for_json(finding_object(f)) for f in in_order(findings)),
        format_version=FORMAT_VERSION,
        kind="findings",
        summary={**count(findings), "files": files},
    )


def finding_object(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "summary": finding.summary,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "explanation": finding.explanation,
        "remedy": finding.remedy,
        "also": [{"file": p.file, "line": p.line, "column": p.column} for p in finding.also],
    }
