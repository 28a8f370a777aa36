"""People who are members already, from a CSV or JSON file: for ``import state``.

CSV has a row for each membership, in columns of any order. JSON is either a list of such rows, or a state as ``show
--format json`` prints it, of which the members, their names, and name, purpose and default of each workspace are
taken. Nothing is guessed: ids are as the state has them, and a person stands once in a workspace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from reconciler.applying.adopted import Membership, MembershipList
from reconciler.errors import BadAddress
from reconciler.findings import Place
from reconciler.kinds.address import Address, parse
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.ids import is_id
from reconciler.kinds.seat import Role
from reconciler.kinds.workspace import Workspace, WorkspaceId
from reconciler.loading.characters import BOM
from reconciler.loading.days import is_day, moment
from reconciler.loading.gathered import Gathered
from reconciler.loading.ids import slug
from reconciler.loading.membership_rows import OF_THE_SEAT, JsonRows, Raw, rows_of_csv
from reconciler.loading.roster_columns import row_check
from reconciler.loading.seats import wanted


@dataclass(frozen=True, slots=True)
class Members:
    """``customers`` are whole: one with a bad row is in ``broken`` instead. ``unclear``: a fault that nobody can say
    whose it is, so that none of it may be taken."""

    customers: Mapping[CustomerId, MembershipList]
    broken: frozenset[CustomerId]
    rows: int
    unclear: bool


def read_memberships(content: bytes, file: str, found: Gathered) -> Members:
    """Every row is judged; what is wrong goes to ``found``."""
    taken = _Taken(found)
    if content.removeprefix(BOM).lstrip()[:1] in (b"{", b"["):
        shown = JsonRows(content, file, found, taken.refuse)
        for raw in shown:
            taken.take(raw)
        taken.workspaces = shown.workspaces
    else:
        for raw in rows_of_csv(content, file, found, taken.refuse):
            taken.take(raw)
    if not taken.rows and not found.broken:
        found.add("declares-nothing", "The file names nobody.", "Add rows.", Place(file, 1))
    return taken.members()


class _Taken:
    def __init__(self, found: Gathered) -> None:
        self.found = found
        self.rows = 0
        self._lists: dict[str, list[Membership]] = {}
        self._seen: dict[tuple[str, str, str], Place] = {}
        self._spellings: dict[tuple[str, str], str] = {}
        self.workspaces: dict[str, dict[WorkspaceId, Workspace]] = {}
        self._broken: set[str] = set()

    def members(self) -> Members:
        whole = {
            CustomerId(customer): MembershipList(tuple(rows), self.workspaces.get(customer, {}))
            for customer, rows in sorted(self._lists.items())
            if customer not in self._broken
        }
        unclear = self.found.broken and not self._broken
        broken = frozenset(CustomerId(customer) for customer in self._broken if customer)
        return Members(whole, broken, self.rows, unclear or "" in self._broken)

    def take(self, raw: Raw) -> None:
        self.rows += 1
        customer = raw.cells.get("customer")
        if not isinstance(customer, str) or not is_id(customer):
            self._not_an_id("", raw, "customer")
            return
        person = self._person(customer, raw)
        fits = all((self._id_fits(customer, raw), self._cells_fit(customer, raw)))
        since, known = self._since(customer, raw)
        if person is None or not fits or not known:
            return
        workspace = raw.cells["workspace"]
        at = raw.place("person")
        first = self._seen.setdefault((customer, workspace, person.key), at)
        if first is not at:
            what = f"{person.spelling} has a place in {workspace} already."
            self.refuse(customer, "duplicate-person", what, "Keep one of the two rows.", at, first)
            return
        cells = {column: raw.cells[column] for column in OF_THE_SEAT if column in raw.cells}
        seat = wanted(cells, Role.MEMBER)
        if since is not None and seat.until is not None and seat.until < since.date():
            what = f"{person.spelling} would have been a member until {seat.until}, before {since.date()}."
            self.refuse(
                customer, "bad-value", what, "Exchange or correct them.", raw.place("until"), raw.place("since")
            )
            return
        spelling = self._spellings.setdefault((customer, person.key), person.spelling)
        row = Membership(
            WorkspaceId(workspace),
            Address(spelling, person.key),
            seat.role,
            at,
            since,
            seat.until,
            cells.get("name"),
            seat.note,
        )
        self._lists.setdefault(customer, []).append(row)

    def _id_fits(self, customer: str, raw: Raw) -> bool:
        workspace = raw.cells.get("workspace")
        if isinstance(workspace, str) and is_id(workspace):
            return True
        self._not_an_id(customer, raw, "workspace")
        return False

    def _not_an_id(self, customer: str, raw: Raw, column: str) -> None:
        said = raw.cells.get(column)
        what = f"`{said}` is no id of a {column}." if said else f"No {column} is named."
        near = slug(said) if isinstance(said, str) else ""
        self.refuse(customer, "bad-value", what, f"Write {near}." if near else "Fill it in.", raw.place(column))

    def _person(self, customer: str, raw: Raw) -> Address | None:
        text = raw.cells.get("person")
        try:
            return parse(text if isinstance(text, str) else "")
        except BadAddress as fault:
            self.refuse(customer, "bad-address", f"`{text or ''}`: {fault.what}.", fault.remedy, raw.place("person"))
            return None

    def _cells_fit(self, customer: str, raw: Raw) -> bool:
        cells = {column: raw.cells[column] for column in OF_THE_SEAT if column in raw.cells}
        problems = [] if "role" in cells else [("role", "missing-field", "No role is named.", "Write member or admin.")]
        problems += [(column, *said) for column, said in row_check().problems({"person": "", **cells})]
        for column, code, what, remedy in problems:
            self.refuse(customer, code, what, remedy, raw.place(column))
        return not problems

    def _since(self, customer: str, raw: Raw) -> tuple[datetime | None, bool]:
        said = raw.cells.get("since")
        try:
            return (None if said is None else _moment(said)), True
        except ValueError:
            what = f"`since` is `{said}`, which is neither a day nor a moment."
            self.refuse(customer, "bad-value", what, "Write 2024-03-01 or 2024-03-01T09:00:00Z.", raw.place("since"))
            return None, False

    def refuse(self, customer: str, code: str, what: str, remedy: str, at: Place, also: Place | None = None) -> None:
        self._broken.add(customer)
        self.found.add(code, what, remedy, at, (also,) if also else ())


def _moment(said: Any) -> datetime:
    """A day is its first moment, in UTC; a moment without a zone is UTC."""
    if not isinstance(said, str):
        raise ValueError
    if is_day(said):
        return datetime.combine(date.fromisoformat(said), time(), UTC)
    return moment(said)
