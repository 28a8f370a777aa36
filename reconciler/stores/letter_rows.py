"""Letters as rows, for the stores that keep them in a file: there, and back with a look at their shape."""

from datetime import datetime
from typing import Any

from reconciler.kinds.letter import About, Letter, MessageKind, SentLetter
from reconciler.stores import shapes


def letter_row(letter: Letter) -> list[Any]:
    later = None if letter.not_before is None else moment_text(letter.not_before)
    return [letter.id, letter.person, about_rows(letter), letter.content, letter.attempts, later, letter.said]


def sent_row(letter: SentLetter) -> list[Any]:
    return [letter.id, letter.person, about_rows(letter), letter.digest, moment_text(letter.at), letter.refused]


def about_rows(letter: Letter | SentLetter) -> list[list[Any]]:
    return [[about.workspace, about.generation, about.kind.value] for about in letter.about]


def letter_of(name: Any, person: Any, about: Any, content: Any, attempts: Any, later: Any, said: Any) -> Letter:
    """The inverse of ``letter_row``. ValueError where something else stands there."""
    return Letter(
        shapes.text(name),
        shapes.whole(person, 1),
        _about(about),
        shapes.text(content),
        shapes.whole(attempts),
        None if later is None else moment_of(later),
        shapes.said(said),
    )


def sent_of(name: Any, person: Any, about: Any, digest: Any, at: Any, refused: Any) -> SentLetter:
    """The inverse of ``sent_row``. ValueError where something else stands there."""
    return SentLetter(
        shapes.text(name),
        shapes.whole(person, 1),
        _about(about),
        shapes.text(digest),
        moment_of(at),
        shapes.said(refused),
    )


def moment_text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def moment_of(text: Any) -> datetime:
    moment = datetime.fromisoformat(shapes.text(text))
    if moment.tzinfo is None or len(text) > len("2026-06-01T09:00:00+00:00"):
        raise ValueError(f"{text!r} is no moment")
    return moment


def _about(rows: Any) -> tuple[About, ...]:
    if not isinstance(rows, list) or not rows:
        raise ValueError("a letter is about nothing")
    return tuple(About(shapes.whole(w, 1), shapes.whole(g), MessageKind(kind)) for w, g, kind in rows)
