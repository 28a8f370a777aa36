"""``reconciler plan``"""

import os
import re
import shlex
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli.github_actions import told_of_plan
from reconciler.cli.options import argument, option
from reconciler.cli.output import write
from reconciler.cli.session import Session, day
from reconciler.cli.verb import verb
from reconciler.errors import WrongUsage
from reconciler.findings import nobody
from reconciler.reporting.grouping import By
from reconciler.reporting.look import Look
from reconciler.reporting.plan_formats import GROUPED_FORMATS, PLAN_FORMATS, Shown
from reconciler.reporting.words import counted

if TYPE_CHECKING:
    from reconciler.workflows.plan import MadePlan, PlanRequest

PLAN_OPTIONS = (
    option("--date", "on", metavar="DATE", help="What today is for this run (default: the UTC day)."),
    option("--target", "targets", multiple=True, metavar="CUSTOMER[/WORKSPACE]", help="Only these; repeatable."),
    option("--changed-since", metavar="REV", help="Only who was touched since this commit, and who is due."),
    option("--no-removals", is_flag=True, help="Leave out what takes access away."),
    option("--due", is_flag=True, help="Only what the day alone asks for, and nobody has to agree to."),
    option("--as", "as_", metavar="ADDRESS", help="Plan for them: what is theirs to apply, and what they ask for."),
    option("--no-skip", is_flag=True, help="Plan also who has not moved since the last apply; the same comes out."),
    option(
        "--parallel",
        type=click.IntRange(1, 64),
        default=1,
        metavar="N",
        help="Work in N processes (1); the same comes out.",
    ),
    option("--permit", "permits", multiple=True, metavar="FILE", help="Lift a guard by a permit, once; repeatable."),
)


BY = option(
    "--by",
    type=click.Choice([by.value for by in By]),
    help="Put together what is of one workspace (default), person or rule.",
)


