"""Which contract speaks on a day, and successions that cannot be (D-03)."""

from dataclasses import replace
from datetime import date

import pytest
from estates import (
    DAY_ONE,
    ENDS,
    STARTS,
    Household,
    contract,
    declared,
)
from successions import A_DAY, AFTER, YEAR, renewal

from reconciler.findings import Finding
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.renewal import begins, counting, last_word, speaking


def errors(found: list[Finding]) -> list[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    return [(f.summary, f.subject, f.also_subjects) for f in found if f.rule == "D-03" and f.severity == "error"]


def test_the_contract_that_counts_is_never_one_whose_predecessor_still_runs() -> None:
    overlapping = {
        ContractId("a"): contract(),
        ContractId("b"): renewal("a", starts=DAY_ONE),
        ContractId("c"): renewal("b", starts=DAY_ONE + A_DAY, ends=ENDS + 2 * YEAR),
    }

    assert [counting(overlapping, day) for day in (STARTS - A_DAY, DAY_ONE, ENDS, AFTER, ENDS + YEAR + A_DAY)] == [
        None,
        "a",
        "a",
        "b",
        "c",
    ]
    assert [begins(overlapping, ContractId(c)) for c in "abc"] == [STARTS, AFTER, AFTER + YEAR]
    assert (speaking(overlapping, STARTS - A_DAY), last_word(overlapping)) == ("a", "c")
    assert speaking(overlapping, date(2040, 1, 1)) == "c"


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        (
            {"u26": contract(), "u27": renewal(renews=None, starts=ENDS)},
            [("two base contracts at the same time", ("contracts", "u27", "starts"), (("contracts", "u26", "ends"),))],
        ),
        (
            {"u26": contract(), "u27": renewal("u62")},
            [("renewal of a contract that is not declared", ("contracts", "u27", "renews"), ())],
        ),
        (
            {"u26": replace(contract(), renews=ContractId("u26"))},
            [("contract that renews itself", ("contracts", "u26", "renews"), ())],
        ),
        (
            {"u26": contract(), "a": renewal(), "b": renewal(starts=AFTER + YEAR, ends=ENDS + 2 * YEAR)},
            [("contract that is renewed twice", ("contracts", "b", "renews"), (("contracts", "a", "renews"),))],
        ),
        (
            {"u26": contract(), "u27": renewal(starts=STARTS, ends=ENDS)},
            [
                (
                    "renewal that is not later than what it renews",
                    ("contracts", "u27", field),
                    (("contracts", "u26", field),),
                )
                for field in ("starts", "ends")
            ],
        ),
        (
            {"a": renewal("b"), "b": renewal("a", starts=AFTER + A_DAY)},
            [
                (
                    "renewal that is not later than what it renews",
                    ("contracts", "a", "starts"),
                    (("contracts", "b", "starts"),),
                ),
                (
                    "renewal that is not later than what it renews",
                    ("contracts", "a", "ends"),
                    (("contracts", "b", "ends"),),
                ),
                (
                    "renewal that is not later than what it renews",
                    ("contracts", "b", "ends"),
                    (("contracts", "a", "ends"),),
                ),
            ],
        ),
    ],
    ids=["overlap", "unknown", "itself", "twice", "not-later", "circle"],
)
def test_a_wrong_succession_is_an_error_of_the_files_with_both_places(
    household: Household,
    contracts: dict[str, Contract],
    expected: list[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]],
) -> None:
    assert errors(household.findings(declared(contracts=contracts))) == expected


def test_every_overlap_is_told_at_once_and_one_along_a_chain_is_none(household: Household) -> None:
    others = {f"x{n}": renewal(renews=None, starts=STARTS + n * A_DAY) for n in (1, 2)}
    chain = {"u27": renewal(starts=DAY_ONE), "u28": renewal("u27", starts=DAY_ONE + A_DAY, ends=ENDS + 2 * YEAR)}

    wrong = errors(household.findings(declared(contracts={"u26": contract(), **others})))
    right = errors(household.findings(declared(contracts={"u26": contract(), **chain})))

    assert [subject for _, subject, _ in wrong] == [("contracts", "x1", "starts"), ("contracts", "x2", "starts")]
    assert right == []
