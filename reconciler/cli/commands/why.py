"""``reconciler why``"""

import click

from reconciler.cli.moments import AT, looking
from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb


@verb(
    "why",
    example="reconciler why ana@contoso.com\nreconciler why ana@contoso.com finance",
    exits=READS_THE_STATE,
)
@click.argument("person")
@click.argument("workspace", required=False, metavar="[[CUSTOMER/]WORKSPACE]")
@option("--date", "on", metavar="DATE", help="The day as of which it is judged what is open (default: the UTC day).")
@AT
@click.pass_context
def command(context: click.Context, person: str, workspace: str | None, on: str | None, at: str | None) -> int:
    """Say where the access of PERSON comes from: the lines of the files, and every step, with who took it.

    PERSON may be any of their addresses, a former one too.
    """
    from reconciler.reporting.why import why_json, why_text  # start-up time
    from reconciler.workflows.state import located_here
    from reconciler.workflows.why import why

    session = Session.of(context)
    with looking(session, at, on) as then:
        answer = why(then, located_here(session.state()), person, workspace)
    if session.globals.format == "json":
        session.put(why_json(answer))
    else:
        session.put(why_text(answer, session.shown))
    if answer.problem:
        session.say(session.look.safe(f"{answer.problem}.") + "\n")
    return 0