def plan_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What ``plan`` and ``apply`` have in common."""
    for decorate in reversed(PLAN_OPTIONS):
        function = decorate(function)
    return function


@verb(
    "plan",
    example="reconciler plan examples/contoso --out contoso.plan\nreconciler plan --target contoso/finance",
    exits=(0, 2, 3, 4, 5, 7),
    formats=tuple(PLAN_FORMATS),
)
@argument("path", default=".", metavar="[PATH]")
@option("--out", metavar="FILE", help="Save the plan, so that exactly it can be applied.")
@option("--sign", "key", metavar="FILE", help="Sign the saved plan with this key, by ssh-keygen, as FILE.sig.")
@option("--detailed-exitcode", is_flag=True, help="Exit 2 where there are changes.")
@BY
@option("--approvals", is_flag=True, help="Say whose word each change needs, and why.")
@option(
    "--approved-by", multiple=True, metavar="ADDRESS,...", help="They did, or nobody (''): exit 4 if one is missing."
)
@plan_options
@click.pass_context
def command(
    context: click.Context,
    /,
    path: str,
    out: str | None,
    key: str | None,
    by: str | None,
    detailed_exitcode: bool,
    approvals: bool,
    approved_by: tuple[str, ...],
    **options: Any,
) -> int:
    """Show what would change beneath PATH, and why. Writes nothing but FILE."""
    from reconciler.workflows.plan import plan  # start-up time

    session = Session.of(context)
    named = out if out != "-" else None
    approvers = tuple(filter(None, re.split(r"[,\s]+", " ".join(approved_by)))) if approved_by else None
    if (approvals or approvers is not None) and options["as_"] is not None:
        raise WrongUsage("--approvals is about everybody's word, --as about one person's", "give one of the two")
    group_by = grouping(session, by)
    spare(session, path, out)
    if key is not None and out in (None, "-"):
        raise WrongUsage("a signature stands beside the plan that it is of", "say where that is: --out FILE")
    with plan(
        plan_request(session, path, approvals=approvals, approvers=approvers, **options), session.world()
    ) as made:
        if out is not None:
            save(made, out)
        if out is not None and key is not None:
            from reconciler.workflows.signatures import sign  # start-up time: few plans are signed

            sign(Path(out), Path(key), may_ask=not session.globals.no_input)
        if out == "-" and session.globals.output is None:
            session.talk(rendered(made, session, session.look, group_by))
        else:
            session.put(rendered(made, session, session.shown, group_by, named))
        if made.left_out:
            session.say(session.look.safe(left_out_said(made.left_out, made.heading.actor)) + "\n")
        if made.totals.requested or out not in (None, "-"):
            session.say(session.look.safe(_next_said(made, path, named)) + "\n")
        if made.totals.unapproved:
            session.say(_unapproved_said(made.totals.unapproved))
        code = made.exit_code(detailed_exitcode)
        told_of_plan(made, group_by, code, session)
        return code


def spare(session: Session, path: str, out: str | None) -> None:
    if out == "-":
        if session.globals.output is None and session.globals.format != "text":
            raise WrongUsage("both the plan and its --format would go to stdout", "add --output FILE for one of them")
    elif out is not None:
        session.spare("--out", out, [path])
        if session.globals.output is not None and os.path.realpath(out) == os.path.realpath(session.globals.output):
            raise WrongUsage("--out and --output name the same file", "give each its own")


def save(made: "MadePlan", out: str) -> None:
    """``-`` is stdout, which is for the plan then."""
    if out == "-":
        write(made.lines(), None)
    else:
        made.save(Path(out))


def _next_said(made: "MadePlan", path: str, out: str | None) -> str:
    """What to type next, for a plan that was saved or that asks something of others."""
    flags = shlex.join([path, "--as", made.heading.actor or "", *(w for f in made.heading.flags for w in f.split(" "))])
    what = f"reconciler apply {shlex.quote(out) if out is not None else flags}"
    if not made.totals.requested:
        return f"Saved. To apply exactly this: {what}"
    mine = "apply what is yours and " if made.totals.changed else ""
    return f"{'Saved. ' if out is not None else ''}To {mine}write the requests as sheets: {what}"


def _unapproved_said(count: int) -> str:
    whose = counted(count, "customer lacks", "customers lack")
    return (
        f"stopped: {whose} an approval (where `to be approved by` says missing)\n"
        "help:  add who gave it to --approved-by; of the vendor, who is in the state: reconciler state vendor list\n"
    )


def left_out_said(count: int, actor: str | None) -> str:
    others = "1 other customer does" if count == 1 else f"{count:,} other customers do"
    return f"note: {others} not know {actor}, by the state, and nothing of it is shown"


def plan_request(
    session: Session,
    path: str,
    *,
    on: str | None,
    targets: tuple[str, ...],
    no_removals: bool,
    due: bool,
    changed_since: str | None,
    as_: str | None,
    no_skip: bool = False,
    parallel: int = 1,
    permits: tuple[str, ...] = (),
    approvals: bool = False,
    approvers: tuple[str, ...] | None = None,
) -> "PlanRequest":
    from reconciler.workflows.plan import PlanRequest  # start-up time

    asked, files = approvals or approvers is not None, tuple(map(Path, permits))
    since: dict[str, Any] = {"changed_since": changed_since, "no_skip": no_skip, "parallel": parallel}
    return PlanRequest(
        Path(path), session.state(), day(on), targets, no_removals, due, as_, asked, approvers, files, **since
    )


def grouping(session: Session, by: str | None) -> By:
    """WrongUsage where the format is for programs: they are given every change as it is."""
    if by is not None and session.globals.format not in GROUPED_FORMATS:
        raise WrongUsage(f"--by is for --format {', '.join(GROUPED_FORMATS)}", "leave out one of the two")
    return By(by) if by is not None else By.WORKSPACE


def rendered(made: "MadePlan", session: Session, look: Look, by: By, file: str | None = None) -> Iterator[str]:
    """A plan in the format that was asked for; ``file`` is the one that it was written to."""
    origin, unfold = made.origin or nobody, session.globals.verbose
    customers, brief = partial(made.named, file), partial(made.at_a_glance, file)
    shown = Shown(made.heading, made.digests, made.totals, customers, look, unfold, by, origin, brief)
    return PLAN_FORMATS[session.globals.format or "text"](shown)
