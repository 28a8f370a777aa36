"""Whom the files let go (``let_go``) in the lines of a plan file, and beside a journal; and back."""

from collections.abc import Mapping
from typing import Any

from reconciler.planning import canonical

LetGo = Mapping[int, str]
"""By the number of a workspace, the numbers of people as ranges."""


def let_go_plain(remembered: LetGo) -> dict[str, str]:
    return {str(workspace): people for workspace, people in remembered.items()}


def let_go_from_plain(plain: Mapping[str, Any]) -> LetGo:
    """The inverse. KeyError, TypeError, AttributeError or ValueError where it does not fit."""
    return {int(number): canonical.ranges(canonical.numbers_in(people)) for number, people in plain.items()}
