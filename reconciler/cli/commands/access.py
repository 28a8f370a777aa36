"""``reconciler access``"""

import click

from reconciler.cli.moments import AT, looking
from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb


@verb(
    "access",
    example="reconciler access ana@contoso.com\n"
    "reconciler access contoso/finance\n"
    'reconciler access contoso/finance --if "remove person kai@contoso.com"'
    "\nreconciler access ana@contoso.com --at 2026-06-01",
    exits=READS_THE_STATE,
    formats=("text", "json", "csv"),
)
@click.argument("what", metavar="PERSON|CUSTOMER/WORKSPACE")
@option(
    "--if",
    "supposed",
    multiple=True,
    metavar="TEXT",
    help="Suppose it: 'remove person ADDRESS', 'archive workspace NAME', 'policy personal_accounts=block'; repeatable.",
)
@option("--date", "on", metavar="DATE", help="The day as of which it is judged (default: the UTC day).")
@AT
@click.pass_context
def command(context: click.Context, what: str, supposed: tuple[str, ...], on: str | None, at: str | None) -> int:
    """Show what PERSON sees, or who sees CUSTOMER/WORKSPACE: members, admins, open invitations, cases in sight.

    With --if it is shown as it would be, by the planner that every plan is made with. Nothing is written.
    """
    from reconciler.reporting.access import access_csv, access_json, access_text  # start-up time
    from reconciler.workflows.access import access

    session = Session.of(context)
    with looking(session, at, on) as then:
        answer = access(then, what, supposed)
    match session.globals.format:
        case "json":
            session.put(access_json(answer))
        case "csv":
            session.put(access_csv(answer))
        case _:
            session.put(access_text(answer, session.shown, unfold=session.globals.verbose))
    return 0
