"""What the guards say: the stops as sentences with their remedy, the rest as one line of arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reconciler.planning.kept_plan import counted_at_sight
from reconciler.planning.plan import CustomerPlan, ToChange, Verdict
from reconciler.reporting.look import Look, Shade
from reconciler.reporting.words import number, paragraph, percent, wrapped

_SHOWN = 20
_ALWAYS = 3


@dataclass(slots=True)
class GuardSummary:
    """The verdict of each guard that comes closest to its limit, and whose it is, over all customers of a run."""

    closest: dict[str, tuple[Verdict, str]] = field(default_factory=dict)
    customers: int = 0
    quiet: set[bytes] = field(default_factory=set)
    """The guards of plans in which none counts anything: of several with the same ones the first says it all."""

    def add(self, plan: CustomerPlan) -> None:
        self.customers += 1
        if counted_at_sight(plan):
            names = plan.others.translate(None, b"0123456789")
            if names in self.quiet:
                return
            self.quiet.add(names)
        for verdict in plan.guards:
            before = self.closest.get(verdict.guard)
            if before is not None and not verdict.value and verdict.ok:
                continue  # nothing is farther from its limit
            if before is None or _nearness(verdict) > _nearness(before[0]):
                self.closest[verdict.guard] = (verdict, plan.customer)

    def said(self) -> str:
        """``removals 2 of 3,904 (0.05 %) ok, last admin ok, vanished ok, 6 others ok``; with several customers,
        whose it is. Of those that have nothing to say only the first are named."""
        everything = list(self.closest.values())
        named = [pair for n, pair in enumerate(everything) if n < _ALWAYS or pair[0].value or not pair[0].ok]
        left = len(everything) - len(named)
        others = [f"{left} {'other' if left == 1 else 'others'} ok"] if left else []
        return ", ".join([*(self._one(verdict, customer) for verdict, customer in named), *others])

    def _one(self, verdict: Verdict, customer: str) -> str:
        name = verdict.guard.replace("_", " ")
        if verdict.of and verdict.value:
            name = f"{name} {number(verdict.value)} of {number(verdict.of)} ({percent(verdict.value, verdict.of)})"
        whose = f" in {customer}" if self.customers > 1 and (verdict.value or not verdict.ok) else ""
        return f"{name}{whose} {_outcome(verdict)}"


def _outcome(verdict: Verdict) -> str:
    if verdict.stops:
        return "STOPS"
    return "holds" if verdict.held else "permitted" if verdict.permits else "ok"


def _nearness(verdict: Verdict) -> tuple[bool, bool, float]:
    share = verdict.value / verdict.limit if verdict.limit else float(verdict.value)
    return (verdict.stops, not verdict.ok, share)


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
