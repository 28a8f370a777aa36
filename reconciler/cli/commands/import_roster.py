"""``reconciler import roster``"""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from reconciler.cli.commands.import_people import entra, google, peribolos, xlsx
from reconciler.cli.commands.import_state import command as state
from reconciler.cli.family import Family
from reconciler.cli.importing import IMPORT_EXITS, contract_terms, import_people, people_options, terms_options
from reconciler.cli.options import argument, option
from reconciler.cli.session import Session
from reconciler.cli.terminal import talk
from reconciler.cli.verb import verb
from reconciler.errors import InputInvalid, WrongUsage
from reconciler.findings import has_errors
from reconciler.reporting.words import counted

if TYPE_CHECKING:
    from reconciler.workflows.import_roster import ContractTerms

command = Family("import", help="Bring people from exports into the configuration, or members into the state.")


@verb(
    "roster",
    example="reconciler import roster people.csv --customer contoso --workspace finance\n"
    "reconciler import roster people.csv --out customers \\\n"
    "    --support unified --starts 2026-01-01 --ends 2026-12-31 \\\n"
    "    --services-admin owner@{customer}.example",
    exits=IMPORT_EXITS,
    formats=(),
)
@argument("file", metavar="FILE.csv")
@option("--out", metavar="DIR", help="Make a whole configuration there; each row names customer and workspace.")
@people_options
@terms_options
@click.pass_context
def roster(context: click.Context, /, file: str, out: str | None, **options: Any) -> int:
    """Bring people from any list into a workspace.

    With --customer and --workspace their roster is written: encoding, separator and headings (English, Spanish,
    French, German) are found by themselves. It shows what would be written and asks; the same list again changes
    nothing. With --out a whole configuration is made: each row names customer, workspace, person and role; {customer}
    in --services-admin is filled in, and nothing that exists is overwritten.
    """
    from reconciler.workflows.import_sources import roster_table  # start-up time

    if out is None:
        return import_people(context, file, roster_table(Path(file)), options)
    unfit = [f"--{_SPELLED.get(name, name).replace('_', '-')}" for name in _INTO if _given(context, name)]
    if unfit:
        raise WrongUsage(
            f"--out makes a configuration of everybody, without {', '.join(unfit)}", "leave out one of them"
        )
    terms = {name: options[name] for name in ("support", "starts", "ends", "services_admin")}
    return _whole_configuration(Session.of(context), Path(file), Path(out), contract_terms(**terms))


_INTO = ("customer", "workspace", "admins", "into", "mapped", "disabled", "guests", "remove_missing", "rejects")
_SPELLED = {"admins": "admin", "into": "roster", "mapped": "map"}


def _given(context: click.Context, name: str) -> bool:
    """On the command line: what the environment says is meant for the commands that have it."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _whole_configuration(session: Session, file: Path, out: Path, terms: "ContractTerms") -> int:
    from reconciler.reporting.findings_text import ONCE_MORE, findings_text  # start-up time
    from reconciler.workflows.import_roster import import_roster

    imported = import_roster(
        file,
        out,
        support=terms.support,
        starts=terms.starts,
        ends=terms.ends,
        services_admin=terms.services_admin,
    )
    told = findings_text(imported.findings, session.look, unfolded_by=session.unfolded_by, beyond=ONCE_MORE)
    talk("".join(told))
    if has_errors(imported.findings):
        return InputInvalid.exit_code
    people, workspaces = counted(imported.people, "person", "people"), counted(imported.workspaces, "workspace")
    found = f"{counted(imported.customers, 'customer')}, {workspaces}, {people}"
    session.say(f"{found} in {counted(imported.rows, 'row')}.\n")
    session.say(session.look.safe(f"Next: reconciler plan {quote(str(out))}") + "\n")
    return 0


for verb_ in (roster, entra, google, peribolos, xlsx, state):
    command.add_command(verb_)
