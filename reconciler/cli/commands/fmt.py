"""``reconciler fmt``"""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.terminal import talk
from reconciler.cli.verb import verb
from reconciler.errors import InputInvalid
from reconciler.findings import has_errors
from reconciler.reporting.findings_formats import FINDINGS_FORMATS
from reconciler.reporting.words import counted, number

if TYPE_CHECKING:
    from reconciler.workflows.fmt import Tidied


@verb("fmt", example="reconciler fmt\nreconciler fmt --check customers", exits=(0, 3), formats=tuple(FINDINGS_FORMATS))
@click.argument("path", default=".", metavar="[PATH]")
@option("--check", is_flag=True, help="Write nothing; list what would be, and end with 3 where there is some.")
@click.pass_context
def command(context: click.Context, path: str, check: bool) -> int:
    """Put every file beneath PATH in one order and layout; every comment stays.

    Rosters are sorted by person and keep their columns. In YAML, keys stand as the schema lists them (ids and lists as
    they are), addresses have their domain in small letters, and there are no blanks at the end of a line nor two empty
    lines in a row. A file that cannot be read is reported and left alone. The changed files are listed; with --check
    and another --format each is a finding.

    --check ends with 3, that of an input which is not as asked for; 2 means that a plan has changes. More about it:
    reconciler explain untidy
    """
    from reconciler.reporting.findings_text import findings_text  # start-up time
    from reconciler.workflows.fmt import Doing, fmt

    session = Session.of(context)
    tidied = fmt(Path(path), Doing.CHECK if check else Doing.WRITE, session.world())
    session.progress.clear()
    wanted = session.globals.format or "text"
    if wanted == "text":
        talk("".join(findings_text(tidied.findings, session.look)))
        session.put(f"{session.shown.safe(file)}\n" for file in tidied.untidy)
        session.say(session.look.safe(_said(tidied, path, check)) + "\n")
    else:
        told = tidied.checked() if check else tidied.checked()._replace(findings=tidied.findings)
        session.put(FINDINGS_FORMATS[wanted](told, session.shown))
    broken = has_errors(tidied.findings) or (check and bool(tidied.untidy))
    return InputInvalid.exit_code if broken else 0


def _said(tidied: "Tidied", path: str, check: bool) -> str:
    left = f" {counted(tidied.left, 'file')} left alone." if tidied.left else ""
    if not tidied.untidy:
        return f"{counted(tidied.files - tidied.left, 'file')} in order already.{left}"
    of = f"{number(len(tidied.untidy))} of {counted(tidied.files, 'file')}"
    return f"{of} not in order.{left} Next: reconciler fmt {quote(path)}" if check else f"{of} put in order.{left}"
