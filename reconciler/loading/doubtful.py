"""Which sections of a customer's files are in doubt, because something in them could not be taken in.

A rule that reads only what is whole can still be asked: who mends a doubled address learns in the same run that two
contracts overlap. A rule that reads what is in doubt would find wanting what was only left out.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from reconciler.findings import Finding, Severity
from reconciler.kinds.section import EVERY_SECTION, NO_SECTION, Section, Sections
from reconciler.loading.fragments import Fragment
from reconciler.loading.nodes import COLUMN_BITS, Fields, Position

_SECTIONS: dict[str, Sections] = {
    **dict.fromkeys(("contracts", "name", "domains", "tenants", "language"), frozenset({Section.CONTRACTS})),
    "account_policy": frozenset({Section.POLICY}),
    "people": frozenset({Section.PEOPLE}),
    "groups": frozenset({Section.ENTRIES}),
    "workspaces": frozenset({Section.WORKSPACES, Section.ENTRIES}),  # `membres:` leaves members out
    **dict.fromkeys(("assertions", "limits", "dumped"), NO_SECTION),  # which no check reads
}
_ENTRIES = ("admins", "members", "members_from")


def doubtful(findings: Iterable[Finding], fragments: Sequence[Fragment]) -> Sections:
    """What the errors among the findings, each at its place in these documents or in a roster, put in doubt."""
    documents: dict[str, list[Fields]] = {}
    for file, content in fragments:
        documents.setdefault(file, []).append(content)
    found = NO_SECTION
    for finding in findings:
        if finding.severity is Severity.ERROR:
            found |= _doubted_by(finding, documents)
    return found


def _doubted_by(finding: Finding, documents: dict[str, list[Fields]]) -> Sections:
    if finding.place is None:
        return EVERY_SECTION
    file, line, column = finding.place
    if file not in documents:  # a roster
        return frozenset({Section.ENTRIES})
    at = (line - 1) << COLUMN_BITS | (column - 1)
    path = _path(documents[file], at)
    if len(path) > 2 and path[0] == "workspaces" and path[2] in _ENTRIES:
        return frozenset({Section.ENTRIES})
    return _SECTIONS.get(path[0], EVERY_SECTION) if path else EVERY_SECTION


def _path(documents: Sequence[Fields], at: Position) -> list[str]:
    """The keys, at most three, beneath which the place stands."""
    path: list[str] = []
    before = [document for document in documents if document.start <= at]
    content = before[-1] if before else None
    while isinstance(content, Fields) and len(path) < 3:
        keys = list(content)
        number = bisect_right([key_at for _, _, key_at, _ in content.each()], at)
        if number == 0:
            break
        path.append(keys[number - 1])
        content = content[keys[number - 1]]
    return path
