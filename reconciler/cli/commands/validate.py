"""``reconciler validate``"""

from pathlib import Path

import click

from reconciler.cli.session import Session
from reconciler.cli.verb import verb
from reconciler.errors import InputInvalid
from reconciler.findings import has_errors


@verb("validate", example="reconciler validate examples/contoso", exits=(0, 3), formats=("text", "concise", "json"))
@click.argument("path", default=".", metavar="[PATH]")
@click.pass_context
def command(context: click.Context, path: str) -> int:
    """Read everything beneath PATH and report every finding.

    Each comes with file, line, the line itself, why it matters and what to type. No state is touched.
    """
    from reconciler.reporting.findings_json import findings_json  # start-up time
    from reconciler.reporting.findings_text import findings_concise, findings_summary, findings_text
    from reconciler.workflows.validate import validate

    session = Session.of(context)
    checked = validate(Path(path), session.world())
    match session.globals.format:
        case "json":
            session.put(findings_json(checked.findings, checked.files))
        case "concise":
            session.put(findings_concise(checked.findings, session.shown))
        case _:
            session.put(findings_text(checked.findings, session.shown))
            session.say(findings_summary(checked.findings, checked.files))
    return InputInvalid.exit_code if has_errors(checked.findings) else 0
