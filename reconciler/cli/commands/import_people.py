"""``reconciler import entra``, ``google``, ``xlsx`` and ``peribolos``"""

from pathlib import Path
from typing import Any

import click

from reconciler.cli.importing import IMPORT_EXITS, import_people, people_options, terms_options
from reconciler.cli.options import argument, option
from reconciler.cli.verb import verb


@verb(
    "entra",
    example="reconciler import entra users.csv --customer contoso --workspace finance",
    exits=IMPORT_EXITS,
    formats=(),
)
@argument("file", metavar="FILE.csv")
@people_options
@terms_options
@click.pass_context
def entra(context: click.Context, /, file: str, **options: Any) -> int:
    """Bring people from Microsoft Entra ID into a workspace.

    Their roster is written from an export. The address is `mail`, else `userPrincipalName`; that of a guest is taken
    out of its #EXT# name. Disabled accounts (`accountEnabled`) are left out. Shows what would be written and asks; the
    same export again changes nothing.
    """
    from reconciler.workflows.import_sources import entra_table  # start-up time

    return import_people(context, file, entra_table(Path(file)), options)


@verb(
    "google",
    example="reconciler import google users.csv --customer contoso --workspace finance",
    exits=IMPORT_EXITS,
    formats=(),
)
@argument("file", metavar="FILE.csv")
@people_options
@terms_options
@click.pass_context
def google(context: click.Context, /, file: str, **options: Any) -> int:
    """Bring people from Google Workspace into a workspace.

    Their roster is written from an export. Suspended and archived accounts (`Status`) are left out. Shows what would
    be written and asks; the same export again changes nothing.
    """
    from reconciler.workflows.import_sources import google_table  # start-up time

    return import_people(context, file, google_table(Path(file)), options)


@verb(
    "xlsx",
    example="reconciler import xlsx people.xlsx --customer contoso --workspace finance",
    exits=IMPORT_EXITS,
    formats=(),
)
@argument("file", metavar="FILE.xlsx")
@option("--sheet", metavar="NAME", help="Which sheet, where several have something in them.")
@people_options
@terms_options
@click.pass_context
def xlsx(context: click.Context, /, file: str, sheet: str | None, **options: Any) -> int:
    """Bring people from a workbook into a workspace.

    Their roster is written from one sheet. Headings are found as `import roster` finds them. Formulas are not worked
    out: paste them as values. Needs the extra `xlsx`. Shows what would be written and asks; the same workbook again
    changes nothing.
    """
    from reconciler.workflows.import_sources import xlsx_table  # start-up time

    return import_people(context, file, xlsx_table(Path(file), sheet), options)


@verb(
    "peribolos",
    example="reconciler import peribolos org.yaml --team sre --logins logins.csv \\\n"
    "    --customer contoso --workspace platform",
    exits=IMPORT_EXITS,
    formats=(),
)
@argument("file", metavar="FILE.yaml")
@option("--org", metavar="NAME", help="Which organisation, where there are several.")
@option("--team", metavar="NAME", help="Only the people of this team; its maintainers are admins.")
@option("--logins", metavar="FILE.csv", multiple=True, help="Whose the logins are: columns login and mail; repeatable.")
@people_options
@terms_options
@click.pass_context
def peribolos(
    context: click.Context, /, file: str, org: str | None, team: str | None, logins: tuple[str, ...], **options: Any
) -> int:
    """Bring people from Peribolos into a workspace.

    They are those of a GitHub organisation, by login. Logins are no addresses: whoever has none in --logins is in the
    file of rejects: fill in the addresses there, and name that file with --logins, too; a later one counts before an
    earlier one. Shows what would be written and asks.
    """
    from reconciler.workflows.import_sources import peribolos as read  # start-up time

    table = read(Path(file), org, team, [Path(each) for each in logins])
    return import_people(context, file, table, options)
