"""``reconciler version``"""

import click

from reconciler import __version__
from reconciler.cli.session import Session
from reconciler.cli.verb import verb
from reconciler.reporting.escapes import for_json


def version_line() -> str:
    return f"reconciler {__version__}"


@verb("version", example="reconciler version", exits=(0,))
@click.pass_context
def command(context: click.Context) -> int:
    """Print the version."""
    session = Session.of(context)
    as_json = session.globals.format == "json"
    session.put([f"{for_json({'version': __version__}) if as_json else version_line()}\n"])
    return 0
