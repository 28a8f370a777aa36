"""``reconciler deliver``"""

import os

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import verb


@verb("deliver", example="reconciler deliver\nreconciler deliver --format json", exits=(0, 3, 5, 6, 7))
@option("--new-key", is_flag=True, help="Make a new key for links; those sent before still count.")
@option("--link-key-file", metavar="FILE", help="The file of link keys (.reconciler/links.key).")
@click.pass_context
def command(context: click.Context, new_key: bool, link_key_file: str | None) -> int:
    """Send what waits: invitations, reminders, notices of last days.

    Everything that is due leaves by the channel of reconciler.yaml (mail:), by default as files into
    .reconciler/outbox. Killed or stopped anywhere, the next run goes on, and nothing is lost.
    """
    from reconciler.cli.deliveries import put_delivered  # start-up time
    from reconciler.workflows.deliver import DeliverRequest, deliver

    session = Session.of(context)
    request = DeliverRequest(session.state(), link_key_file, new_key, os.environ.get("RECONCILER_SMTP_PASSWORD"))
    return put_delivered(deliver(request, session.world()), session)
