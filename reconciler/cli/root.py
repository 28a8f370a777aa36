"""``reconciler`` itself: the global options and the commands, each imported only when it is used."""

from importlib import import_module

import click

from reconciler.cli.family import Family
from reconciler.cli.options import global_options
from reconciler.cli.verb import OF_EVERY_COMMAND, said

COMMANDS = (
    ("init", "init", "Write a configuration to start from."),
    ("validate", "validate", "Read everything and report what is wrong, with file, line and remedy."),
    ("fmt", "fmt", "Put every file in one order and layout; comments stay."),
    ("member", "member", "Declare somebody in a workspace, or no longer, in the files."),
    ("move", "move", "Move somebody to another workspace, in the files."),
    ("expire", "expire", "Write somebody's last day in a workspace into the files."),
    ("plan", "plan", "Show what would change, and why. Changes nothing."),
    ("apply", "apply", "Do exactly what a plan says, after asking."),
    ("show", "show", "Show a saved plan, or the current state."),
    ("status", "status", "One line for each customer."),
    ("why", "why", "Where somebody's access comes from."),
    ("access", "access", "Who sees what, and who would if something were otherwise."),
    ("history", "history", "What happened: applies, answers, and everything else."),
    ("diff", "diff", "What is not the same in two moments."),
    ("drift", "drift", "What is in the state and came by nothing that is recorded."),
    ("permit", "permit", "Let through, once, exactly what a guard stopped."),
    ("undo", "undo", "Plan what takes an apply back."),
    ("invitations", "invitations", "Invitations and what became of them."),
    ("case", "case", "Support cases, for the people of their workspace."),
    ("activity", "activity", "What a person sees of their workspaces."),
    ("record", "record", "Take in what people answered elsewhere, from a CSV file."),
    ("deliver", "deliver", "Send what waits: invitations, reminders, notices."),
    ("watch", "watch", "Follow a Git repository: plan, apply and deliver, again and again."),
    ("import", "import_roster", "Turn exports into a configuration, or members into the state."),
    ("dump", "dump", "Write the state as a configuration."),
    ("export", "export", "What somebody else is to look at: evidence for auditors."),
    ("erase", "erase", "Forget a person, in the state and its journal."),
    ("state", "state", "The state as a thing: where it is kept, the vendor's people in it."),
    ("explain", "explain", "Explain a rule, a guard or a code of a finding."),
    ("schema", "schema", "Print a JSON Schema of the configuration."),
    ("verify", "verify", "Check the journal, the state and every invariant."),
    ("completion", "completion", "Print what makes a shell complete commands, options and files."),
    ("man", "man", "Print the manual page."),
    ("version", "version", "Print the version."),
)
"""Name, module in ``commands/``, one line of help. A new command is a file and a line here."""


class Root(Family):
    """Knows its commands by name and help alone, so that ``reconciler version`` does not pay for ``plan``."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return [name for name, _, _ in COMMANDS]

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = next((module for name, module, _ in COMMANDS if name == cmd_name), None)
        if module is None:
            return None
        command = import_module(f"reconciler.cli.commands.{module}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, _, help_line in COMMANDS])


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from reconciler.cli.commands.version import version_line  # as every command: only when it is used

        click.echo(version_line())
        ctx.exit(0)


root = Root(
    "reconciler",
    help="Bring people into support workspaces, and out again, by declaration.",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="Print the version.",
        ),
        *global_options(before_the_command=True),
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every option has a variable: --state is RECONCILER_STATE. Every command may end with exit code "
    f"{said(OF_EVERY_COMMAND)}; the others stand in its help. Start with: reconciler init",
)
