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
