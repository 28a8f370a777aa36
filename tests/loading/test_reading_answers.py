"""The CSV of answers: which rows are read, and what is said of the others."""

from datetime import date
from pathlib import Path

import pytest

from reconciler.applying.answered import Answered
from reconciler.errors import InputInvalid
from reconciler.kinds.account_policy import PERSONAL_TENANT, AccountKind
from reconciler.kinds.estate import CustomerId
from reconciler.loading.answers import Answers, read_answers

TODAY = date(2026, 6, 1)
TENANT = "0f9d2c5e-1b1c-4f7e-9d59-0a4de6a3f001"


def answers_in(
    folder: Path, *rows: str, columns: str = "customer,workspace,person,answer,at,account,tenant"
) -> Answers:
    file = folder / "answers.csv"
    file.write_text("\n".join((columns, *rows)) + "\n", encoding="utf-8")
    return read_answers(file, TODAY)


def only(found: Answers) -> Answered:
    (answer,) = found.by_customer[CustomerId("contoso")]
    return answer


@pytest.mark.parametrize(
    ("account", "tenant", "kind"),
    [
        ("work", "", AccountKind.WORK),
        ("personal", "", AccountKind.PERSONAL),
        ("", "", None),
        ("", TENANT, AccountKind.WORK),
        ("", PERSONAL_TENANT.upper(), AccountKind.PERSONAL),
        ("personal", PERSONAL_TENANT, AccountKind.PERSONAL),
    ],
)
def test_a_row_may_say_what_somebody_signed_in_with(
    account: str, tenant: str, kind: AccountKind | None, tmp_path: Path
) -> None:
    """D-09: the token's tenant; personal accounts have their own."""
    found = answers_in(tmp_path, f"contoso,finance,tom@shops.example,accepted,2026-06-01,{account},{tenant}")

    assert only(found).account is kind


def test_columns_may_be_left_out_and_stand_in_any_order(tmp_path: Path) -> None:
    found = answers_in(
        tmp_path,
        "personal,accepted,tom@shops.example,contoso,finance,anything",
        columns="account,answer,person,customer,workspace,note",
    )

    assert only(found).account is AccountKind.PERSONAL
    assert only(found).on == TODAY


@pytest.mark.parametrize(
    ("account", "tenant", "why"),
    [
        ("school", "", "'school' is no kind of account; write work or personal, or leave it empty"),
        ("unknown", "", "'unknown' is no kind of account; write work or personal, or leave it empty"),
        ("work", PERSONAL_TENANT, f"the account is work, and the tenant {PERSONAL_TENANT} is of personal accounts"),
    ],
)
def test_a_row_with_another_kind_of_account_is_told_and_left_out(
    account: str, tenant: str, why: str, tmp_path: Path
) -> None:
    found = answers_in(
        tmp_path,
        f"contoso,finance,tom@shops.example,accepted,2026-06-01,{account},{tenant}",
        "contoso,finance,ana@contoso.com,accepted,2026-06-01,,",
    )

    assert [(f.explanation, f.place.line) for f in found.bad.findings() if f.place] == [(why, 2)]
    assert only(found).person == "ana@contoso.com"


def test_a_file_without_a_needed_column_is_not_read_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="no column 'person'"):
        answers_in(tmp_path, "contoso,finance,accepted", columns="customer,workspace,answer")


def test_a_wrong_row_changes_nothing_of_how_its_neighbours_are_read(tmp_path: Path) -> None:
    rows = [
        "contoso,finance,Ana@Contoso.com,accepted,2026-05-30,,",
        "fabrikam,default,kim@fabrikam.com,left,,personal,",
        "contoso,retail,ana@contoso.com,declined,2026-05-31T23:00:00Z,,",
    ]
    alone = answers_in(tmp_path, *rows)

    beside = answers_in(tmp_path, *rows, "contoso,finance,no address,accepted,,,", "contoso,finance, ,accepted,,,")

    assert {c: list(rows) for c, rows in beside.by_customer.items()} == {
        c: list(rows) for c, rows in alone.by_customer.items()
    }
    assert [a.person for a in alone.by_customer[CustomerId("contoso")]] == ["ana@contoso.com"] * 2
    assert [(f.place.line if f.place else 0) for f in beside.bad.findings()] == [5, 6]
    assert (beside.rows, alone.rows) == (5, 3)


def test_a_row_is_told_by_its_last_line_whatever_came_before_it(tmp_path: Path) -> None:
    """A note may have several lines, and a file empty ones."""
    rows = [
        '"a note\nof three\nlines",contoso,finance,ana@contoso.com,left',
        "",
        "one,contoso,finance,no address,left",
        "short,contoso",
        "one,contoso,finance,ben@contoso.com,left,and more",
    ]

    found = answers_in(tmp_path, *rows, columns="note,customer,workspace,person,answer")

    assert [(a.person, a.row) for a in found.by_customer[CustomerId("contoso")]] == [
        ("ana@contoso.com", 4),
        ("ben@contoso.com", 8),
    ]
    assert [f.place.line for f in found.bad.findings() if f.place] == [6, 7]
    assert found.rows == 4


def test_an_empty_file_is_told_from_one_without_columns(tmp_path: Path) -> None:
    for text, said in (("", "is empty"), ("\n \n", "is empty"), ("\ncustomer,workspace,person,answer\n", "no column")):
        (tmp_path / "answers.csv").write_text(text)

        with pytest.raises(InputInvalid, match=said):
            read_answers(tmp_path / "answers.csv", TODAY)


def test_a_file_that_is_no_utf_8_further_down_is_not_read_at_all(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_bytes(b"customer,workspace,person,answer\ncontoso,w,a@contoso.com,left\n\xff\n")

    with pytest.raises(InputInvalid, match="not UTF-8"):
        read_answers(tmp_path / "answers.csv", TODAY)
