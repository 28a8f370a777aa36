"""``reconciler import roster``"""

from datetime import date
from pathlib import Path

import click

from reconciler.cli.commands.import_state import command as state
from reconciler.cli.family import Family
from reconciler.cli.options import argument, option
from reconciler.cli.session import Session, day
from reconciler.cli.terminal import talk
from reconciler.cli.verb import verb
from reconciler.errors import InputInvalid
from reconciler.findings import has_errors
from reconciler.reporting.words import counted

command = Family("import", help="Turn exports of people into a configuration, or take members into the state.")


@verb(
    "roster",
    example="reconciler import roster people.csv --out customers \\\n"
    "    --support unified --starts 2026-01-01 --ends 2026-12-31 \\\n"
    "    --services-admin owner@{customer}.example",
    exits=(0, 3),
    formats=(),
)
@argument("file", metavar="FILE.csv")
@option("--out", required=True, metavar="DIR", help="Where the configuration is written.")
@option("--support", type=click.Choice(("premier", "unified")), required=True, help="The kind of contract.")
@option("--starts", required=True, metavar="DATE", help="First day of the contracts.")
@option("--ends", required=True, metavar="DATE", help="Last day of the contracts.")
@option("--services-admin", metavar="ADDRESS", help="{customer} is filled in; also admin where there is none.")
@click.pass_context
def roster(
    context: click.Context, file: str, out: str, support: str, starts: str, ends: str, services_admin: str | None
) -> int:
    """Make a configuration from a CSV file of customer, workspace, person and role.

    Columns may stand in any order, others are ignored. Nothing is written where a row is wrong, and nothing that
    exists is overwritten.
    """
    from reconciler.reporting.findings_text import findings_text  # start-up time
    from reconciler.workflows.import_roster import import_roster

    session = Session.of(context)
    imported = import_roster(
        Path(file),
        Path(out),
        support=support,
        starts=_day(starts, "--starts"),
        ends=_day(ends, "--ends"),
        services_admin=services_admin,
    )
    talk("".join(findings_text(imported.findings, session.look, unfolded_by=session.unfolded_by)))
    if has_errors(imported.findings):
        return InputInvalid.exit_code
    people, workspaces = counted(imported.people, "person", "people"), counted(imported.workspaces, "workspace")
    found = f"{counted(imported.customers, 'customer')}, {workspaces}, {people}"
    session.say(f"{found} in {counted(imported.rows, 'row')}.\n")
    session.say(session.look.safe(f"Next: reconciler plan {out}") + "\n")
    return 0


def _day(text: str, option_name: str) -> date:
    parsed = day(text, option_name)
    assert parsed is not None
    return parsed


command.add_command(roster)
command.add_command(state)
