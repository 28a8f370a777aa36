"""Findings as SARIF 2.1.0, which code scanning and editors read."""

from collections.abc import Iterator
from typing import Any

from reconciler import __version__
from reconciler.findings import Checked, Finding, Place, Severity
from reconciler.reporting.escapes import for_json, for_sarif, for_uri
from reconciler.reporting.fingerprints import fingerprinted
from reconciler.reporting.json_stream import Pieces, array, document
from reconciler.reporting.look import Look
from reconciler.rules.pages import page

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def findings_sarif(checked: Checked, _look: Look) -> Iterator[str]:
    """One run. Rules that have a page bring its sentence and its reason."""
    rules = sorted({finding.rule for finding in checked.findings})
    tool = {"driver": {"name": "reconciler", "version": __version__, "rules": [_rule(rule) for rule in rules]}}
    positions = {rule: position for position, rule in enumerate(rules)}
    results = (for_json(_result(*each, positions, checked)) for each in fingerprinted(checked))
    return document(**{"$schema": _SCHEMA, "version": "2.1.0", "runs": Pieces(_run(tool, array(results)))})


def _run(tool: dict[str, Any], results: Pieces) -> Iterator[str]:
    yield f'[{{"columnKind": "unicodeCodePoints", "tool": {for_json(tool)}, "results": '
    yield from results.pieces
    yield "}]"


def _rule(identifier: str) -> dict[str, Any]:
    known = page(identifier)
    help_ = {"text": f"reconciler explain {identifier}"}
    if known is None:
        return {"id": identifier, "help": help_}
    return {
        "id": identifier,
        "shortDescription": {"text": for_sarif(known.title)},
        "fullDescription": {"text": for_sarif(known.why)},
        "help": help_,
    }


def _result(finding: Finding, fingerprint: str, rules: dict[str, int], checked: Checked) -> dict[str, Any]:
    said = [finding.summary, finding.explanation, f"help: {finding.remedy}" if finding.remedy else ""]
    lines = [line for part in said if part for line in part.split("\n")]
    place = finding.place
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(for_sarif(line) for line in lines)},
        "locations": [_location(place, checked, finding.length)] if place else [],
        "partialFingerprints": {"reconciler/v1": fingerprint},
        **({"relatedLocations": [_location(p, checked) for p in finding.also]} if finding.also else {}),
    }


def _location(place: Place, checked: Checked, length: int = 1) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column, "endColumn": place.column + max(1, length)}
    artifact = {"uri": for_uri(checked.from_top(place.file)), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
