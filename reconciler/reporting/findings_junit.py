"""Findings as a JUnit report: errors are failures, and warnings and notes are told by tests that pass."""

from collections.abc import Iterator
from itertools import groupby

from reconciler.findings import Checked, Finding, Severity, count, in_order
from reconciler.reporting.escapes import for_markup
from reconciler.reporting.findings_text import findings_summary
from reconciler.reporting.look import Look


def findings_junit(checked: Checked, _look: Look) -> Iterator[str]:
    """A suite for each file that something is said about; without findings, one test that passed: a report without
    tests counts as a failure in some pipelines."""
    found = in_order(checked.findings)
    failures = count(found)[Severity.ERROR]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="reconciler validate" tests="{max(1, len(found))}" failures="{failures}">\n'
    if not found:
        said = for_markup(findings_summary((), checked.files).rstrip())
        yield ' <testsuite name="reconciler validate" tests="1" failures="0">\n'
        yield f'  <testcase classname="reconciler" name="{said}"/>\n </testsuite>\n'
    for file, those in groupby(found, key=lambda f: checked.from_top(f.place.file) if f.place else "configuration"):
        yield from _suite(file, list(those))
    yield "</testsuites>\n"


def _suite(file: str, found: list[Finding]) -> Iterator[str]:
    yield f' <testsuite name="{for_markup(file)}" tests="{len(found)}" failures="{count(found)[Severity.ERROR]}">\n'
    for finding in found:
        yield from _case(file, finding)
    yield " </testsuite>\n"


def _case(file: str, finding: Finding) -> Iterator[str]:
    """A test is told from others by its name, so the line is in it."""
    line = f' line="{finding.place.line}"' if finding.place else ""
    where = f" ({finding.place.line}:{finding.place.column})" if finding.place else ""
    name = for_markup(f"{finding.rule}: {finding.summary}{where}")
    yield f'  <testcase classname="{for_markup(file)}" name="{name}" file="{for_markup(file)}"{line}>\n'
    if finding.severity is Severity.ERROR:
        named = f'type="{for_markup(finding.rule)}" message="{for_markup(finding.summary)}"'
        yield f"   <failure {named}>{_told(finding)}</failure>\n"
    else:
        yield f"   <system-out>{finding.severity.value}: {_told(finding)}</system-out>\n"
    yield "  </testcase>\n"


def _told(finding: Finding) -> str:
    told = [str(finding.place)] if finding.place else []
    told += [f"{place} (the other place)" for place in finding.also]
    told += [finding.explanation, *(f"help: {finding.remedy}".split("\n") if finding.remedy else ())]
    return "\n".join(for_markup(line) for line in told if line) or for_markup(finding.summary)
