"""``reconciler activity``"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import READS_THE_STATE, verb

if TYPE_CHECKING:
    from reconciler.reporting.activity_view import Activity
from reconciler.errors import WrongUsage


@verb(
    "activity",
    example="reconciler activity --as ana@contoso.com\nreconciler activity --as ana@contoso.com --workspace finance",
    exits=READS_THE_STATE,
)
@option("--as", "person", metavar="PERSON", required=True, help="Who looks; they see their own workspaces.")
@option("--workspace", "workspaces", multiple=True, metavar="NAME", help="Only this one; repeatable.")
@option("--all", "everything", is_flag=True, help="All that they see, which is what is shown without it.")
@option("--date", "on", metavar="DATE", help="The day as of which it is judged.")
@click.pass_context
def command(context: click.Context, person: str, workspaces: tuple[str, ...], everything: bool, on: str | None) -> int:
    """Show the Customer Activity view: the contract, benefits, people and cases of one's own workspaces."""
    from reconciler.workflows.activity import activity  # start-up time

    if everything and workspaces:
        raise WrongUsage("--all and --workspace exclude each other", "leave out one of the two")
    session = Session.of(context)
    view = activity(session.state(), person, day(on) or session.world().today(), workspaces)
    session.put(_told(view, session))
    return 0


def _told(view: "Activity", session: Session) -> Iterator[str]:
    if session.globals.format == "json":
        from reconciler.reporting.activity_json import activity_json  # start-up time

        return activity_json(view)
    from reconciler.reporting.activity_text import activity_text  # start-up time

    return activity_text(view, session.shown, unfold=session.globals.verbose)
