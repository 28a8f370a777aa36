"""``reconciler invitations list``"""

import click

from reconciler.cli.family import Family
from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import READS_THE_STATE, verb

command = Family("invitations", help="Invitations and what became of them.")


@verb(
    "list",
    example="reconciler invitations list --needs-decision\nreconciler invitations list --format csv",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@option("--needs-decision", is_flag=True, help="Only those that wait for somebody to decide.")
@option("--date", "on", metavar="DATE", help="The day on which they are judged open.")
@click.pass_context
def list_invitations(context: click.Context, needs_decision: bool, on: str | None) -> int:
    """List open invitations and those that were declined, bounced, or are past their end."""
    from reconciler.reporting.invitations import invitations_csv, invitations_json, invitations_text  # start-up time
    from reconciler.workflows.invitations import invitations

    session = Session.of(context)
    judged_on = day(on) or session.world().today()
    rows = invitations(session.state(), judged_on, needs_decision)
    match session.globals.format:
        case "json":
            session.put(invitations_json(rows))
        case "csv":
            session.put(invitations_csv(rows))
        case _:
            session.put(invitations_text(rows, session.shown))
    return 0


command.add_command(list_invitations)
