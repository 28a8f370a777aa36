"""Where the table of an import comes from: the files that other systems export."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from reconciler.errors import InputInvalid
from reconciler.loading.files import root_above
from reconciler.loading.incoming.headings import Field, known_field
from reconciler.loading.incoming.tables import Table, read_table
from reconciler.workflows.given_file import given_content
from reconciler.workflows.import_people import ReadTable


def _content(file: Path) -> bytes:
    return given_content(file, name="name the export", split="split it, or leave out columns")


def roster_table(file: Path) -> ReadTable:
    return lambda mapped: read_table(_content(file), file.name, mapped)


def xlsx_table(file: Path, sheet: str | None) -> ReadTable:
    from reconciler.loading.incoming.workbooks import read_workbook  # start-up time

    return lambda mapped: read_workbook(_content(file), file.name, sheet, mapped)


def peribolos(file: Path, org: str | None, team: str | None, logins: Sequence[Path]) -> ReadTable:
    """``logins`` are CSV files that say whose they are; of a login in several the last one counts."""
    from reconciler.loading.incoming.peribolos import peribolos_table, read_logins  # start-up time

    root = root_above(file.resolve())
    if root is not None:
        what = f"{file} lies in the configuration {root}, where every YAML file is read as a customer's"
        raise InputInvalid(what, "move it out of there")
    addresses = {login: mail for each in logins for login, mail in read_logins(_content(each), str(each)).items()}
    return lambda _mapped: peribolos_table(_content(file), file.name, org, team, addresses)


def entra_table(file: Path) -> ReadTable:
    """Only where it has what tells accounts apart: from another list everybody would be taken for in use."""
    return lambda mapped: _of_system(
        roster_table(file)(mapped), mapped, "Microsoft Entra ID", Field.ENABLED, "accountEnabled"
    )


def google_table(file: Path) -> ReadTable:
    return lambda mapped: _of_system(roster_table(file)(mapped), mapped, "Google Workspace", Field.STATUS, "Status")


def _of_system(table: Table, mapped: Mapping[Field, str], system: str, needed: Field, heading: str) -> Table:
    if needed not in mapped and not any(known_field(cell) is needed for cell in table.header):
        raise InputInvalid(
            f"{table.file} has no column `{heading}` as exports of {system} have: nobody could tell who is disabled",
            f"export it with that column, name it: --map {needed}=HEADING, or take everybody: --map {needed}=",
        )
    return table
