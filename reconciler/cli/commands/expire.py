"""``reconciler expire``"""

from pathlib import Path

import click

from reconciler.cli.edits import put_edit
from reconciler.cli.session import Session, day
from reconciler.cli.verb import verb


@verb("expire", example="reconciler expire dev@partner.example contoso/finance 2026-11-30", exits=(0, 3), formats=())
@click.argument("person")
@click.argument("workspace", metavar="CUSTOMER/WORKSPACE")
@click.argument("until", metavar="DATE")
@click.pass_context
def command(context: click.Context, person: str, workspace: str, until: str) -> int:
    """Write the last day of PERSON in a workspace (D-15), in the file that declares it.

    A roster without a column for it gets one. The first plan after that day takes the person out.
    """
    from reconciler.workflows.memberships import expire  # start-up time

    last_day = day(until, "")
    return put_edit(expire(Path(), person, workspace, str(last_day)), Session.of(context))
