"""``reconciler validate``"""

from pathlib import Path

import click

from reconciler.cli.options import argument
from reconciler.cli.session import Session
from reconciler.cli.verb import verb
from reconciler.errors import InputInvalid
from reconciler.findings import has_errors
from reconciler.reporting.findings_formats import FINDINGS_FORMATS
from reconciler.reporting.findings_text import findings_summary


@verb("validate", example="reconciler validate examples/contoso", exits=(0, 3), formats=tuple(FINDINGS_FORMATS))
@argument("path", default=".", metavar="[PATH]")
@click.pass_context
def command(context: click.Context, path: str) -> int:
    """Read everything beneath PATH and report every finding.

    Each comes with file, line, the line itself, why it matters and what to type. No state is touched.
    """
    from reconciler.workflows.validate import validate  # start-up time

    session = Session.of(context)
    checked = validate(Path(path), session.world())
    session.put(FINDINGS_FORMATS[session.globals.format or "text"](checked, session.shown))
    if session.globals.format == "text":
        session.say(findings_summary(checked.findings, checked.files))
    return InputInvalid.exit_code if has_errors(checked.findings) else 0
