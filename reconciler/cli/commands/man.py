"""``reconciler man``"""

import click

from reconciler.cli.session import Session
from reconciler.cli.verb import verb


@verb(
    "man",
    example="reconciler man | man -l -\nreconciler man --output /usr/local/share/man/man1/reconciler.1",
    exits=(0,),
    formats=(),
)
@click.pass_context
def command(context: click.Context) -> int:
    """Print the manual page, with every command, option and exit code, for man to show or to be installed."""
    from reconciler.cli.manual import manual  # start-up time
    from reconciler.cli.root import root

    session = Session.of(context)
    session.put(f"{line}\n" for line in manual(root))
    return 0
