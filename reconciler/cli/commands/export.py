"""``reconciler export``"""

from pathlib import Path

import click

from reconciler.cli.family import Family
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.reporting.words import counted

command = Family("export", help="What somebody else is to look at.")


@verb("evidence", example="reconciler export evidence audit-2026", exits=READS_THE_STATE, formats=())
@click.argument("folder", metavar="DIR")
@click.pass_context
def evidence(context: click.Context, folder: str) -> int:
    """Write a new folder DIR for auditors: the state, its journal, heads, what verify says, and checksums of it all.

    It is for its owner's eyes only, and nothing that exists is overwritten. A README in it says how to check each file.
    Keep SHA256SUMS elsewhere: with it nobody can change the folder unseen.
    """
    from reconciler.workflows.evidence import evidence as written  # start-up time

    session = Session.of(context)
    found = written(session.state(), Path(folder), session.world())
    look = session.look
    session.say(look.safe(f"{counted(found.files, 'file')} in {folder}; to check them: {found.check}") + "\n")
    if found.problems:
        session.say(look.safe(f"verify found {counted(found.problems, 'problem')}: {folder}/verify.json") + "\n")
    return found.exit_code


command.add_command(evidence)
