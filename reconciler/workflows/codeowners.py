"""CODEOWNERS from the configuration's own authority: whose look a change of which file needs.

A forge asks one of a file's owners, whoever it is. So the owners of a file are those who may do whatever can be written
into it (DOMAIN: "Who may do what"): the vendor's people anything, services admins an account policy and the people of
the default workspace, the admins of a workspace its people in a file of its own, or in its roster. Where that is
nobody, the vendor's people of all customers are asked: a file without owners is anybody's. The files name them all: a
forge goes by the CODEOWNERS of the branch that is to be changed, which was looked at before.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from reconciler.errors import InputInvalid
from reconciler.findings import has_errors
from reconciler.kinds.estate import Estate, default_of
from reconciler.kinds.seat import Role
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.configuration import Configuration, Declared, documents_of, load, scan

BEGIN, END = "# reconciler: from here on written by `reconciler init --codeowners`", "# reconciler: to here"
_OURS = re.compile(rf"^{re.escape(BEGIN)}\r?\n.*?^{re.escape(END)}\r?(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_EDGE = re.compile(rf"^(?:{re.escape(BEGIN)}|{re.escape(END)})\r?$", re.MULTILINE)
_ONE_CUSTOMERS_OWN = frozenset(["version", "customer", "workspaces"])
_SERVICES_ADMINS = frozenset(["account_policy", "assertions", "groups", "limits", "people", "terms"])
_WORKSPACE_ADMINS = frozenset(["admins", "members", "members_from", "purpose"])
_OF_A_POLICY = frozenset(["account_policy", "manage"])
"""Of a workspace, a services admin's to change; whatever else it says (that there is it, its benefits) the vendor's."""
_SPECIAL = re.compile(r"([\\ *?\[\]])")


def codeowners(directory: Path) -> list[str]:
    """The lines, the most general first: the last one that fits a file counts, and what no other fits (the head, the
    permits, the pipelines) is the vendor's. InputInvalid where a file is wrong, and so nobody can say whose it is."""
    configuration = scan(directory)
    customers = [load(configuration, c) for c in configuration.customers]
    findings = [*configuration.findings, *(f for declared in customers for f in declared.findings)]
    if has_errors(findings):
        why = "the configuration has errors, so nobody can say whose its files are"
        raise InputInvalid(why, findings=tuple(findings))
    everybody = {a for declared in customers for a in _vendor(declared.estate)}
    if not everybody:
        why = "no contract names a csam or a coordinator, so nobody would be asked about a change"
        raise InputInvalid(why, "write on each contract, as in csam: avery@vendor.example")
    owners: dict[str, set[str]] = {}
    for declared in customers:
        for file, people in _owned(configuration, declared):
            able = people | _vendor(declared.estate)
            owners[file] = owners[file] & able if file in owners else able
    lines = [_line(file, sorted(owners[file] or everybody)) for file in sorted(owners)]
    return [BEGIN, _line("*", sorted(everybody)), *lines, END]


def renewed(text: str, lines: Iterable[str]) -> str:
    """A CODEOWNERS in which our lines stand where they stood, or at the top; what others wrote stays, and counts for
    more where it comes after. InputInvalid where nobody can say which lines are ours."""
    ours = "\n".join(lines) + "\n"
    if found := _OURS.search(text):
        return text[: found.start()] + ours + text[found.end() :]
    if _EDGE.search(text):
        why = f"CODEOWNERS has only one of the two lines that ours stand between ({END[2:]}), so none is renewed"
        raise InputInvalid(why, f"put the other one back, or take all of ours out: {BEGIN} ... {END}")
    return ours + text


def _owned(configuration: Configuration, declared: Declared) -> Iterator[tuple[str, set[str]]]:
    """Each file of a customer, with those who may do whatever it can say, besides the vendor's people."""
    estate, default = declared.estate, default_of(declared.estate)
    services = {a for c in estate.contracts.values() for a in c.services_admins}
    for file, content in documents_of(configuration, estate.customer):
        able: list[set[str]] = []
        for workspace, fields in (content.get("workspaces") or {}).items():
            if fields.keys() <= _WORKSPACE_ADMINS:
                able.append(services if workspace == default else _admins(estate, WorkspaceId(workspace)))
            else:
                able.append(services if fields.keys() <= _WORKSPACE_ADMINS | _OF_A_POLICY else set())
        if not content.keys() <= _ONE_CUSTOMERS_OWN:
            able.append(services if content.keys() <= _ONE_CUSTOMERS_OWN | _SERVICES_ADMINS else set())
        yield file, set.intersection(*able) if able else set()
    for workspace, source in declared.sources.items():
        for roster in source.rosters:
            yield roster, services if workspace == default else _admins(estate, workspace)


def _vendor(estate: Estate) -> set[str]:
    return {a for c in estate.contracts.values() for a in (c.csam, c.coordinator) if a}


def _admins(estate: Estate, workspace: WorkspaceId) -> set[str]:
    return {estate.spelling(p) for p, seat in estate.seats_in(workspace).items() if seat.role is Role.ADMIN}


def _line(pattern: str, owners: Iterable[str]) -> str:
    at = pattern if pattern == "*" else "/" + _SPECIAL.sub(r"\\\1", pattern)
    return " ".join([at, *owners])
