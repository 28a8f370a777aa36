"""``state vendor``: who of the vendor may act before a contract names them."""

import csv
import io
import json
from pathlib import Path

import pytest
from commands_run import DAY, configured, reconciler


@pytest.fixture(params=["hub.json", "hub.db"])
def state(request: pytest.FixtureRequest) -> tuple[str, str]:
    return ("--state", request.param)


def listed(at: Path, *state: str) -> list[str]:
    told = json.loads(reconciler("state", "vendor", "list", "--format", "json", *state, at=at).out)
    return [f"{each['address']} {each['role']}" for each in told["people"]]


def test_the_first_person_makes_the_state_and_says_what_to_write_down(state: tuple[str, str], tmp_path: Path) -> None:
    ran = reconciler("state", "vendor", "add", "Avery@vendor.example", "--name", "Avery Hill", *state, at=tmp_path)

    assert (ran.code, ran.out) == (0, "")
    assert f"  state: {{url: {state[1]}, lineage: " in ran.err
    assert "Avery@vendor.example is csam of this state." in ran.err
    assert listed(tmp_path, *state) == ["Avery@vendor.example csam"]


def test_adding_twice_changes_nothing_and_another_role_is_taken(state: tuple[str, str], tmp_path: Path) -> None:
    add = ("state", "vendor", "add", "avery@vendor.example", *state)
    reconciler(*add, at=tmp_path)

    again = reconciler(*add, at=tmp_path)
    other = reconciler(*add, "--role", "coordinator", at=tmp_path)

    assert again.err == "avery@vendor.example was already csam of this state.\n"
    assert other.err == "avery@vendor.example is coordinator of this state.\n"
    assert listed(tmp_path, *state) == ["avery@vendor.example coordinator"]


def test_who_is_taken_out_is_gone_and_who_is_not_there_is_an_error(state: tuple[str, str], tmp_path: Path) -> None:
    reconciler("state", "vendor", "add", "avery@vendor.example", *state, at=tmp_path)

    mistyped = reconciler("state", "vendor", "remove", "avry@vendor.example", *state, at=tmp_path)
    removed = reconciler("state", "vendor", "remove", "AVERY@vendor.example", *state, at=tmp_path)

    assert mistyped.code == 64
    assert "did you mean avery@vendor.example?" in mistyped.err
    assert (removed.code, listed(tmp_path, *state)) == (0, [])
    assert "names nobody of the vendor" in reconciler("state", "vendor", "list", *state, at=tmp_path).out


def test_no_customer_and_no_journal_knows_of_it(tmp_path: Path) -> None:
    at = configured(tmp_path)
    reconciler("apply", "--auto-approve", "--date", DAY, "--state", "hub.json", at=at)
    before = reconciler("verify", "--state", "hub.json", "--format", "json", at=at)

    reconciler("state", "vendor", "add", "avery@vendor.example", "--state", "hub.json", at=at)

    after = reconciler("verify", "--state", "hub.json", "--format", "json", at=at)
    assert (after.code, after.out) == (0, before.out)
    assert reconciler("plan", "--date", DAY, "--state", "hub.json", "--detailed-exitcode", at=at).code == 0


@pytest.mark.parametrize("address", ["avery", "Avery <avery@vendor.example>", "a@vendor.example,b@vendor.example"])
def test_what_is_no_address_is_refused_and_makes_no_state(address: str, tmp_path: Path) -> None:
    ran = reconciler("state", "vendor", "add", address, "--state", "hub.json", at=tmp_path)

    assert ran.code == 3
    assert not (tmp_path / "hub.json").exists()


def test_a_name_does_nothing_to_a_terminal_or_a_spreadsheet(tmp_path: Path) -> None:
    name = "=HYPERLINK(1)\x1b[2J"
    reconciler("state", "vendor", "add", "avery@vendor.example", "--name", name, "--state", "hub.json", at=tmp_path)

    text = reconciler("state", "vendor", "list", "--state", "hub.json", at=tmp_path).out
    table = reconciler("state", "vendor", "list", "--state", "hub.json", "--format", "csv", at=tmp_path).out

    assert "\x1b" not in text + table
    assert next(csv.DictReader(io.StringIO(table)))["name"] == "'=HYPERLINK(1)\\x1b[2J"
