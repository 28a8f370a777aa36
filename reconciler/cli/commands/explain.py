"""``reconciler explain``"""

import click

from reconciler.cli.options import argument, words_for
from reconciler.cli.session import Session
from reconciler.cli.verb import verb
from reconciler.errors import WrongUsage


def _identifiers() -> tuple[str, ...]:
    from reconciler.workflows.explain import identifiers  # start-up time

    return tuple(identifiers())


@verb("explain", example="reconciler explain S-11", exits=(0,))
@argument("identifier", required=False, metavar="[ID]", shell_complete=words_for(_identifiers))
@click.pass_context
def command(context: click.Context, identifier: str | None) -> int:
    """Explain a rule (S-11, D-08), a guard (removals) or a code of a finding (unknown-field).

    Without ID: all there are, a line each.
    """
    from reconciler.reporting.explained import explained_json, explained_list, explained_text  # start-up time
    from reconciler.workflows.explain import explain, identifiers

    session = Session.of(context)
    as_json = session.globals.format == "json"
    wanted = [identifier] if identifier is not None else identifiers()
    pages = [page for each in wanted if (page := explain(each)) is not None]
    if not pages:
        raise WrongUsage(f"there is no rule, guard or code {identifier!r}", "reconciler explain lists them all")
    if as_json:
        session.put(explained_json(pages))
    elif identifier is None:
        session.put(explained_list(pages, session.shown))
    else:
        session.put(explained_text(pages[0], session.shown))
    return 0
