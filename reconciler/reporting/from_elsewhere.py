"""What a message tells somebody to type, for a reader who stands in another directory than the command does."""

import re
from collections.abc import Iterable
from shlex import join

_COMMAND = re.compile(r"\breconciler (?=[a-z])")


def from_elsewhere(remedy: str, options: Iterable[str]) -> str:
    """The commands of a remedy with options that lead to where they are meant: ``reconciler -C DIR deliver``."""
    said = join(options)
    return _COMMAND.sub(lambda _: f"reconciler {said} ", remedy) if said else remedy
