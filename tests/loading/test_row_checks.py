"""The compiled checks of rows say what jsonschema says about the same schema, only faster."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from reconciler.errors import ReconcilerError
from reconciler.loading import fitting, schemas
from reconciler.loading.entries import group_check, person_check
from reconciler.loading.people import person_check as facts_check
from reconciler.loading.rosters import row_check
from reconciler.loading.rows import RowCheck

CUSTOMER = schemas.schema("customer")
CHECKS = {
    "person_entry": (person_check(), {**CUSTOMER["$defs"]["person_entry"], "$defs": CUSTOMER["$defs"]}),
    "group_entry": (group_check(), {**CUSTOMER["$defs"]["group_entry"], "$defs": CUSTOMER["$defs"]}),
    "person": (facts_check(), {**CUSTOMER["$defs"]["person"], "$defs": CUSTOMER["$defs"]}),
    "roster-row": (row_check(), schemas.schema("roster-row")),
}
FORMATS = FormatChecker(formats=())
for known, holds in fitting.FORMATS.items():
    FORMATS.checks(known)(holds)

words = st.sampled_from(
    [
        "admin",
        "member",
        "work",
        "leaver",
        "mia@contoso.com",
        "2026-11-30",
        "2026-02-30",
        "30.11.2026",
        "",
        "sre",
        "Sre",
        "en",
        "x" * 600,
        "0",
        "7",
    ]
)
cells = words | st.integers(-2, 200) | st.booleans() | st.none() | st.lists(words, max_size=2)
fields = st.sampled_from(
    [
        "person",
        "group",
        "role",
        "until",
        "reason",
        "ticket",
        "sponsor",
        "reinvite",
        "name",
        "also",
        "account",
        "status",
        "roel",
    ]
)


@pytest.mark.parametrize("name", CHECKS)
@given(row=st.dictionaries(fields, cells, min_size=1, max_size=5))
def test_a_row_fits_exactly_when_jsonschema_accepts_it(name: str, row: dict[str, Any]) -> None:
    check, schema = CHECKS[name]
    valid = Draft202012Validator(schema, format_checker=FORMATS).is_valid(row)

    assert check.fits(row) == valid
    assert (not check.problems(row)) == valid


def test_a_keyword_that_the_checks_do_not_know_is_an_error_at_once() -> None:
    schema = {"type": "object", "properties": {"person": {"type": "string", "multipleOf": 2}}}

    with pytest.raises(ReconcilerError, match="multipleOf"):
        RowCheck(schema, schema, "a row")


def test_a_wrong_field_is_said_with_the_right_one() -> None:
    (problem,) = person_check().problems({"person": "ana@contoso.com", "untill": "2026-11-30"})

    assert problem.field == "untill"
    assert problem.said == (
        "unknown-field",
        "`untill` is not a field of a person's entry.",
        "Did you mean `until`?",
    )
