"""``reconciler completion``"""

import click

from reconciler.cli.main import COMPLETING
from reconciler.cli.session import Session
from reconciler.cli.verb import verb


@verb(
    "completion",
    example="""\
reconciler completion bash >> ~/.bashrc
reconciler completion zsh > "${fpath[1]}/_reconciler"
reconciler completion fish > ~/.config/fish/completions/reconciler.fish""",
    exits=(0,),
    formats=(),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")), metavar="SHELL")
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print what makes SHELL complete commands, options and files: bash (4.4 or later), zsh or fish."""
    from reconciler.cli.completing import script  # start-up time
    from reconciler.cli.root import root

    Session.of(context).put([script(shell, COMPLETING, root)])
    return 0
