"""``reconciler undo``"""

import shlex

import click

from reconciler.cli.commands.plan import grouping, rendered, save, spare
from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import verb
from reconciler.reporting.plan_formats import PLAN_FORMATS


@verb(
    "undo",
    example="reconciler undo 7Q4K2M9XTA --out undo.plan\nreconciler apply undo.plan",
    exits=(0, 3, 4, 5, 7),
    formats=tuple(PLAN_FORMATS),
)
@click.argument("apply")
@option("--out", metavar="FILE", help="Save the plan, so that it can be applied.")
@option("--date", "on", metavar="DATE", help="What today is for this run (default: the UTC day).")
@click.pass_context
def command(context: click.Context, apply: str, out: str | None, on: str | None) -> int:
    """Plan what takes APPLY back, against the state of today. Writes nothing but FILE.

    Who was removed is a member again and is asked nothing; who was invited is not any more. What cannot be taken back
    is listed, one by one.
    """
    from reconciler.workflows.undo import UndoRequest, undo  # start-up time

    session = Session.of(context)
    spare(session, ".", out)
    with undo(UndoRequest(apply, session.state(), day(on)), session.world()) as made:
        if out is not None:
            save(made, out)
        shown = session.look if out == "-" else session.shown
        put = session.talk if out == "-" and session.globals.output is None else session.put
        put(rendered(made, session, shown, grouping(session, None), out if out != "-" else None))
        if out not in (None, "-"):
            session.say(f"Saved. To apply exactly this: reconciler apply {shlex.quote(out or '')}\n")
        return made.exit_code()
