"""What an apply, or a record of answers, did: for people and for programs."""

from collections.abc import Iterator, Sequence

from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.reporting.action_words import WORDS, done_said, planned_said
from reconciler.reporting.authority_words import asked_said
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.requests_json import asked_object
from reconciler.reporting.words import counted, number, paragraph, wrapped

_NAMED = 20
"""So many customers of one result are named; more are counted."""

_LABELS = {
    Result.STALE: "changed since this plan was made",
    Result.BLOCKED: "stopped",
    Result.FAILED: "has errors",
}
_LABELS_OF_ANSWERS = {**_LABELS, Result.STALE: "is left as it was"}


def receipt_text(receipt: Receipt, look: Look) -> Iterator[str]:
    """What was not done comes first, with its reason; what was done is summed up."""
    yield from not_done_text(receipt, look)
    applied = [c for c in receipt.customers if c.result is Result.APPLIED]
    yield from paragraph(_done(receipt, applied), look)
    yield from _handed_off([c for c in receipt.customers if c.handed_off], look)


def not_done_text(receipt: Receipt, look: Look) -> Iterator[str]:
    """Whose plan was not applied, and why."""
    for result, label in (_LABELS if receipt.plan else _LABELS_OF_ANSWERS).items():
        yield from _not_done([c for c in receipt.customers if c.result is result], label, look)


def _handed_off(customers: Sequence[CustomerResult], look: Look) -> Iterator[str]:
    """What others are asked for, the sheets to send to them, and that it is not done by that."""
    for each in customers[:_NAMED]:
        for request in each.handed_off:
            said = f"{each.customer}: to ask of {asked_said(request.to)}: {planned_said(request.summary)}"
            yield from paragraph(said, look, rest="  ")
            yield from (f"  {look.safe(file)}\n" for file in request.files)
    if len(customers) > _NAMED:
        yield f"and requests of {counted(len(customers) - _NAMED, 'more customer')}\n"
    if customers:
        yield "Send these. They stay planned until they are done: the next plan --as shows them again.\n"


def _not_done(those: Sequence[CustomerResult], label: str, look: Look) -> Iterator[str]:
    for each in those[:_NAMED]:
        why = f": {'; '.join(each.why)}" if each.why else ""
        first, *others = wrapped(look.safe(f"{each.customer} {label}{why}"), look.width, rest="  ")
        yield look.painted(Shade.DANGER, first) + "\n"
        for line in others:
            yield line + "\n"
        if each.remedy:
            yield from paragraph(each.remedy, look, first="help:  ", rest="       ")
    if len(those) > _NAMED:
        yield f"and {counted(len(those) - _NAMED, 'more customer')} {label}\n"


def _done(receipt: Receipt, applied: Sequence[CustomerResult]) -> str:
    if not applied:
        return "Nothing has been changed."
    if len(applied) == 1:
        whose = f"{applied[0].customer}, now at serial {number(applied[0].serial)}"
    else:
        whose = counted(len(applied), "customer")
    what = f"Applied {receipt.apply} to" if receipt.apply else "Recorded for"
    return f"{what} {whose}: {done_said(receipt.summary) or 'nothing'}."


def created_text(lineage: str, url: str) -> str:
    """The first line of the first apply, and what to write into the configuration so that no other state is taken."""
    return (
        f"The state {url} was made. Write this into reconciler.yaml, so that no other is taken for it:\n"
        f"  state: {{url: {url}, lineage: {lineage}}}\n"
    )


def receipt_json(receipt: Receipt) -> Iterator[str]:
    counts = {action.value: receipt.summary[action.value] for action in WORDS if receipt.summary.get(action.value)}
    yield from document(
        format_version=FORMAT_VERSION,
        kind="receipt",
        plan=receipt.plan or None,
        apply=receipt.apply or None,
        created=receipt.created or None,
        summary={**counts, "total": sum(counts.values())},
        customers=array(for_json(_customer(each)) for each in receipt.customers),
    )


def _customer(each: CustomerResult) -> dict[str, object]:
    handed = [{"to": asked_object(h.to), "summary": dict(h.summary), "files": list(h.files)} for h in each.handed_off]
    return {
        "customer": each.customer,
        "serial": each.serial,
        "result": each.result.value,
        "why": list(each.why),
        "remedy": each.remedy,
        **({"handed_off": handed} if handed else {}),
    }
