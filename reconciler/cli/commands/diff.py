"""``reconciler diff``"""

import click

from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb


@verb(
    "diff",
    example="reconciler diff 2026-06-01 now\nreconciler diff 7Q4K2M9XTA --format csv\nreconciler diff now next.plan",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B", default="now")
@click.pass_context
def command(context: click.Context, before: str, after: str) -> int:
    """Compare two moments of the state: what is not the same in B as in A.

    A moment is a day (its end), a time, an apply (right after it), a saved plan (after it), or `now`, which B is where
    it is left out. People and workspaces that got another name are the same.
    """
    from reconciler.reporting.differences import differences_csv, differences_json, differences_text  # start-up time
    from reconciler.workflows.diff import diff

    session = Session.of(context)
    compared = diff(session.state(), before, after, session.world())
    match session.globals.format:
        case "json":
            session.put(differences_json("diff", compared.differences, before=compared.before, after=compared.after))
        case "csv":
            session.put(differences_csv(compared.differences))
        case _:
            session.say(f"From {session.look.safe(compared.before)} to {session.look.safe(compared.after)}:\n")
            session.put(differences_text(compared.differences, session.shown, unfold=session.globals.verbose))
            if not compared.differences:
                session.put(["Nothing is different.\n"])
    return 0
