"""``reconciler verify``"""

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.reporting.words import counted, listed


@verb(
    "verify",
    example="reconciler verify --state hub.db\nreconciler verify --head contoso=9f86d081...",
    exits=READS_THE_STATE,
)
@option(
    "--head", "heads", metavar="[CUSTOMER=]HASH", multiple=True, help="A head kept elsewhere must be in its journal."
)
@click.pass_context
def command(context: click.Context, heads: tuple[str, ...]) -> int:
    """Check the chain of the journal, the store itself, and every invariant. Changes nothing.

    Whoever can write the state can write a whole journal anew. Keep the heads of `--format json` elsewhere, and name
    one with --head: everything up to it is as it was then.
    """
    from reconciler.reporting.verified import verified_json  # start-up time
    from reconciler.workflows.verify import verify

    session = Session.of(context)
    verified = verify(session.state(), session.world(), heads)
    if session.globals.format == "json":
        session.put(verified_json(verified))
    else:
        session.put(f"problem: {session.shown.safe(problem)}\n" for problem in verified.problems)
        entries = counted(verified.entries, "journal entry", "journal entries")
        seen = [counted(verified.customers, "customer"), entries, counted(verified.memberships, "membership")]
        outcome = counted(len(verified.problems), "problem") if verified.problems else "everything holds"
        session.say(f"{listed(seen)}: {outcome}.\n")
    return verified.exit_code
