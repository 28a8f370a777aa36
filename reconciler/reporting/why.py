"""Why somebody is where they are: for people a block for each workspace, for programs the same with every step."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from reconciler.kinds.days import in_utc
from reconciler.kinds.seat import Seat, SeatState, note_plain
from reconciler.planning.changes import Action
from reconciler.reporting.escapes import for_json
from reconciler.reporting.json_stream import FORMAT_VERSION, array, document
from reconciler.reporting.look import Look, Shade, padded
from reconciler.reporting.why_view import Line, Reason, Told, Why
from reconciler.reporting.words import paragraph, wrapped

_VERBS = {
    Action.INVITE: "invited",
    Action.REINVITE: "invited again",
    Action.REVOKE: "revoked",
    Action.SET_ROLE: "role",
    Action.UPDATE_MEMBER: "updated",
    Action.REMOVE: "removed",
    Action.RESTORE_MEMBER: "restored",
    Action.RESTORE_INVITATION: "invited again",
    Action.ANSWER_ACCEPTED: "accepted",
    Action.ANSWER_DECLINED: "declined",
    Action.ANSWER_LEFT: "left",
    Action.ANSWER_BOUNCED: "bounced",
    Action.IMPORTED: "imported",
    Action.MERGE_PERSON: "merged",
}
_WIDTH = max(map(len, (*_VERBS.values(), "written at")))
_INDENT = " " * (2 + _WIDTH + 2)


def why_text(answer: Why, look: Look) -> Iterator[str]:
    for number, reason in enumerate(answer.reasons):
        yield "\n" if number else ""
        yield from _reason(reason, answer.lines, answer.on, look)
    if not answer.reasons:
        yield from paragraph(f"{answer.person} is known, and is in no workspace.", look, rest="  ")


def _reason(reason: Reason, files: bool, on: date, look: Look) -> Iterator[str]:
    headline = f"{reason.person} in {reason.customer}/{reason.workspace}: {_standing(reason, on)}"
    for number, piece in enumerate(wrapped(look.safe(headline), look.width, first="", rest="  ")):
        yield (look.painted(Shade.STRONG, piece) if number == 0 else piece) + "\n"
    for line in reason.lines:
        wrote = f"commit {line.origin.commit}, {line.origin.author}" if line.origin is not None else ""
        yield from _line("written at", [f"{line.place.file}:{line.place.line}:{line.place.column}", wrote], look)
    if not reason.lines and files:
        yield from _line("written at", ["no line of the files asks for it"], look)
    for told in reason.steps:
        yield from _line(_VERBS[told.step.do], list(_step(told)), look)


def _line(verb: str, parts: list[str], look: Look) -> Iterator[str]:
    text = look.safe(", ".join(part for part in parts if part))
    start = f"  {padded(verb, _WIDTH)}  "
    lines = wrapped(text, look.width, first=start, rest=_INDENT)
    yield from (line.rstrip() + "\n" for line in lines)


def _standing(reason: Reason, on: date) -> str:
    seat = reason.seat
    if seat is None:
        return "declared, not invited" if reason.lines else "never asked"
    parts = [_state(seat, on)]
    parts += [f"since {_day(reason.since)}"] if seat.state is SeatState.MEMBER and reason.since is not None else []
    parts = [" ".join(parts)]
    parts += [f"until {seat.until}"] if seat.until is not None else []
    parts += [f"{name} {text}" for name, text in note_plain(seat.note).items()] if seat.note is not None else []
    sees = seat.state is SeatState.MEMBER and not reason.sees
    parts += ["sees nothing of it any more"] if sees else []
    parts += [reason.barred] if reason.barred and reason.sees else []
    return ", ".join(parts)


def _state(seat: Seat, on: date) -> str:
    if seat.state is SeatState.MEMBER:
        return seat.role.value
    if seat.state is SeatState.INVITED:
        return f"invited as {seat.role.value}, {'' if seat.open(on) else 'was '}open until {seat.answer_by}"
    return f"{seat.state.value} as {seat.role.value}"


def _step(told: Told) -> Iterator[str]:
    step = told.step
    yield f"{in_utc(step.at)[:16].replace('T', ' ')} UTC"
    how = f"{step.via}, proven" if step.verified else step.via
    confirmed = f", confirmed by {' and '.join(told.confirmed_by)}" if told.confirmed_by else ""
    yield f"by {told.actor} ({how}){confirmed}"
    yield f"apply {step.apply}" if step.apply else ""
    yield step.rule
    yield _meaning(told)


def _meaning(told: Told) -> str:
    was, now = told.was, told.now
    if told.step.do is Action.IMPORTED and told.step.since is not None:
        return f"a member since {_day(told.step.since)}"
    if was is None or now is None or told.step.do in (Action.REMOVE, Action.REVOKE):
        return ""
    parts = [f"{was.role.value} to {now.role.value}"] if was.role is not now.role else []
    parts += [f"until {now.until or 'open'}"] if was.until != now.until else []
    return ", ".join(parts)


def _day(moment: datetime) -> str:
    return in_utc(moment)[:10]


def why_json(answer: Why) -> Iterator[str]:
    rows = (for_json(_row(reason, answer.on)) for reason in answer.reasons)
    yield from document(
        format_version=FORMAT_VERSION,
        kind="why",
        person=answer.person,
        date=answer.on.isoformat(),
        reasons=array(rows),
    )


def _row(reason: Reason, on: date) -> dict[str, Any]:
    return {
        "customer": reason.customer,
        "workspace": reason.workspace,
        "person": reason.person,
        "seat": seat_json(reason.seat, on),
        "sees": reason.sees,
        "status": None if reason.status is None else reason.status.value,
        "since": None if reason.since is None else in_utc(reason.since),
        "sources": [_source(line) for line in reason.lines],
        "steps": [_step_json(told, on) for told in reason.steps],
    }


def seat_json(seat: Seat | None, on: date) -> dict[str, Any] | None:
    if seat is None:
        return None
    return {
        "state": seat.state.value,
        "role": seat.role.value,
        "open": seat.open(on),
        "until": None if seat.until is None else seat.until.isoformat(),
        "expires": None if seat.ends is None else seat.ends.isoformat(),
        "note": note_plain(seat.note) if seat.note is not None else {},
    }


def _source(line: Line) -> dict[str, Any]:
    commit, author = (line.origin.commit, line.origin.author) if line.origin is not None else (None, None)
    place = {"file": line.place.file, "line": line.place.line, "column": line.place.column}
    return {**place, "commit": commit, "author": author}


def _step_json(told: Told, on: date) -> dict[str, Any]:
    step = told.step
    return {
        "serial": step.serial,
        "at": in_utc(step.at),
        "action": step.do.value,
        "rule": step.rule,
        "apply": step.apply or None,
        "actor": {"name": told.actor, "via": step.via, "verified": step.verified},
        "confirmed_by": list(told.confirmed_by),
        "was": seat_json(told.was, on),
        "now": seat_json(told.now, on),
    }
