"""``reconciler status``"""

import sys
from collections.abc import Iterable

import click

from reconciler.cli.moments import AT, looking
from reconciler.cli.options import Pause, option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.errors import WrongUsage


@verb(
    "status",
    example="reconciler status --format csv\nreconciler status --at 2026-06-01\nreconciler status --watch",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@option("--date", "on", metavar="DATE", help="The day on which invitations are judged open.")
@AT
@option("--watch", is_flag=True, help="Look again and again, until Ctrl-C; on a pipe, only lines that are new.")
@option("--every", type=Pause(), default="2s", metavar="TIME", help="With --watch: look so often (2s).")
@option("--once", is_flag=True, help="With --watch: look once.")
@click.pass_context
def command(context: click.Context, /, on: str | None, at: str | None, watch: bool, every: float, once: bool) -> int:
    """One line for each customer: members, open invitations, decisions owed, messages owed, last apply."""
    session = Session.of(context)
    if not watch or once:
        session.put(_looked(session, at, on))
        return 0
    if at is not None or session.globals.output is not None or session.globals.format == "json":
        raise WrongUsage(
            "--watch shows the state as it goes on, as text or csv on stdout",
            "leave out --at, --output and --format json, or --watch",
        )
    from reconciler.cli.redrawing import redrawn  # start-up time: few watch

    return redrawn(lambda: _looked(session, None, on), session, every, terminal=sys.stdout.isatty())


def _looked(session: Session, at: str | None, on: str | None) -> Iterable[str]:
    from reconciler.reporting.status import status_csv, status_json, status_text  # start-up time
    from reconciler.workflows.status import status

    with looking(session, at, on) as then:
        rows = status(then)
    match session.globals.format:
        case "json":
            return status_json(rows)
        case "csv":
            return status_csv(rows)
        case _:
            return status_text(rows, session.shown, unfold=session.globals.verbose)
