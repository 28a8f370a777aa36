"""S-03, S-19: having accepted is enough to open cases, in a workspace in use, as long as a contract is live."""

from datetime import date

import pytest
from estates import DAY_ONE, ENDS, KAI, STARTS, Household, admin, declared, with_facts

from reconciler.kinds.workspace import WorkspaceId, WorkspaceStatus
from reconciler.rules.entitlement import barred

FINANCE = WorkspaceId("finance")


@pytest.mark.parametrize("on", [STARTS, DAY_ONE, ENDS])
def test_nothing_else_has_to_be_applied_once_somebody_has_accepted(household: Household, on: date) -> None:
    household.apply(declared({"finance": [admin(KAI)]}))
    household.accept_all()

    assert barred(household.current(), FINANCE, on) == ""


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2027, 1, 1)])
def test_without_a_live_contract_people_read_and_open_no_cases(on: date) -> None:
    """D-03."""
    assert barred(declared({"finance": []}), FINANCE, on) == f"no contract is live on {on}"


@pytest.mark.parametrize("status", [WorkspaceStatus.SUSPENDED, WorkspaceStatus.ARCHIVED])
def test_nobody_opens_cases_in_a_workspace_that_is_not_in_use(status: WorkspaceStatus) -> None:
    closed = with_facts(declared({"finance": []}), "finance", status=status)

    assert barred(closed, FINANCE, DAY_ONE) == f"the workspace is {status}"
