"""What left the configuration without a word is taken for a mistake: nothing of its customer is applied, exit 4."""

from pathlib import Path

import pytest
from runs import CUSTOMER, Run

from reconciler.planning.plan import CustomerPlan

CONTRACT, _, WORKSPACES = CUSTOMER.partition("workspaces:\n")
FINANCE, RETAIL = WORKSPACES.split("  retail:\n")
HEAD = "version: 1\ncustomer: contoso\nworkspaces:\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Contoso in three files, and Fabrikam beside it; applied, and everybody in Contoso has accepted."""
    made = Run(tmp_path, CONTRACT)
    made.declare(HEAD + FINANCE, "finance.yaml")
    made.declare(HEAD + "  retail:\n" + RETAIL, "retail.yaml")
    made.declare(CUSTOMER.replace("contoso", "fabrikam"), "fabrikam.yaml")
    assert made.apply().exit_code == 0
    return made


def stopped(plans: list[CustomerPlan]) -> dict[str, list[str]]:
    """What the guard ``vanished`` says of each customer that it stops."""
    said = {p.customer: [g.what for g in p.guards if g.guard == "vanished" and not g.ok] for p in plans}
    return {customer: what for customer, what in said.items() if what}


def test_nothing_has_vanished_from_a_whole_configuration(run: Run) -> None:
    assert stopped(run.plan()) == {}


def test_a_customer_that_no_file_declares_any_more_is_missed(run: Run) -> None:
    for file in ("contoso.yaml", "finance.yaml", "retail.yaml"):
        (run.folder / file).unlink()

    assert stopped(run.plan()) == {"contoso": ["customer contoso with 6 memberships is no longer declared in any file"]}
    receipt = run.apply()
    assert receipt.exit_code == 4
    assert receipt.customers[0].why[0].startswith("stopped by guard vanished: ")


def test_a_customer_that_says_it_is_closed_has_not_vanished(run: Run) -> None:
    for file in ("finance.yaml", "retail.yaml"):
        (run.folder / file).unlink()
    run.declare("version: 1\ncustomer: contoso\nstatus: closed\n")

    assert stopped(run.plan()) == {}
    assert run.apply().exit_code == 0
    (run.folder / "contoso.yaml").unlink()
    assert stopped(run.plan()) == {}, "all of it is archived: there is nothing left to miss"


def test_a_live_contract_that_left_the_files_is_missed(run: Run) -> None:
    run.declare(
        CONTRACT.replace("u26:", "u27:").replace("2026-01-01", "2027-01-01").replace("2026-12-31", "2027-12-31")
    )

    assert stopped(run.plan()) == {"contoso": ["contract u26 of contoso left the configuration"]}


def test_a_workspace_whose_file_went_with_it_is_missed(run: Run) -> None:
    (run.folder / "retail.yaml").unlink()

    assert stopped(run.plan()) == {
        "contoso": ["workspace retail with its file retail.yaml of contoso left the configuration"]
    }
    assert run.apply().exit_code == 4


def test_a_file_that_was_renamed_or_merged_has_not_vanished(run: Run) -> None:
    (run.folder / "retail.yaml").rename(run.folder / "shops.yaml")
    (run.folder / "finance.yaml").unlink()
    run.declare(CONTRACT + "workspaces:\n" + FINANCE)

    assert stopped(run.plan()) == {}
    assert run.apply().exit_code == 0
    (run.folder / "shops.yaml").unlink()
    assert "its file shops.yaml" in stopped(run.plan())["contoso"][0], "the new place is remembered"


def test_a_workspace_that_is_said_to_be_archived_has_not_vanished(run: Run) -> None:
    (run.folder / "retail.yaml").unlink()
    run.declare(CONTRACT + "workspaces:\n  retail: {status: archived}\n")

    assert stopped(run.plan()) == {}


def test_customers_of_whom_nothing_vanished_go_on(run: Run) -> None:
    """A guard stops the customer it belongs to."""
    (run.folder / "retail.yaml").unlink()
    run.declare(CUSTOMER.replace("contoso", "fabrikam").replace("ben@", "eva@"), "fabrikam.yaml")

    receipt = run.apply()

    assert receipt.exit_code == 6
    assert {c.customer: c.result.value for c in receipt.customers} == {"contoso": "blocked", "fabrikam": "applied"}
