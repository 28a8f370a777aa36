"""``reconciler init``"""

from pathlib import Path
from shlex import quote

import click

from reconciler.cli.options import argument, option
from reconciler.cli.session import Session
from reconciler.cli.terminal import can_ask
from reconciler.cli.verb import verb

FORGES = ("github", "gitlab", "none")


@verb(
    "init",
    example="reconciler init my-customers\nreconciler init --forge gitlab\nreconciler init --codeowners",
    exits=(0, 3),
    formats=(),
)
@argument("place", default=".", metavar="[DIR]")
@option("--forge", type=click.Choice(FORGES), help="Whose pipelines are to plan and apply (asked, else as Git says).")
@option("--codeowners", is_flag=True, help="Only renew CODEOWNERS, from the configuration there is.")
@click.pass_context
def command(context: click.Context, place: str, forge: str | None, codeowners: bool) -> int:
    """Write a small configuration that validates and plans, to start from, and the pipelines for it.

    Nothing that exists is overwritten.
    """
    from reconciler.reporting.words import wrapped  # start-up time
    from reconciler.reporting.written_files import written_text
    from reconciler.workflows.init import Forge, init, renew_codeowners

    session = Session.of(context)
    directory = Path(place)
    if codeowners:
        written = [renew_codeowners(directory)]
    else:
        wanted = Forge(forge or _forge(directory, session))
        written = init(directory, session.world(), wanted, _branch(directory))
    session.talk(written_text(((str(file), purpose) for file, purpose in written), session.look))
    if not codeowners:
        session.say(session.look.safe(f"Next: reconciler plan {quote(place)}") + "\n")
        if wanted is not Forge.NONE:
            session.talk(f"{line}\n" for line in wrapped(_KEYS, session.look.width))
    return 0


_KEYS = (
    "Before the first mail leaves, name a mail server in reconciler.yaml, and give the pipeline the keys of the links "
    "in .reconciler/links.key as its secret RECONCILER_LINK_KEYS; keep a copy: without them no invitation can be "
    "answered."
)


def _forge(directory: Path, session: Session) -> str:
    """As somebody says who can be asked; else as the remote of the repository sounds, and none where there is none."""
    from reconciler.loading.git import said  # start-up time

    remote = said(directory, "remote", "get-url", "origin")
    likely = "gitlab" if "gitlab" in remote else "github" if remote else "none"
    if session.globals.no_input or not can_ask():
        return likely
    answer = click.prompt("Whose pipelines plan and apply", type=click.Choice(FORGES), default=likely, err=True)
    return str(answer)


def _branch(directory: Path) -> str:
    """The one that a clone begins on, as the forge has it; where nothing was pushed yet, the one checked out here."""
    from reconciler.loading.git import said  # start-up time

    known = said(directory, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").strip().partition("/")[2]
    return known or said(directory, "symbolic-ref", "--short", "HEAD").strip() or "main"
