"""What the guards say: the stops as sentences with their remedy, the rest as one line of arithmetic."""

from collections.abc import Iterator

from reconciler.planning.plan import CustomerPlan, ToChange, Verdict
from reconciler.planning.tally import Tally
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.words import number, paragraph, percent, wrapped

_SHOWN = 20
_ALWAYS = 3


def guards_said(tally: Tally) -> str:
    """``removals 2 of 3,904 (0.05 %) ok, last admin ok, vanished ok, 6 others ok``; with several customers, whose it
    is. Of those that have nothing to say only the first are named."""
    everything = list(tally.guards.closest.values())
    named = [pair for n, pair in enumerate(everything) if n < _ALWAYS or pair[0].value or not pair[0].ok]
    left = len(everything) - len(named)
    others = [f"{left} {'other' if left == 1 else 'others'} ok"] if left else []
    several = tally.customers > 1
    return ", ".join([*(_one(verdict, customer if several else "") for verdict, customer in named), *others])


def _one(verdict: Verdict, customer: str) -> str:
    name = verdict.guard.replace("_", " ")
    if verdict.of and verdict.value:
        name = f"{name} {number(verdict.value)} of {number(verdict.of)} ({percent(verdict.value, verdict.of)})"
    whose = f" in {customer}" if customer and (verdict.value or not verdict.ok) else ""
    return f"{name}{whose} {_outcome(verdict)}"


def _outcome(verdict: Verdict) -> str:
    if verdict.stops:
        return "STOPS"
    return "holds" if verdict.held else "permitted" if verdict.permits else "ok"


def stops_text(plan: CustomerPlan, look: Look) -> Iterator[str]:
    """Each guard that stops this customer, or holds a part of its plan: what it counted, and the way out; and each that
    would, without a permit."""
    for verdict in plan.guards:
        if verdict.ok:
            yield from _permitted(verdict, look)
        else:
            yield from _stop_text(verdict, look)


def run_stop_text(verdict: Verdict | None, look: Look) -> Iterator[str]:
    """What stops the whole run, if anything does."""
    if verdict is not None and verdict.stops:
        yield "The whole run is\n"
        yield from _stop_text(verdict, look)
        yield "\n"


def run_said(verdict: Verdict | None) -> Iterator[str]:
    """Its arithmetic, where several customers lose anybody."""
    if verdict is not None:
        share = f" ({percent(verdict.value, verdict.of)})" if verdict.of else ""
        yield f"removals of the run {number(verdict.value)} of {number(verdict.of)}{share} {_outcome(verdict)}"


def _stop_text(verdict: Verdict, look: Look) -> Iterator[str]:
    head = f"  {'stopped' if verdict.stops else 'held'} by guard {verdict.guard}:"
    sentence = look.safe(verdict.what) or f"{number(verdict.value)}; the limit is {number(verdict.limit)}"
    first, *others = wrapped(f"{head} {sentence}", look.width, rest="    ")
    yield look.painted(Shade.DANGER, first) + "\n"
    for line in others:
        yield line + "\n"
    yield from _lines_to_change(verdict, look)
    if verdict.remedy:
        yield from paragraph(verdict.remedy, look, first="  help:  ", rest="         ")


def _permitted(verdict: Verdict, look: Look) -> Iterator[str]:
    for permit in verdict.permits:
        short = permit.permit.removeprefix("sha256:")[:6]
        said = f"permitted for guard {verdict.guard}: {verdict.what}, by {permit.by} until {permit.until:%-d %B %Y}"
        said += f" (permit {short}), because: {permit.because}"
        yield from paragraph(said, look, first="  ", rest="    ")


def _lines_to_change(verdict: Verdict, look: Look) -> Iterator[str]:
    shown = verdict.to_change[:_SHOWN]
    for line in shown:
        yield from paragraph(_line_said(line), look, first="    ", rest="      ")
    if len(verdict.to_change) > len(shown):
        yield f"    and {number(len(verdict.to_change) - len(shown))} more; --format json lists them\n"


def _line_said(line: ToChange) -> str:
    return f"{line.place}  {line.what}" if line.place else line.what
