"""``reconciler drift``"""

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.errors import ExitCode


@verb(
    "drift",
    example="reconciler drift --detailed-exitcode",
    exits=(*READS_THE_STATE, ExitCode.CHANGES),
    formats=("text", "json", "csv"),
)
@click.argument("customer", required=False)
@option("--detailed-exitcode", "detailed", is_flag=True, help="End with 2 where there is any.")
@click.pass_context
def command(context: click.Context, customer: str | None, detailed: bool) -> int:
    """List what is in the state and came neither by an apply nor by an answer: another hand was at it.

    `was` is what the journal leads to, `now` what the state holds.
    """
    from reconciler.reporting.differences import differences_csv, differences_json, differences_text  # start-up time
    from reconciler.workflows.drift import drift

    session = Session.of(context)
    found = drift(session.state(), customer)
    match session.globals.format:
        case "json":
            session.put(differences_json("drift", found))
        case "csv":
            session.put(differences_csv(found))
        case _:
            session.put(differences_text(found, session.shown, unfold=session.globals.verbose))
            if not found:
                session.put(["Everything in the state came by an apply, an answer or an import.\n"])
    if found:
        session.say(
            "Nothing is built on these customers while it is so: plan and apply end with 7. Take it back where it "
            "was done, or restore the state from a backup.\n"
        )
    return ExitCode.CHANGES if found and detailed else ExitCode.DONE
