"""What a SQLite state holds of one customer, inside a transaction of the caller."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reconciler.kinds.customer import CustomerId
from reconciler.kinds.vendor import VendorPerson
from reconciler.planning.canonical import read
from reconciler.ports import Holding, PrivateKind, head_of
from reconciler.stores import refusals, shapes

if TYPE_CHECKING:
    from sqlite3 import Connection


def holding_of(database: "Connection", url: str, customer: CustomerId) -> Holding | None:
    """ValueError where a JSON text in it is none."""
    found = row_of(database, url, customer)
    if found is None:
        return None
    number, row = found
    people, texts = _people_and_texts(database, number)
    seats, cases = _seats(database, number), _cases(database, number)
    return shapes.holding(row._replace(people=people, texts=texts, seats=seats, cases=cases))


def row_of(database: "Connection", url: str, customer: CustomerId) -> tuple[int, Holding] | None:
    """A customer's number, and what stands in its own row. Refused where that is not what its journal leads to."""
    found = database.execute(
        "SELECT number, serial, head, record, root, sources FROM customer WHERE id = ?", (customer,)
    ).fetchone()
    if found is None:
        return None
    number, serial, head, record, managed_by, sources = found
    if journal_end(database, number) != (serial, head):
        raise refusals.damaged(url, f"serial and head of {customer} are not those of its journal")
    return number, Holding(customer, serial, head, read(record), {}, {}, {}, managed_by, read(sources))


def customers(database: "Connection") -> dict[CustomerId, int]:
    rows = database.execute("SELECT id, serial FROM customer ORDER BY id")
    return {CustomerId(shapes.text(customer)): shapes.whole(serial, 1) for customer, serial in rows}


def vendor(database: "Connection") -> list[VendorPerson]:
    if not has(database, "vendor"):
        return []
    rows = database.execute("SELECT address, role, name, since, by FROM vendor ORDER BY key")
    return [shapes.vendor_person(*row) for row in rows]


def link_key(database: "Connection") -> str:
    if not has(database, "link_key"):
        return ""
    keys = database.execute("SELECT id FROM link_key LIMIT 2").fetchall()
    if len(keys) > 1:
        raise ValueError("there are two link keys")
    return shapes.text(keys[0][0]) if keys else ""


def has(database: "Connection", table: str) -> bool:
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def _cases(database: "Connection", number: int) -> dict[int, Mapping[int, Mapping[str, Any]]]:
    if not has(database, "support_case"):
        return {}
    rows = database.execute("SELECT DISTINCT workspace FROM support_case WHERE customer = ?", (number,))
    return {workspace: cases_in(database, number, workspace) for (workspace,) in rows.fetchall()}


def cases_in(database: "Connection", number: int, workspace: int) -> Mapping[int, Mapping[str, Any]]:
    if not has(database, "support_case"):
        return {}
    rows = database.execute(
        "SELECT number, fields FROM support_case WHERE customer = ? AND workspace = ? ORDER BY number",
        (number, workspace),
    )
    return {case: read(fields) for case, fields in rows}


def journal_end(database: "Connection", number: int) -> tuple[int, str]:
    """How many entries there are, and the hash of the last."""
    entries, last = database.execute(
        "SELECT (SELECT count(*) FROM journal WHERE customer = :number),"
        " (SELECT CAST(entry AS BLOB) FROM journal WHERE customer = :number ORDER BY seq DESC LIMIT 1)",
        {"number": number},
    ).fetchone()
    return entries, head_of(last) if last is not None else ""


def _people_and_texts(database: "Connection", number: int) -> tuple[dict[int, str], dict[int, str]]:
    people, texts = dict[int, str](), dict[int, str]()
    told = {PrivateKind.PERSON.value: people, PrivateKind.TEXT.value: texts}
    for value, kind, text in database.execute(
        "SELECT id, kind, text FROM private WHERE customer = ? AND text IS NOT NULL ORDER BY id", (number,)
    ):
        told[kind][value] = text
    return people, texts


def known(database: "Connection", number: int, kind: PrivateKind) -> Mapping[int, str]:
    return dict(
        database.execute(
            "SELECT id, text FROM private WHERE customer = ? AND kind = ? AND text IS NOT NULL ORDER BY id",
            (number, kind.value),
        )
    )


def _seats(database: "Connection", number: int) -> Mapping[int, Sequence[tuple[Mapping[str, Any], Sequence[int]]]]:
    """By workspace and seat text, people ascending. Groups that come as one text each take two thirds of the time of
    rows, and all of them are read at once."""
    rows = database.execute(_GROUPS, (number,)).fetchall()
    everybody = read(f"[{','.join([people for *_, people in rows])}]")
    seats: dict[int, list[tuple[Mapping[str, Any], Sequence[int]]]] = {}
    for (workspace, kind, text, _), people in zip(rows, everybody, strict=True):
        seats.setdefault(workspace, []).append((seat_fields(_there(kind, text)), sorted(people)))
    return seats


_GROUPS = """
    SELECT workspace, kind, k.seat, people FROM
    (SELECT workspace, kind, json_group_array(person) people FROM seat WHERE customer = ? GROUP BY workspace, kind)
    LEFT JOIN kind k ON k.id = kind ORDER BY workspace, k.seat
"""


def seat_text(database: "Connection", kind: int) -> str:
    return _there(kind, *database.execute("SELECT seat FROM kind WHERE id = ?", (kind,)).fetchone() or (None,))


def _there(kind: int, text: Any) -> str:
    if text is None:
        raise ValueError(f"a seat is of kind {kind}, which does not exist")
    return str(text)


@lru_cache(maxsize=1024)
def seat_fields(text: str) -> Mapping[str, Any]:
    """Hundreds of workspaces share a few seats."""
    fields: Mapping[str, Any] = read(text)
    return fields
