"""D-06: everybody who reads a state counts the same people as needing a decision, however often their files ask."""

import json
from pathlib import Path

import pytest
from contoso_told import CUSTOMER, Told, telling

LATE = "2026-07-20"
"""Past the end of what was sent on the first of June."""


@pytest.fixture(params=["hub.json", "hub.db"])
def told(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return telling(request.param, tmp_path, monkeypatch)


def counted(told: Told) -> tuple[int, int, int]:
    """By plan, status and the list."""
    (planned,) = json.loads(told("plan", "--format", "json", on=LATE).out)["customers"]
    (row,) = json.loads(told("status", "--format", "json", on=LATE).out)["customers"]
    listed = json.loads(told("invitations", "list", "--needs-decision", "--format", "json", on=LATE).out)["invitations"]
    return len(planned["needs_decision"]), row["needs_decision"], len(listed)


def test_a_customers_own_attempts_hold_for_every_reader_once_they_are_applied(told: Told, tmp_path: Path) -> None:
    files = tmp_path / "contoso.yaml"
    assert counted(told) == (0, 0, 0)

    files.write_text(CUSTOMER + "terms: {attempts: 1}\n")
    assert told("apply", "--auto-approve", on="2026-06-02").code == 0
    once = counted(told)

    assert once[0] > 0
    assert set(once) == {once[0]}
    assert told("verify").code == 0
    files.write_text(CUSTOMER)
    assert told("apply", "--auto-approve", on="2026-06-03").code == 0
    assert counted(told) == (0, 0, 0)
