"""``reconciler init``"""

from pathlib import Path

import click

from reconciler.cli.options import argument
from reconciler.cli.session import Session
from reconciler.cli.verb import verb


@verb("init", example="reconciler init my-customers", exits=(0,), formats=())
@argument("place", default=".", metavar="[DIR]")
@click.pass_context
def command(context: click.Context, place: str) -> int:
    """Write a small configuration that validates and plans, to start from.

    Nothing that exists is overwritten.
    """
    from reconciler.workflows.init import init  # start-up time

    session = Session.of(context)
    for file, purpose in init(Path(place), session.world()):
        session.say(session.look.safe(f"  {file}   {purpose}") + "\n")
    session.say(session.look.safe(f"Next: reconciler plan {place}") + "\n")
    return 0
