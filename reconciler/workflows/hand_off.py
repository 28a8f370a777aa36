"""What a person may not apply is written as sheets, ready to be sent: Markdown to read, CSV to work through.

Where people act by hand (``mail: {channel: handoff}``) they stand among a customer's lists: whoever works through those
finds there what is asked of the CSAM as well.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from reconciler.applying.receipt import CustomerResult, HandedOff, Result
from reconciler.errors import ReconcilerError
from reconciler.kinds.estate import CustomerId
from reconciler.loading.settings import ChannelKind, settings_above
from reconciler.planning.changes import Authority
from reconciler.planning.plan import CustomerPlan, summary
from reconciler.planning.request import Request
from reconciler.reporting.request_sheet import sheet_csv, sheet_markdown
from reconciler.workflows.durable import refuse_unwritable_folder, replaced
from reconciler.workflows.plan import MadePlan
from reconciler.workflows.state import Located

DEFAULT, AMONG_LISTS = Path(".reconciler", "requests"), "requests"
Tray = Callable[[CustomerId], Path]
"""Where the sheets of a customer go."""
_SENT = frozenset({Result.APPLIED, Result.NOTHING})
"""What is stale, stopped or wrong is planned again first, and its requests with it."""


def tray_for(plan: MadePlan, place: Located, wanted: Path | None) -> Tray:
    """Beside the configuration, unless said otherwise. A place that cannot be written is found before anything is
    applied; it is made when there is a sheet to put there, so a refused apply leaves nothing."""
    root, settings = settings_above(place.root)
    by_hand = settings.mail.channel is ChannelKind.HANDOFF and wanted is None
    folder = settings.mail.lists(root) if by_hand else wanted or place.root / DEFAULT
    if plan.totals.requested:
        try:
            refuse_unwritable_folder(folder)
        except OSError as fault:
            raise _cannot_write(folder, fault, "; nothing was applied") from fault
    return lambda customer: folder / customer / AMONG_LISTS if by_hand else folder


def _cannot_write(folder: Path, fault: OSError, besides: str = "") -> ReconcilerError:
    what = f"cannot write requests to {folder}: {fault.strerror or fault}{besides}"
    return ReconcilerError(what, "name another place: --requests DIR")


def handed_off(plan: MadePlan, results: Sequence[CustomerResult], tray: Tray) -> tuple[CustomerResult, ...]:
    """The results, with what was handed off; the same plan writes the same files again."""
    if not plan.totals.requested:
        return tuple(results)
    asked = {customer.customer: customer for customer in plan.customers() if customer.requests}
    return tuple(_with_sheets(result, asked.get(result.customer), plan, tray) for result in results)


def _with_sheets(result: CustomerResult, customer: CustomerPlan | None, plan: MadePlan, tray: Tray) -> CustomerResult:
    if customer is None or result.result not in _SENT:
        return result
    outcome = Result.HANDED_OFF if result.result is Result.NOTHING else result.result
    return replace(result, result=outcome, handed_off=tuple(_written(customer, plan, tray(customer.customer))))


def _written(customer: CustomerPlan, plan: MadePlan, folder: Path) -> Iterator[HandedOff]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise _cannot_write(folder, fault) from fault
    for request in customer.requests:
        name = _name(customer, request, plan)
        sheets = {
            folder / f"{name}.md": sheet_markdown(request, customer, plan.heading, plan.digests),
            folder / f"{name}.csv": sheet_csv(request, customer),
        }
        for file, pieces in sheets.items():
            with replaced(file) as out:
                out.writelines(piece.encode() for piece in pieces)
        counts = summary(request.everything)
        yield HandedOff(request.to, counts, tuple(_as_seen_from_here(file) for file in sheets))


def _as_seen_from_here(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _name(customer: CustomerPlan, request: Request, plan: MadePlan) -> str:
    """One for each plan, so that no sheet that was sent is written over by another one."""
    to = {
        Authority.VENDOR: "csam",
        Authority.SERVICES_ADMIN: "services-admins",
        Authority.WORKSPACE_ADMIN: f"admins-of-{request.to.at}",
    }[request.to.authority]
    return f"{plan.heading.date.isoformat()}-{customer.customer}-{to}-{plan.digests.number}"
