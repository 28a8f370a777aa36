"""A state as it is, or as it was: the one door of everything that is asked of a state with ``--at``.

As it is, it is read from the state; as it was, the journal is replayed up to the moment, by the names of then.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple

from reconciler.applying.apply_id import may_be_apply
from reconciler.applying.record import estate_of
from reconciler.errors import StateBroken, WrongUsage
from reconciler.history.moments import Moment, after_apply, estate_after
from reconciler.history.told import told
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId, Estate
from reconciler.kinds.limits import Terms
from reconciler.loading import days
from reconciler.loading.settings import settings_above
from reconciler.ports import Holding, StateStore
from reconciler.workflows.applied import named_apply
from reconciler.workflows.sound import refuse_changed, refuse_unsound, sound_holding, sound_journal
from reconciler.workflows.state import StateChoice, absent, located_here, reading_existing
from reconciler.workflows.world import World


class When(NamedTuple):
    """``at`` is a day (its end), a time or an apply; None is now. ``on`` is the day on which what depends on the day is
    judged; None is the day of the moment."""

    at: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """``moment`` is None where it is the state as it is. ``on`` is the day on which it is judged. ``terms`` are those
    of ``reconciler.yaml``; of them the state knows what a customer's own files said."""

    store: StateStore
    moment: Moment | None
    on: date
    terms: Terms = field(default_factory=Terms)

    @property
    def said(self) -> str:
        """Which moment it is, for a reader."""
        return self.moment.said if self.moment is not None else "now"

    def customers(self) -> list[CustomerId]:
        """Those that were known by then."""
        known = self.store.customers()
        return list(known) if self.moment is None else [c for c in known if any(self.entries(c))]

    def named(self, customer: str) -> CustomerId:
        """WrongUsage where it is none of these."""
        known = self.customers()
        if customer in known:
            return CustomerId(customer)
        if customer in self.store.customers():
            first = told(CustomerId(customer), next(self.store.journal(CustomerId(customer)))).at
            raise WrongUsage(
                f"{customer} was not in this state yet; what happened to it begins on {first:%Y-%m-%d %H:%M} UTC",
                f"reconciler history {customer}",
            )
        raise absent(f"customer {customer}", customer, list(known))

    def estate(self, customer: CustomerId) -> Estate:
        return self.estate_in(self.holding(customer))

    def estate_in(self, holding: Holding) -> Estate:
        """The same, for whoever needs what the state holds besides."""
        customer = holding.customer
        return estate_of(holding) if self.moment is None else estate_after(customer, self.entries(customer), holding)

    def entries(self, customer: CustomerId) -> Iterator[bytes]:
        """The journal, as far as the moment."""
        entries = sound_journal(self.store, customer)
        return iter(entries) if self.moment is None else self.moment.entries(customer, entries)

    def standings(self, address: PersonKey) -> list[Holding]:
        """As the state has them now, whatever the moment, and as they were written, not as another hand left them."""
        found = self.store.standings(address)
        for each in found:
            self._refuse_changed(each.customer, {*each.people, *each.texts})
        if not found:  # who is called otherwise now may have been called so
            for customer in self.store.customers():
                refuse_unsound(self.store, customer)
        return list(found)

    def texts(self, customer: CustomerId, ids: Collection[int]) -> Mapping[int, str]:
        """The personal values of these ids, the same way."""
        self._refuse_changed(customer, ids)
        return self.store.texts(customer, ids)

    def _refuse_changed(self, customer: CustomerId, ids: Collection[int]) -> None:
        if not self.store.sealed(customer):
            refuse_changed(self.store, customer, ids, sound_journal(self.store, customer))

    def holding(self, customer: CustomerId) -> Holding:
        """What the state holds now, whatever the moment: it lends numbers their names. Where it is asked for the past,
        and another hand was at it, it is verified first."""
        read = self.store.holding(customer) if self.moment is None else sound_holding(self.store, customer)
        if read is None:
            raise StateBroken(f"{customer} is listed and not there", "reconciler verify")
        return read


@contextmanager
def as_of(state: StateChoice, when: When, world: World, path: Path | None = None) -> Iterator[AsOf]:
    """``path`` is where the configuration is that names the state; None for this directory. WrongUsage where ``at``
    is no moment of this state."""
    with reading_existing(located_here(state, path)) as store:
        moment = moment_of(store, when.at, world)
        _, settings = settings_above(path or Path.cwd())
        on = when.on or (moment.at.date() if moment is not None else world.today())
        yield AsOf(store, moment, on, settings.terms)


def moment_of(store: StateStore, text: str | None, world: World) -> Moment | None:
    """None where it is now."""
    if text is None or text == "now":
        return None
    if may_be_apply(text):
        return after_apply(named_apply(store, text))
    moment = _time(text)
    if moment.at.date() > world.today():
        raise WrongUsage(f"{text} is yet to come; today is {world.today()}", "leave it out for the state as it is")
    return moment


def _time(text: str) -> Moment:
    if days.is_day(text):
        return Moment(datetime.combine(date.fromisoformat(text), time.max, UTC), said=f"at the end of {text}")
    try:
        at = days.moment(text)
        return Moment(at, said=f"on {at:%Y-%m-%d %H:%M:%S} UTC")
    except ValueError:
        raise WrongUsage(
            f"{text} is neither a time nor an apply",
            "write 2026-06-01 for the end of that day, 2026-06-01T09:00Z, or an apply as `reconciler history` calls it",
        ) from None
