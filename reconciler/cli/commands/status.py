"""``reconciler status``"""

import click

from reconciler.cli.moments import AT, looking
from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb


@verb(
    "status",
    example="reconciler status --format csv\nreconciler status --at 2026-06-01",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@option("--date", "on", metavar="DATE", help="The day on which invitations are judged open.")
@AT
@click.pass_context
def command(context: click.Context, on: str | None, at: str | None) -> int:
    """One line for each customer: members, open invitations, decisions owed, messages owed, last apply."""
    from reconciler.reporting.status import status_csv, status_json, status_text  # start-up time
    from reconciler.workflows.status import status

    session = Session.of(context)
    with looking(session, at, on) as then:
        rows = status(then)
    match session.globals.format:
        case "json":
            session.put(status_json(rows))
        case "csv":
            session.put(status_csv(rows))
        case _:
            session.put(status_text(rows, session.shown))
    return 0
