"""The corpus: a folder for each row of what can be wrong, in it a folder for each spelling, ``expected`` beside it.

``expected`` has a line for each finding: severity, rule, place. None where the name ends as ``NOTHING_IS_WRONG`` says.
"""

from collections.abc import Sequence
from pathlib import Path

CORPUS = Path(__file__).parent
CASES: Sequence[str] = sorted(f"{case.parent.parent.name}/{case.parent.name}" for case in CORPUS.glob("*/*/expected"))
NOTHING_IS_WRONG = ("-is-accepted", "-is-text", "-are-text", "-is-intent")


def expected_of(case: str) -> list[str]:
    return (CORPUS / case / "expected").read_text(encoding="utf-8").splitlines()


def written_in(directory: Path) -> list[tuple[str, bytes]]:
    return sorted((str(f), f.read_bytes()) for f in directory.rglob("*") if f.is_file())
