"""``reconciler record``"""

from pathlib import Path

import click

from reconciler.cli.options import argument
from reconciler.cli.session import Session
from reconciler.cli.terminal import talk
from reconciler.cli.verb import verb
from reconciler.reporting.words import counted, number


@verb("record", example="reconciler record answers.csv", exits=(0, 3, 5, 6, 7))
@argument("file", metavar="FILE.csv")
@click.pass_context
def command(context: click.Context, file: str) -> int:
    """Take in what people did elsewhere.

    FILE has the columns customer, workspace, person, answer (accepted, declined, left, bounced) and at. A column
    account (work, personal) or tenant may say what they signed in with. Rows that do not fit are reported with their
    number, the others are taken.
    """
    from reconciler.cli.receipts import put_receipt  # start-up time
    from reconciler.reporting.findings_text import ONCE_MORE, findings_text
    from reconciler.workflows.record import record

    session = Session.of(context)
    recorded = record(Path(file), session.state(), session.world())
    session.progress.clear()
    told = findings_text(
        recorded.findings, session.look, unfolded_by=session.unfolded_by, others=recorded.others, beyond=ONCE_MORE
    )
    talk("".join(told))
    put_receipt(recorded.receipt, session)
    known = f", {number(recorded.known)} known already" if recorded.known else ""
    session.say(f"{number(recorded.applied)} of {counted(recorded.rows, 'row')} taken{known}.\n")
    return recorded.exit_code
