"""``reconciler dump``"""

from pathlib import Path
from shlex import quote

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session, day
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.reporting.words import counted


@verb(
    "dump",
    example="reconciler dump --out customers\nreconciler dump litware > litware.yaml",
    exits=READS_THE_STATE,
    formats=(),
)
@click.argument("customer", required=False, metavar="[CUSTOMER]")
@option("--out", metavar="DIR", help="Write files there: one directory a customer, and reconciler.yaml.")
@option("--date", "on", metavar="DATE", help="The day on which invitations are judged open.")
@click.pass_context
def command(context: click.Context, customer: str | None, out: str | None, on: str | None) -> int:
    """Write the state as a configuration, such that planning it changes nothing.

    Without --out the one CUSTOMER is printed as YAML. Nothing that exists is overwritten.
    """
    from reconciler.workflows.dump import dump  # start-up time

    session = Session.of(context)
    judged_on = day(on) or session.world().today()
    dumped = dump(customer, Path(out) if out is not None else None, judged_on, session.state())
    if out is None:
        session.put(iter(dumped.texts.values()))
        return 0
    files = counted(len(dumped.texts), "file")
    session.say(f"{counted(dumped.customers, 'customer')} in {files}. Nothing in the state was changed.\n")
    session.say(session.look.safe(f"Next: reconciler plan {quote(out)}") + "\n")
    return 0
