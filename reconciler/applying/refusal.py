"""Why something that somebody wants of an invitation cannot be."""

from typing import NamedTuple

from reconciler.applying.receipt import Result


class Refusal(NamedTuple):
    """``result`` says of what sort the reason is: FAILED where there is no such thing, BLOCKED where a rule or a word
    that is missing stands against it, STALE where it was true once."""

    result: Result
    why: str
    remedy: str = ""
