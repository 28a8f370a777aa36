"""The CSV of answers: which rows are read, and what is said of the others."""

from datetime import date
from pathlib import Path

import pytest

from reconciler.applying.answers import Answered
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

    assert [(f.explanation, f.place.line) for f in found.findings if f.place] == [(why, 2)]
    assert only(found).person == "ana@contoso.com"


def test_a_file_without_a_needed_column_is_not_read_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="no column 'person'"):
        answers_in(tmp_path, "contoso,finance,accepted", columns="customer,workspace,answer")
