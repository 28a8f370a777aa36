"""People of other systems: twice is once, and the order of rows decides nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from commands_run import configured
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.loading.incoming.merging import Missing
from reconciler.reporting.imported import ImportView
from reconciler.workflows.import_into import Wish
from reconciler.workflows.import_people import ImportRequest, prepare_import, write_import
from reconciler.workflows.import_sources import roster_table

ADDRESSES = ["ana@contoso.com", "Lin@contoso.com", "LIN@contoso.com", "zoe@contoso.com", "", "no address"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from([*ADDRESSES, "dev_partner.example#EXT#@contoso.onmicrosoft.com"]),
        st.sampled_from(["", "Lin", "Lin Wu", "+Lin"]),
        st.sampled_from(["", "owner", "member", "visitor"]),
        st.sampled_from(["", "active", "suspended"]),
    ),
    max_size=8,
).map(lambda rows: [("mia@contoso.com", "Mia", "", ""), *rows])


def imported(at: Path, rows: list[tuple[str, ...]], missing: Missing = Missing.STAY) -> ImportView:
    export = at / "export.csv"
    export.write_text("\n".join(["mail,name,role,status", *map(",".join, rows)]) + "\n")
    request = ImportRequest(
        export, roster_table(export), Wish("contoso", "finance"), missing=missing, rejects=at / "rejects.csv"
    )
    prepared = prepare_import(request, at)
    write_import(prepared)
    return prepared.view


def written(at: Path) -> dict[str, bytes]:
    left_aside = ("export.csv", "rejects.csv")  # rejects say their line
    return {str(f.relative_to(at)): f.read_bytes() for f in at.rglob("*") if f.is_file() and f.name not in left_aside}


@settings(max_examples=30, deadline=None)
@given(ROWS, st.sampled_from(Missing))
def test_importing_twice_is_importing_once(rows: list[tuple[str, ...]], missing: Missing) -> None:
    with TemporaryDirectory() as folder:
        at = configured(Path(folder))
        first = imported(at, rows, missing)
        once = {**written(at), "rejects": (at / "rejects.csv").read_bytes() if first.rejected else b""}

        again = imported(at, rows, missing)

        assert (again.added, again.changed, again.files) == ((), (), [])
        assert {**written(at), "rejects": (at / "rejects.csv").read_bytes() if again.rejected else b""} == once


@settings(max_examples=30, deadline=None)
@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_rows_changes_no_byte_of_the_configuration(
    both: tuple[list[tuple[str, ...]], list[tuple[str, ...]]],
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        for folder, rows in zip((one, other), both, strict=True):
            imported(configured(Path(folder)), rows)

        assert written(Path(one)) == written(Path(other))


@pytest.mark.parametrize("order", [1, -1])
def test_an_admin_stays_one_whose_other_address_comes_as_a_member(order: int, tmp_path: Path) -> None:
    at = configured(tmp_path)
    with (at / "contoso.yaml").open("a") as file:
        file.write("people: {new@contoso.com: {also: [old@contoso.com]}}\n")

    view = imported(at, [("old@contoso.com", "", "owner", ""), ("new@contoso.com", "", "member", "")][::order])

    assert [text for text in written(at).values() if b",admin" in text] != []
    assert any("1 row names somebody of another row by another address" in note for note in view.notes)
