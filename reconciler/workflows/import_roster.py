"""An export of people becomes a configuration: a directory for each customer, a roster for each workspace.

Either all of it is written or nothing; nothing that exists is overwritten; the same export gives the same bytes.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reconciler.errors import BadAddress, WrongUsage
from reconciler.findings import Finding, in_order
from reconciler.kinds.address import PersonKey, key_of
from reconciler.loading.excerpts import Excerpts
from reconciler.loading.exports import CARRIED, Export, Exported, read_export
from reconciler.loading.files import HEAD
from reconciler.loading.gathered import Gathered
from reconciler.loading.yaml_flow import flow
from reconciler.workflows.given_file import given_content
from reconciler.workflows.new_files import begun, first_lines, name_of, write_new

_LONGEST_ID = 63


@dataclass(frozen=True, slots=True)
class Imported:
    """Counts of what was read, and the files that were made: none where a finding is an error."""

    customers: int
    workspaces: int
    people: int
    rows: int
    written: tuple[Path, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What the export does not say: the contract of every customer."""

    support: str
    starts: date
    ends: date
    services_admin: str | None

    def __post_init__(self) -> None:
        if self.ends < self.starts:
            what = f"the contract would end on {self.ends}, before it starts on {self.starts}"
            raise WrongUsage(what, "Swap --starts and --ends.")

    def contract_id(self, customer: str) -> str:
        """``contoso-u26``: the kind of support and the year, cut so that it stays an id."""
        ending = f"-{self.support[0]}{self.starts.year % 100:02}"
        return customer[: _LONGEST_ID - len(ending)].rstrip("-") + ending

    def admin_of(self, customer: str) -> str | None:
        return None if self.services_admin is None else self.services_admin.replace("{customer}", customer)


def import_roster(
    file: Path, out: Path, *, support: str, starts: date, ends: date, services_admin: str | None = None
) -> Imported:
    """Reads the export and writes the configuration. InputInvalid where a file to be written exists already."""
    terms = ContractTerms(support, starts, ends, services_admin)
    found = Gathered()
    export = read_export(_content(file), file.name, found)
    texts = {} if found.broken else dict(_files(export, out, terms))
    write_new(texts, out)
    excerpts = Excerpts(file.parent.resolve())
    findings = tuple(excerpts.beside(f) for f in in_order(found.all()))
    return Imported(len(export.customers), export.workspaces, export.people, export.rows, tuple(texts), findings)


def _content(file: Path) -> bytes:
    return given_content(
        file,
        name="Name a CSV file with customer, workspace, person, role.",
        split="Split it, a few customers in each file.",
    )


def _files(export: Export, out: Path, terms: ContractTerms) -> Iterator[tuple[Path, str]]:
    """Every file to be written, and its text."""
    new = not (out / HEAD).exists()
    yield from ((out / path, text) for path, text in begun(out, name_of(out)).items() if new)
    for customer, workspaces in export.customers.items():
        admin = _services_admin(customer, terms)
        lacking = {name for name, people in workspaces.items() if not _has_admin(people)}
        for name in lacking if admin else ():
            _promote(workspaces[name], key_of(admin or ""))
        path = f"{customer}/customer.yaml"
        first = first_lines(out, path, new=new)
        yield out / path, "\n".join([*first, *_customer_lines(customer, export, terms, admin)]) + "\n"
        for name, people in workspaces.items():
            yield out / customer / "rosters" / f"{name}.csv", _roster_text(people)


def _services_admin(customer: str, terms: ContractTerms) -> str | None:
    admin = terms.admin_of(customer)
    try:
        if admin is not None:
            key_of(admin)
    except BadAddress as fault:
        raise WrongUsage(
            f"--services-admin gives {admin!a} for {customer}: {fault.what}", "Give one address."
        ) from None
    return admin


def _has_admin(people: Mapping[PersonKey, Exported]) -> bool:
    return any(listed.cells.get("role") == "admin" for listed in people.values())


def _promote(people: dict[PersonKey, Exported], admin: PersonKey) -> None:
    """The services admin who is in the roster already becomes admin there, and is not named a second time."""
    if admin in people:
        people[admin] = replace(people[admin], cells={**people[admin].cells, "role": "admin"})


def _customer_lines(customer: str, export: Export, terms: ContractTerms, admin: str | None) -> list[str]:
    lines = contract_lines(customer, export.names.get((customer, "")), terms, admin)
    lines.append("workspaces:")
    for workspace, people in export.customers[customer].items():
        lines += _workspace_lines(workspace, export.names.get((customer, workspace)), people, admin)
    return lines


def contract_lines(customer: str, name: str | None, terms: ContractTerms, admin: str | None) -> list[str]:
    """The beginning of a customer's file."""
    lines = [
        "version: 1",
        f"customer: {flow(customer)}",
        *([f"name: {flow(name)}"] if name else []),
        "contracts:",
        f"  {flow(terms.contract_id(customer))}:",
        f"    support: {terms.support}",
        f"    starts: {terms.starts}",
        f"    ends: {terms.ends}",
    ]
    return [*lines, f"    services_admins: {flow([admin])}"] if admin else lines


def _workspace_lines(
    workspace: str, name: str | None, people: Mapping[PersonKey, Exported], admin: str | None
) -> Iterator[str]:
    yield f"  {flow(workspace)}:"
    if name:
        yield f"    name: {flow(name)}"
    if admin and not _has_admin(people):
        yield f"    admins: {flow([admin])}"
    yield f"    members_from: {flow([f'rosters/{workspace}.csv'])}"


def _roster_text(people: Mapping[PersonKey, Exported]) -> str:
    """Sorted by person; only columns that say something. A role says nothing where everybody is a member."""
    used = [c for c in CARRIED if any(listed.cells.get(c) for listed in people.values())]
    columns = [c for c in used if c != "role" or _has_admin(people)]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["person", *columns])
    for listed in people.values():
        role = listed.cells.get("role") or "member"
        rows.writerow([listed.spelling, *(role if c == "role" else listed.cells.get(c, "") for c in columns)])
    return text.getvalue()
