"""What was done, as the data of a command. Where that cannot be shown, it is said on stderr that it was done."""

from collections.abc import Iterable

from reconciler.applying.receipt import Receipt
from reconciler.cli.session import Session
from reconciler.errors import ExitCode, ReconcilerError
from reconciler.reporting.receipt import receipt_json, receipt_text
from reconciler.workflows.commits import told_all_the_same

NOT_AGAIN = "nothing is to be done again; what is there now: reconciler status"


def put_receipt(receipt: Receipt, session: Session) -> None:
    """The state is changed by then."""
    try:
        as_json = session.globals.format == "json"
        session.put(receipt_json(receipt) if as_json else receipt_text(receipt, session.shown))
    except ReconcilerError as fault:
        raise ending_with(receipt.exit_code, told_all_the_same(fault, receipt)) from fault


def put_done(text: Iterable[str], session: Session, done: str, remedy: str = NOT_AGAIN) -> None:
    """The same for what has no receipt. ``done`` says what happened, to be said behind "all the same"."""
    try:
        session.put(text)
    except ReconcilerError as fault:
        raise ReconcilerError(f"{fault.what}; all the same {done}", remedy) from fault


def ending_with(code: ExitCode, fault: ReconcilerError) -> ReconcilerError:
    """What was left undone weighs more than what was not shown."""
    if code is not ExitCode.DONE:
        fault.exit_code = code
    return fault
