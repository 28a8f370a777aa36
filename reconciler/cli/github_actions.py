"""What a run in GitHub Actions leaves besides its streams: a page in the summary of the job, outputs for later steps.

The runner names two files in the environment and shows, or reads, what is appended to them (workflow commands,
"Environment files"). Nothing that goes wrong here changes what was done, so it is a note and no error.
"""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reconciler.cli.session import Session
from reconciler.cli.terminal import masked

if TYPE_CHECKING:
    from reconciler.applying.receipt import Receipt
    from reconciler.reporting.grouping import By
    from reconciler.workflows.plan import MadePlan


def told_of_plan(made: "MadePlan", by: "By", code: int, session: Session) -> None:
    """The same page as ``--format markdown``; the digests, by which a later step names this plan."""
    if not _is_here():
        return
    from reconciler.reporting.plan_markdown import plan_markdown

    _append("GITHUB_STEP_SUMMARY", plan_markdown(made.heading, made.digests, made.customers(), by), session)
    total = made.totals.total
    digests = {"plan": made.digests.plan, "changes-digest": made.digests.changes}
    _put_out({**digests, "changes": total, "exit-code": code}, session)


def told_of_receipt(receipt: "Receipt", code: int, session: Session) -> None:
    if not _is_here():
        return
    from reconciler.reporting.markdown_parts import LOOK, fenced
    from reconciler.reporting.receipt import receipt_text

    _append("GITHUB_STEP_SUMMARY", [fenced(receipt_text(receipt, LOOK))], session)
    total = sum(receipt.summary.values())
    _put_out({"apply": receipt.apply, "plan": receipt.plan, "changes": total, "exit-code": code}, session)


def _is_here() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _put_out(words: Mapping[str, object], session: Session) -> None:
    _append("GITHUB_OUTPUT", (f"{name}={value}\n" for name, value in words.items()), session)


def _append(variable: str, text: Iterable[str], session: Session) -> None:
    file = os.environ.get(variable)
    if not file:
        return
    try:
        with open(file, "a", encoding="utf-8", opener=_waiting_for_nobody) as out:
            out.write("" if _ends_a_line(file) else "\n")
            out.writelines(masked(text))
    except OSError as fault:
        session.say(
            session.look.safe(f"note: {variable} names {file}, which cannot be written: {fault.strerror}") + "\n"
        )


def _waiting_for_nobody(file: str, flags: int) -> int:
    """A pipe without a reader is refused."""
    return os.open(file, flags | os.O_NONBLOCK, 0o666)


def _ends_a_line(file: str) -> bool:
    """A step before may have left its last line open (``printf``); ours would become a part of it."""
    with open(file, "rb") as before:
        size = os.fstat(before.fileno()).st_size
        return not size or os.pread(before.fileno(), 1, size - 1) == b"\n"
