"""``reconciler status``"""

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import READS_THE_STATE, verb


@verb("status", example="reconciler status --format csv", exits=READS_THE_STATE, formats=("text", "json", "csv"))
@option("--date", "on", metavar="DATE", help="The day on which invitations are judged open.")
@click.pass_context
def command(context: click.Context, on: str | None) -> int:
    """One line for each customer: members, open invitations, decisions owed, messages owed, last apply."""
    from reconciler.reporting.status import status_csv, status_json, status_text  # start-up time
    from reconciler.workflows.status import status

    session = Session.of(context)
    judged_on = day(on) or session.world().today()
    rows = status(session.state(), judged_on)
    match session.globals.format:
        case "json":
            session.put(status_json(rows))
        case "csv":
            session.put(status_csv(rows))
        case _:
            session.put(status_text(rows, session.shown))
    return 0
