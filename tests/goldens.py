"""Texts that a person has looked at, kept in files under ``tests/golden``."""

from collections.abc import Callable
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"

Golden = Callable[[str, str], None]
"""The fixture: ``golden("reporting/busy.txt", text)`` says that the text is what the file holds."""
