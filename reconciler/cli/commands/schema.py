"""``reconciler schema``"""

import click

from reconciler.cli.options import argument, words_for
from reconciler.cli.session import Session
from reconciler.cli.verb import verb
from reconciler.errors import WrongUsage


def _names() -> tuple[str, ...]:
    from reconciler.loading.schemas import names  # start-up time

    return tuple(names())


@verb("schema", example="reconciler schema customer > customer.schema.json", exits=(0,), formats=())
@argument("name", required=False, shell_complete=words_for(_names))
@click.pass_context
def command(context: click.Context, name: str | None) -> int:
    """Print a JSON Schema, for editors and other tools. Without NAME: the names there are."""
    from reconciler.loading.schemas import names, text  # start-up time

    session = Session.of(context)
    if name is None:
        session.put(f"{each}\n" for each in names())
        return 0
    if name not in names():
        raise WrongUsage(f"there is no schema {name!r}; there are {', '.join(names())}", "reconciler schema customer")
    session.put([text(name)])
    return 0
