"""What the corpus's findings tell to type: whole sentences, and nobody's address but the customer's own."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from corpus_cases import CASES, CORPUS

from reconciler.errors import ReconcilerError
from reconciler.workflows.validate import validate
from reconciler.workflows.world import World

WORLD = World(clock=lambda: datetime(2026, 6, 1, tzinfo=UTC), randomness=lambda _, count: bytes(count), actor="tester")


def remedies(case: Path) -> list[str]:
    try:
        return [finding.remedy for finding in validate(case, WORLD).findings if finding.remedy]
    except ReconcilerError:
        return []


@pytest.mark.parametrize("case", CASES)
def test_a_remedy_is_a_sentence_and_names_nobody_of_another_customer(case: str, tmp_path: Path) -> None:
    fabrikam = Path(shutil.copytree(CORPUS / case, tmp_path / "fabrikam"))
    for file in filter(Path.is_file, fabrikam.rglob("*")):
        file.write_bytes(file.read_bytes().replace(b"contoso", b"fabrikam").replace(b"Contoso", b"Fabrikam"))

    for remedy in remedies(fabrikam):
        assert remedy[0].isupper() or remedy[0] == "`", remedy
        assert "contoso" not in remedy.lower(), remedy


NEAREST = {
    "fields/unknown": "members",
    "fields/unknown-at-the-top": "contracts",
    "fields/unknown-in-a-benefit": "quantity",
    "fields/unknown-in-a-contract": "coordinator",
    "fields/unknown-in-a-group-entry": "until",
    "fields/unknown-in-a-person": "name",
    "fields/unknown-in-a-policy": "personal_accounts",
    "fields/unknown-in-a-workspace": "members",
    "fields/unknown-in-a-workspace-policy": "personal_accounts",
    "fields/unknown-in-an-assertion": "never",
    "fields/unknown-in-at-most": "members",
    "fields/unknown-in-entry": "until",
    "fields/unknown-in-limits": "removals",
    "fields/unknown-in-never": "person",
    "fields/unknown-in-other-case": "members",
    "fields/unknown-in-people": "name",
    "fields/unknown-in-removals": "percent",
    "fields/unknown-in-terms": "attempts",
    "fields/unknown-on-top": "workspaces",
    "fields/unknown-with-a-dash": "members_from",
    "rules/group-unknown": "sre",
    "settings/unknown-field": "removals",
    "settings/unknown-in-defaults": "language",
    "settings/unknown-in-limits": "min_admins",
    "settings/unknown-in-links": "url",
    "settings/unknown-in-mail": "channel",
    "settings/unknown-in-notify": "url",
    "settings/unknown-in-state": "url",
}
NOTHING_NEAR = ("fields/unknown-in-a-workspace-far-off", "fields/unknown-prototype", "fields/unknown-dollar-ref")


@pytest.mark.parametrize("case", NEAREST)
def test_an_unknown_name_is_told_the_nearest_known_one(case: str) -> None:
    assert f"Did you mean `{NEAREST[case]}`?" in remedies(CORPUS / case)


@pytest.mark.parametrize("case", NOTHING_NEAR)
def test_an_unknown_name_that_is_near_to_none_is_told_all(case: str) -> None:
    (remedy,) = remedies(CORPUS / case)

    assert remedy.startswith("Known here: account_policy, ")
