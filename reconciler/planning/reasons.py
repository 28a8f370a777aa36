"""Why something happens that nobody wrote down in so many words, for the lines of a plan and for what is listed."""

from collections.abc import Mapping

from reconciler.kinds.seat import Role, Seat
from reconciler.planning.changes import Action

NONE = "none"
NO_CONTRACT = "no contract is live"

_TAKEN: Mapping[str, str] = {
    "D-03": NO_CONTRACT,
    "D-07": "the workspace is archived",
    "D-10": "a personal account, blocked here",
    "D-14": "no longer declared",
    "D-15": "the last day is over",
    "D-16": "has left the company",
}

OF_A_STATUS: Mapping[Action, str] = {
    Action.RESUME_WORKSPACE: "a contract is live again",
    Action.SUSPEND_WORKSPACE: NO_CONTRACT,
}


def why_taken(rule: str, seat: Seat | None) -> str:
    """Why somebody loses a place or an offer; ``seat`` is what says of their last day, if anything does."""
    if rule == "D-15" and seat is not None and seat.until is not None:
        return f"the last day was {seat.until}"
    return _TAKEN.get(rule, "")


def seat_differences(was: Seat, now: Seat) -> str:
    """``member -> admin, until none -> 2026-11-30``: what somebody who has a place gets otherwise."""
    pairs = [] if was.role is now.role else [f"{was.role.value} -> {now.role.value}"]
    if was.until != now.until:
        pairs.append(f"until {was.until or NONE} -> {now.until or NONE}")
    for name in ("reason", "ticket", "sponsor"):
        before, after = getattr(was.note, name, None), getattr(now.note, name, None)
        if before != after:
            pairs.append(f"{name} {before or NONE} -> {after or NONE}")
    return ", ".join(pairs)


def why_given(was: Seat | None, now: Seat | None) -> str:
    """What somebody would be asked to be, or have otherwise; nothing for an ordinary invitation."""
    if now is None:
        return ""
    if was is not None and now.generation == was.generation:
        return seat_differences(was, now)
    return "as admin" if now.role is Role.ADMIN else ""


def only_observed(cause: str) -> str:
    """D-14: why a thing is done that would be done elsewhere, and that it is not done here."""
    return f"{cause}; this workspace is only observed" if cause else "this workspace is only observed"
