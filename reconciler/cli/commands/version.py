"""``reconciler version``"""

import click

from reconciler import __version__
from reconciler.cli.session import Session
from reconciler.cli.verb import verb
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION


def version_line() -> str:
    return f"reconciler {__version__}"


@verb("version", example="reconciler version", exits=(0,))
@click.pass_context
def command(context: click.Context) -> int:
    """Print the version."""
    session = Session.of(context)
    told = {"format_version": FORMAT_VERSION, "kind": "version", "version": __version__}
    session.put([f"{for_json(told) if session.globals.format == 'json' else version_line()}\n"])
    return 0
