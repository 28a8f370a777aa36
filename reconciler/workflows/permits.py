"""Permits as they are given, found, and looked up in the state."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reconciler.errors import InputInvalid
from reconciler.findings import Finding, Place, Severity
from reconciler.kinds.customer import CustomerId
from reconciler.loading.files import NotRead, Reader
from reconciler.planning.permit_file import LARGEST, permit_from
from reconciler.planning.permits import Granted, Permit, granted, over, permits_of, short
from reconciler.planning.plan import CustomerPlan
from reconciler.ports import StateStore

if TYPE_CHECKING:
    from reconciler.applying.step import Step

FOLDER = "permits"
"""Of the configuration: what lies in it is read by itself."""
ENDING = ".json"
ANOTHER = "where it is still meant, have it permitted anew: reconciler permit PLANFILE --guard ID --because TEXT"


class Permits(NamedTuple):
    """``given`` were named one by one, ``lying`` lie in the folder of the configuration."""

    given: tuple[Permit, ...] = ()
    lying: tuple[Permit, ...] = ()

    @property
    def every(self) -> tuple[Permit, ...]:
        return tuple({permit.id: permit for permit in (*self.lying, *self.given)}.values())

    def refuse_strangers(self, lineage: str) -> None:
        """InputInvalid where a permit that was named is for another state."""
        for permit in self.given:
            if permit.lineage != lineage:
                state = f"the state with lineage {lineage}" if lineage else "no state yet"
                raise InputInvalid(
                    f"{permit} is for the state with lineage {permit.lineage or 'none'}, and this plan is for {state}",
                    "leave it out, or name the state that it is for: --state URL",
                )


def read_permits(files: Iterable[Path]) -> tuple[Permit, ...]:
    """Those that somebody named. InputInvalid where one is none."""
    return tuple(_read(file) for file in files)


def _read(file: Path) -> Permit:
    try:
        if not file.is_file():
            raise InputInvalid(f"there is no permit {file}", "name the file that `reconciler permit --out` has written")
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as fault:
        raise InputInvalid(f"{file} cannot be read: {fault.strerror}", "look at its permissions") from None
    return permit_from(content, str(file))


def permits_beneath(root: Path) -> tuple[tuple[Permit, ...], tuple[Finding, ...]]:
    """Those in ``permits/``, and what is wrong with the others: such a one permits nothing."""
    try:
        names = sorted(p.name for p in (root / FOLDER).iterdir() if p.name.endswith(ENDING) and p.name[0] != ".")
    except OSError:
        return (), ()
    found, wrong = [], []
    with Reader(root) as reader:
        for name in names:
            place = f"{FOLDER}/{name}"
            try:
                found.append(permit_from(reader.read(place), place))
            except (InputInvalid, NotRead) as fault:
                why = fault.what if isinstance(fault, InputInvalid) else fault.why
                wrong.append(_finding(place, why, fault.remedy))
    return tuple(found), tuple(wrong)


def _finding(place: str, why: str, remedy: str) -> Finding:
    return Finding(
        "permit", Severity.WARNING, "a permit that permits nothing", why, remedy, Place(ascii(place)[1:-1], 1, 1)
    )


def granted_for(customer: CustomerId, permits: Sequence[Permit], store: StateStore | None, on: date) -> Granted:
    """What counts for one customer, and what does not any more."""
    mine = [permit for permit in permits if customer in permit.customers]
    if not mine:
        return Granted()
    lineage = store.lineage if store is not None else ""
    since = {permit.id: permit.customers[customer].serial for permit in mine if permit.lineage == lineage}
    from reconciler.history.permits import used_permits  # start-up time: few plans have a permit

    used = used_permits(customer, store.backwards(customer), since) if store is not None and since else {}
    return granted(mine, customer, lineage, on, used)


def refusal_of_permits(plan: CustomerPlan, store: StateStore, serial: int, on: date) -> "Step | None":
    """Why a plan that was permitted may not be applied any more; under the lock. None where it may."""
    permits = permits_of(plan)
    if not permits:
        return None
    from reconciler.applying.receipt import Result  # start-up time
    from reconciler.applying.step import refused
    from reconciler.history.permits import used_permits

    used = used_permits(plan.customer, store.backwards(plan.customer), {p.permit: p.serial for p in permits})
    why = [f"permit {short(permit)} {when}, and a permit works once" for permit, when in used.items()]
    why += [said for p in permits if (said := over(f"permit {short(p.permit)}", p.until, on))]
    return refused(plan.customer, serial, Result.BLOCKED, why, ANOTHER) if why else None


def customers_of(permits: Collection[Permit]) -> set[CustomerId]:
    return {customer for permit in permits for customer in permit.customers}
