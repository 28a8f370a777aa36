"""The receipt of what was committed, as the data of a command, and what is said where it cannot be written."""

from reconciler.applying.receipt import Receipt, Result
from reconciler.cli.session import Session
from reconciler.errors import ReconcilerError
from reconciler.reporting.receipt import receipt_json, receipt_text
from reconciler.reporting.words import counted


def put_receipt(receipt: Receipt, session: Session) -> None:
    """The state is changed by then: whoever cannot be shown the receipt is told so, and that nothing is to be done
    again."""
    try:
        as_json = session.globals.format == "json"
        session.put(receipt_json(receipt) if as_json else receipt_text(receipt, session.shown))
    except ReconcilerError as fault:
        done = sum(each.result is Result.APPLIED for each in receipt.customers)
        if not done:
            raise ReconcilerError(f"{fault.what}; nothing was changed", fault.remedy) from fault
        which = f" (apply {receipt.apply})" if receipt.apply else ""
        raise ReconcilerError(
            f"{fault.what}; all the same {counted(done, 'customer')} changed in the state{which}",
            "nothing is to be done again; what is there now: reconciler status, reconciler verify",
        ) from fault
