"""Invitations that are open, past their end, or were refused, as a value: a row each."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """``state``: open, past_end (no answer in time), void (no contract is live), declined, left, bounced."""

    customer: str
    workspace: str
    person: str
    role: str
    state: str
    attempt: int | None
    """None where they have left, and where an earlier release has not kept it."""
    generation: int
    expires: date | None
    answer_by: date | None
    """The last day before that."""
