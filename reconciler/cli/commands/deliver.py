"""``reconciler deliver``"""

import os
from pathlib import Path

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import verb


@verb("deliver", example="reconciler deliver\nreconciler deliver --format json", exits=(0, 3, 5, 6, 7))
@option("--new-key", is_flag=True, help="Make a new key for links; those sent before still count.")
@option("--link-key-file", metavar="FILE", help="The file of link keys (.reconciler/links.key).")
@option("--sent-by", metavar="FILE", help="A state in Git whose push lost a race: what left by it is not sent again.")
@click.pass_context
def command(context: click.Context, new_key: bool, link_key_file: str | None, sent_by: str | None) -> int:
    """Send what waits: invitations, reminders, notices of last days.

    Everything that is due leaves by the channel of reconciler.yaml (mail:), by default as files into
    .reconciler/outbox. Killed or stopped anywhere, the next run goes on, and nothing is lost.
    """
    from reconciler.cli.deliveries import put_delivered  # start-up time
    from reconciler.workflows.deliver import DeliverRequest, deliver

    session = Session.of(context)
    password, lost = os.environ.get("RECONCILER_SMTP_PASSWORD"), Path(sent_by) if sent_by else None
    request = DeliverRequest(session.state(), link_key_file, new_key, password, sent_by=lost)
    return put_delivered(deliver(request, session.world()), session)
