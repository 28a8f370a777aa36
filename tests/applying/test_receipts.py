"""The exit code of a receipt tells the truth about all customers at once."""

import pytest

from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.errors import ExitCode
from reconciler.kinds.estate import CustomerId


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ("", ExitCode.DONE),
        ("nothing", ExitCode.DONE),
        ("applied nothing", ExitCode.DONE),
        ("failed", ExitCode.INVALID),
        ("blocked", ExitCode.STOPPED),
        ("stale", ExitCode.STALE),
        ("stale nothing", ExitCode.STALE),
        ("stale blocked", ExitCode.STOPPED),
        ("stale failed blocked", ExitCode.INVALID),
        ("applied stale", ExitCode.PARTLY),
        ("blocked applied", ExitCode.PARTLY),
        ("failed nothing applied", ExitCode.PARTLY),
    ],
)
def test_partly_where_one_was_applied_and_another_was_not_else_3_4_or_5_in_this_order(
    results: str, code: ExitCode
) -> None:
    customers = [CustomerResult(CustomerId(f"c{n}"), 1, Result(word)) for n, word in enumerate(results.split())]

    assert Receipt("", "", tuple(customers)).exit_code is code
