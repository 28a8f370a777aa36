"""An answer that was taken: for whoever answered, and for the page that asked."""

from collections.abc import Iterator

from reconciler.applying.by_link import Heard, Registration
from reconciler.kinds.seat import Role, SeatState
from reconciler.reporting.json_stream import FORMAT_VERSION, document
from reconciler.reporting.look import Look
from reconciler.reporting.words import listed, paragraph

_OF_THE_ACCOUNT = {
    Registration.FIRST: "The account is registered now: other invitations only have to be confirmed with it.",
    Registration.KNOWN: "The account was registered before, so nothing else is to be done.",
    Registration.CONFIRMED: "The account is registered now, on the word of {}.",
}


def answer_text(answer: Heard, look: Look) -> Iterator[str]:
    for sentence in _said(answer):
        yield from paragraph(sentence, look)


def _said(answer: Heard) -> Iterator[str]:
    who, where, seat = _person(answer), _named(answer), answer.seat
    if seat.state is not SeatState.MEMBER:
        yield f"{who} has declined {where}. Nobody asks again unless the files say `reinvite: {seat.round + 1}`."
        return
    until = f" until {seat.until}" if seat.until else ""
    yield f"{who} is {'an admin' if seat.role is Role.ADMIN else 'a member'} of {where} now{until}."
    yield _OF_THE_ACCOUNT[answer.registration].format(listed(answer.on_the_word_of))


def answer_json(answer: Heard, serial: int) -> Iterator[str]:
    estate, seat = answer.judged.estate, answer.seat
    yield from document(
        format_version=FORMAT_VERSION,
        kind="answer",
        answer="accepted" if seat.state is SeatState.MEMBER else "declined",
        customer=estate.customer,
        serial=serial,
        workspace={"id": answer.workspace, "name": estate.workspaces[answer.workspace].name},
        person=_person(answer),
        role=seat.role.value,
        until=seat.until.isoformat() if seat.until else None,
        account=answer.registration.value,
    )


def _person(answer: Heard) -> str:
    return answer.judged.estate.spelling(answer.person)


def _named(answer: Heard) -> str:
    """How the workspace is called, and its id."""
    name = answer.judged.estate.workspaces[answer.workspace].name
    return f"{name} ({answer.workspace})" if name else answer.workspace
