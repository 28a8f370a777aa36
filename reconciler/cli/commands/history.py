"""``reconciler history``"""

import click

from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb


@verb(
    "history",
    example="reconciler history contoso\nreconciler history --format csv",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@click.argument("customer", required=False)
@click.pass_context
def command(context: click.Context, customer: str | None) -> int:
    """List what happened to CUSTOMER, or to all: applies, answers and the rest; who, when, from which files, how much.

    Show one apply with `reconciler show APPLY`.
    """
    from reconciler.reporting.history import history_csv, history_json, history_text  # start-up time
    from reconciler.workflows.history import history

    session = Session.of(context)
    rows = history(session.state(), customer)
    match session.globals.format:
        case "json":
            session.put(history_json(rows))
        case "csv":
            session.put(history_csv(rows))
        case _:
            session.put(history_text(rows, session.shown))
    return 0
