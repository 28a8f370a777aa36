"""The journal as a list: applies, answers and everything else that happened, the latest last."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from reconciler.history.happenings import Happening, UsedPermit, happenings
from reconciler.kinds.estate import CustomerId
from reconciler.planning.permits import short
from reconciler.ports import StateStore
from reconciler.reporting.history_view import HistoryRow
from reconciler.workflows.sound import sound_journal, sound_texts
from reconciler.workflows.state import StateChoice, absent, located_here, reading_existing

ERASED = "(erased)"


def history(state: StateChoice, customer: str | None) -> list[HistoryRow]:
    """Of every customer, or of the one that is named. WrongUsage where there is no such one."""
    with reading_existing(located_here(state)) as store:
        known = store.customers()
        if customer is not None and customer not in known:
            raise absent(f"customer {customer}", customer, list(known))
        those = [CustomerId(customer)] if customer is not None else list(known)
        rows = [row for each in those for row in _rows(store, each)]
    return sorted(rows, key=lambda row: (row.at, row.customer, row.serial))


def _rows(store: StateStore, customer: CustomerId) -> Iterator[HistoryRow]:
    entries = sound_journal(store, customer)
    told = list(happenings(customer, entries))
    return rows_of(told, sound_texts(store, customer, named_in(told), entries))


def rows_of(told: Iterable[Happening], names: Mapping[int, str]) -> Iterator[HistoryRow]:
    for each in told:
        yield HistoryRow(
            each.at,
            each.customer,
            each.serial,
            each.apply,
            names.get(each.actor, ERASED),
            each.via,
            each.verified,
            each.config,
            each.plan,
            dict(each.actions),
            tuple(_permit_said(permit, names) for permit in each.permits),
            each.commit,
        )


def _permit_said(permit: UsedPermit, names: Mapping[int, str]) -> str:
    by, because = names.get(permit.by, ERASED), names.get(permit.because, ERASED)
    return f"permit {short(permit.permit)} of {by}, because: {because}"


def named_in(told: Collection[Happening]) -> set[int]:
    """The personal values that stand in them: who did it, and whose permits were used why."""
    permits = (number for each in told for permit in each.permits for number in (permit.by, permit.because))
    return {*(each.actor for each in told), *permits}
