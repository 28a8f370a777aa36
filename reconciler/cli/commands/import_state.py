"""``reconciler import state``"""

from pathlib import Path

import click

from reconciler.cli.options import argument, option
from reconciler.cli.session import Session
from reconciler.cli.terminal import talk
from reconciler.cli.verb import verb
from reconciler.kinds.workspace import Manage
from reconciler.reporting.words import counted, number


@verb(
    "state",
    example="reconciler import state members.csv\nreconciler show --format json --state old.db > old.json",
    exits=(0, 3, 4, 5, 6, 7),
)
@argument("file", metavar="FILE")
@option(
    "--manage",
    type=click.Choice([m.value for m in Manage]),
    default=Manage.OBSERVE.value,
    show_default=True,
    help="How the workspaces that are made are managed from now on.",
)
@click.pass_context
def command(context: click.Context, file: str, manage: str) -> int:
    """Take people who are members already into the state: nobody is invited, no mail is sent.

    FILE is CSV with the columns customer, workspace, person, role, and if wanted since, until, name, reason, ticket,
    sponsor; or JSON, also as `show --format json` prints it. A customer with a bad row is left alone, others go on.
    """
    from reconciler.cli.receipts import put_receipt  # start-up time
    from reconciler.reporting.findings_text import ONCE_MORE, findings_text
    from reconciler.reporting.receipt import created_text
    from reconciler.workflows.import_state import import_state

    session = Session.of(context)
    done = import_state(Path(file), Manage(manage), session.state(), session.world())
    session.progress.clear()
    told = findings_text(done.findings, session.look, unfolded_by=session.unfolded_by, beyond=ONCE_MORE)
    talk("".join(told))
    if done.receipt.created:
        look = session.look
        talk(created_text(look.safe(done.receipt.created), look.safe(done.place.as_written())))
    put_receipt(done.receipt, session)
    known = f", {number(done.known)} known already" if done.known else ""
    session.say(f"{number(done.imported)} of {counted(done.rows, 'row')} imported{known}.\n")
    if done.imported and not done.receipt.created:
        session.say("Next: reconciler dump --out DIR\n")
    return done.exit_code
