"""What a shell asks to complete a command line, and the script by which it learns to ask.

The script asks ``reconciler`` itself each time, so that it knows of every command and option of that moment.
"""

import os

import click
from click.shell_completion import ShellComplete, get_completion_class, shell_complete


def script(shell: str, variable: str, root: click.Command) -> str:
    found = get_completion_class(shell) or ShellComplete
    asking = found(root, {}, "reconciler", variable)
    return f"{asking.source_template % asking.source_vars()}\n"


def answered(variable: str) -> int:
    """Answers the shell that asks; what it asks of a command line that makes no sense is answered by nothing."""
    from reconciler.cli.root import root  # start-up time

    try:
        return shell_complete(root, {}, "reconciler", variable, os.environ[variable])
    except click.ClickException:
        return 1
