"""The receipt of what was committed, as the data of a command, and what is said where it cannot be written."""

from reconciler.applying.receipt import Receipt
from reconciler.cli.session import Session
from reconciler.errors import ReconcilerError
from reconciler.reporting.receipt import receipt_json, receipt_text
from reconciler.workflows.commits import told_all_the_same


def put_receipt(receipt: Receipt, session: Session) -> None:
    """The state is changed by then: whoever cannot be shown the receipt is told so, and that nothing is to be done
    again."""
    try:
        as_json = session.globals.format == "json"
        session.put(receipt_json(receipt) if as_json else receipt_text(receipt, session.shown))
    except ReconcilerError as fault:
        raise told_all_the_same(fault, receipt) from fault
