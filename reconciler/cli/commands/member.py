"""``reconciler member add`` and ``remove``"""

from pathlib import Path

import click

from reconciler.cli.edits import put_edit
from reconciler.cli.family import Family
from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import verb

command = Family("member", help="Declare somebody in a workspace, or no longer; comments stay, nothing is applied.")


@verb(
    "add",
    example="reconciler member add dev@partner.example contoso/finance --until 2026-11-30 --ticket CHG-4711",
    exits=(0, 3),
    formats=(),
)
@click.argument("person")
@click.argument("workspace", metavar="CUSTOMER/WORKSPACE")
@option("--role", type=click.Choice(("member", "admin")), help="Member, if not told.")
@option("--until", metavar="DATE", help="The last day of access.")
@option("--reason", metavar="TEXT", help="Why this person is here.")
@option("--ticket", metavar="ID", help="The ticket that asked for it.")
@option("--sponsor", metavar="ADDRESS", help="Who answers for a person from outside.")
@click.pass_context
def add(context: click.Context, /, person: str, workspace: str, until: str | None, **said: str | None) -> int:
    """Add PERSON to a workspace, in the file that declares it.

    Into the list of admins or members, or as a row into its roster where the workspace has one and no list.
    """
    from reconciler.workflows.memberships import add as added  # start-up time

    last_day = day(until, "--until")
    told = {**said, "until": last_day.isoformat() if last_day else None}
    order = ("role", "until", "reason", "ticket", "sponsor")
    desk = added(Path(), person, workspace, {name: value for name in order if (value := told[name])})
    return put_edit(desk, Session.of(context))


@verb("remove", example="reconciler member remove ana@contoso.com contoso/finance", exits=(0, 3), formats=())
@click.argument("person")
@click.argument("workspace", metavar="CUSTOMER/WORKSPACE")
@click.pass_context
def remove(context: click.Context, person: str, workspace: str) -> int:
    """Take PERSON out of the lists and rosters of a workspace.

    Groups and contracts are not changed, since others depend on them: where they stand is said. A comment behind an
    entry that goes stays on a line of its own.
    """
    from reconciler.workflows.memberships import remove as removed  # start-up time

    return put_edit(removed(Path(), person, workspace), Session.of(context))


command.add_command(add)
command.add_command(remove)
