"""A command that has commands of its own, and what it says where the one that was meant is missing or mistyped."""

from typing import Any

import click

from reconciler.cli.terminal import talk


class Family(click.Group):
    """Without a command it shows its help, on stderr, and that is wrong usage."""

    def __init__(self, name: str, **settings: Any) -> None:
        wants = {"callback": _needs_a_command, "invoke_without_command": True, "no_args_is_help": False}
        super().__init__(name, **{**wants, **settings})

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            ctx.fail(f"there is no command {name!r}{_did_you_mean(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@click.pass_context
def _needs_a_command(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        talk(ctx.get_help() + "\n\n")
        ctx.fail("a command is missing")


def _did_you_mean(name: str, names: list[str]) -> str:
    from reconciler.findings import near_to  # start-up time: only for a name that nobody knows

    near = near_to(name, names)
    return f"; did you mean {near}?" if near else ""
