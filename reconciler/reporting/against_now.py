"""Whether a saved plan still holds, customer by customer."""

from collections.abc import Iterator

from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look
from reconciler.reporting.receipt import not_done_text
from reconciler.reporting.words import counted

_NAMED = 20
_WORDS = {Result.APPLIED: "holds", Result.NOTHING: "nothing"}


def against_now_text(receipt: Receipt, look: Look) -> Iterator[str]:
    """What does not hold any more first, with its reason."""
    yield from not_done_text(receipt, look)
    holding = [c for c in receipt.customers if c.result is Result.APPLIED]
    for each in holding[:_NAMED]:
        yield look.safe(f"{each.customer}: everything still holds.") + "\n"
    if len(holding) > _NAMED:
        yield f"and {counted(len(holding) - _NAMED, 'more customer')}\n"
    if not receipt.customers or all(c.result is Result.NOTHING for c in receipt.customers):
        yield "There is nothing to do in this plan.\n"


def against_now_json(receipt: Receipt) -> Iterator[str]:
    yield from document(
        format_version=FORMAT_VERSION,
        kind="against_now",
        plan=receipt.plan,
        customers=array(for_json(_customer(each)) for each in receipt.customers),
    )


def _customer(each: CustomerResult) -> dict[str, object]:
    word = _WORDS.get(each.result, each.result.value)
    return {"customer": each.customer, "result": word, "why": list(each.why), "remedy": each.remedy}
