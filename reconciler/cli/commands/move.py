"""``reconciler move``"""

from pathlib import Path

import click

from reconciler.cli.edits import put_edit
from reconciler.cli.session import Session
from reconciler.cli.verb import verb


@verb("move", example="reconciler move ana@contoso.com contoso/finance contoso/retail", exits=(0, 3), formats=())
@click.argument("person")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@click.pass_context
def command(context: click.Context, person: str, origin: str, target: str) -> int:
    """Move PERSON between workspaces (CUSTOMER/WORKSPACE), in the files that declare them.

    Role, name, last day, reason, ticket and sponsor go along. The plan invites them there before it takes them out
    here.
    """
    from reconciler.workflows.memberships import move  # start-up time

    return put_edit(move(Path(), person, origin, target), Session.of(context))
