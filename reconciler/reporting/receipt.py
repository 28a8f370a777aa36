"""What an apply, or a record of answers, did: for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from reconciler.reporting.action_words import WORDS, done_said
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.words import counted, number, wrapped

_NAMED = 20
"""So many customers of one result are named; more are counted."""

_QUIET = frozenset({"applied", "nothing"})


class Result(Protocol):
    """``result``: applied, nothing, stale, blocked, failed or handed_off; ``why`` is a sentence, or empty."""

    @property
    def customer(self) -> str: ...
    @property
    def serial(self) -> int: ...
    @property
    def result(self) -> str: ...
    @property
    def why(self) -> str: ...


class Receipt(Protocol):
    """``summary`` counts what was applied, by action; ``created`` is the lineage of a state that did not exist."""

    @property
    def plan(self) -> str: ...
    @property
    def apply(self) -> str: ...
    @property
    def summary(self) -> Mapping[str, int]: ...
    @property
    def customers(self) -> Sequence[Result]: ...
    @property
    def created(self) -> str | None: ...


def receipt_text(receipt: Receipt, look: Look) -> Iterator[str]:
    """What was not done comes first, with its reason; what was done is summed up."""
    by_result: dict[str, list[Result]] = {}
    for each in receipt.customers:
        by_result.setdefault(str(each.result), []).append(each)
    for result, those in sorted(by_result.items()):
        if result not in _QUIET:
            yield from _not_done(result, those, look)
    yield from _sentence(_done(receipt, by_result.get("applied", [])), look)


def _not_done(result: str, those: Sequence[Result], look: Look) -> Iterator[str]:
    for each in those[:_NAMED]:
        label = f"{each.customer}: {result.replace('_', ' ')}"
        first, *others = wrapped(look.safe(f"{label}. {each.why}" if each.why else label), look.width, rest="  ")
        yield look.painted(Shade.DANGER, first) + "\n"
        for line in others:
            yield line + "\n"
    if len(those) > _NAMED:
        yield f"and {counted(len(those) - _NAMED, 'more customer')} {result.replace('_', ' ')}\n"


def _done(receipt: Receipt, applied: Sequence[Result]) -> str:
    said = done_said(receipt.summary)
    if not applied:
        return "Nothing was changed."
    if len(applied) == 1:
        whose = f"{applied[0].customer}, now at serial {number(applied[0].serial)}"
    else:
        whose = counted(len(applied), "customer")
    return f"Applied {receipt.apply} to {whose}: {said or 'nothing'}."


def _sentence(text: str, look: Look) -> Iterator[str]:
    for line in wrapped(look.safe(text), look.width):
        yield line + "\n"


def created_text(lineage: str, url: str) -> str:
    """The first line of the first apply, and what to write into the configuration so that no other state is taken."""
    return (
        f"The state {url} did not exist and was created. Write this into reconciler.yaml, so that no other is taken:\n"
        f"  state: {{url: {url}, lineage: {lineage}}}\n"
    )


def receipt_json(receipt: Receipt) -> Iterator[str]:
    counts = {action.value: receipt.summary[action.value] for action in WORDS if receipt.summary.get(action.value)}
    customers = (
        {"customer": c.customer, "serial": c.serial, "result": str(c.result), "why": c.why} for c in receipt.customers
    )
    yield from document(
        format_version=FORMAT_VERSION,
        kind="receipt",
        plan=receipt.plan,
        apply=receipt.apply,
        created=receipt.created,
        summary={**counts, "total": sum(counts.values())},
        customers=array(for_json(c) for c in customers),
    )
