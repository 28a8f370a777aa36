"""Both bodies of a letter, as text and as HTML, from its items: words and looks are those of templates.

Where a link is to stand there is a place-holder. Every value is plain text here; ``templates`` escapes it for HTML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reconciler.delivery.templates import Html, Template
from reconciler.kinds.estate import BY_RULE
from reconciler.kinds.letter import About, MessageKind
from reconciler.kinds.seat import Seat
from reconciler.kinds.workspace import WorkspaceId


@dataclass(frozen=True, slots=True)
class Item:
    """One message, as it is told."""

    about: About
    workspace: WorkspaceId
    seat: Seat
    heading: str
    rows: tuple[tuple[str, str], ...]


class Words:
    """What is said in one language."""

    def __init__(self, words: Mapping[str, Template], customer: str) -> None:
        self._words = words
        self.customer = customer

    def say(self, word: str, **fields: str) -> str:
        return self._words[word].text(customer=self.customer, **fields)

    def day(self, day: date) -> str:
        month = self._words["months"].text().split()[day.month - 1]
        return self.say("date", day=str(day.day), month=month, year=str(day.year))

    def listed(self, names: Sequence[str]) -> str:
        """a, b and c"""
        if not names:
            return ""
        *before, last = names
        first = before[0] if before else ""
        for name in before[1:]:
            first = self.say("list", first=first, second=name)
        return self.say("list_last", first=first, second=last) if before else last

    def of_all(self, part: str, items: Sequence[Item]) -> list[str]:
        """The title or the introduction of each kind of message in the letter; what counts most is in front."""
        kinds = dict.fromkeys(item.about.kind for item in items)
        return [self._of_kind(part, kind, [item for item in items if item.about.kind is kind]) for kind in kinds]

    def subject(self, items: Sequence[Item]) -> str:
        return "; ".join(self.of_all("title", items))

    def _of_kind(self, part: str, kind: MessageKind, alike: Sequence[Item]) -> str:
        first = alike[0]
        day = first.about.last_day if kind is MessageKind.ENDING else first.seat.answer_by
        fields = {"workspace": first.heading, "count": str(len(alike)), "date": self.day(day) if day else ""}
        return self.say(f"{part}_{kind.value}{'s' if len(alike) > 1 else ''}", **fields)


@dataclass(frozen=True, slots=True)
class Bodies:
    looks: Mapping[str, Template]
    words: Words
    items: Sequence[Item]
    name: str

    def both(self) -> dict[str, str]:
        common = self._common()
        return {"text": self._text(common), "html": self._html(common)}

    def _common(self) -> dict[str, str]:
        told = all(item.about.kind.is_notice for item in self.items)
        return {
            "title": self.words.of_all("title", self.items)[0],
            "customer": self.words.customer,
            "greeting": self.words.say("greeting", name=self.name) if self.name else self.words.say("greeting_nobody"),
            "intro": " ".join(self.words.of_all("intro", self.items)),
            "closing": self.words.say("closing_notice" if told else "closing"),
            "automatic": self.words.say("automatic"),
            "language": self.words.say("language"),
        }

    def _text(self, common: Mapping[str, str]) -> str:
        row = self.looks["row.txt"]
        items = [
            self.looks[f"{_look(item)}.txt"].text(
                rows="".join(row.text(label=label, value=value) for label, value in item.rows),
                **self._parts(number, item),
            )
            for number, item in enumerate(self.items)
        ]
        return self.looks["letter.txt"].text(**common, items="".join(items))

    def _html(self, common: Mapping[str, str]) -> str:
        row = self.looks["row.html"]
        items = [
            self.looks[f"{_look(item)}.html"].html(
                rows=Html("".join(row.html(label=label, value=value) for label, value in item.rows)),
                **self._parts(number, item),
            )
            for number, item in enumerate(self.items)
        ]
        return self.looks["letter.html"].html(**common, items=Html("".join(items)))

    def _parts(self, number: int, item: Item) -> dict[str, str]:
        said = {"button": self.words.say("button"), "note": self.words.say("link_note")}
        return {"heading": item.heading, "link": place_holder(number), **said}


def unnamed(workspace: WorkspaceId, default: bool, words: Words) -> str:
    """The one that a rule makes has no name that anybody gave it."""
    return words.say("default_workspace") if default or workspace == BY_RULE else workspace


def place_holder(number: int) -> str:
    """Stands for the link of an item: a character that no text of a state has, so that nobody can write one."""
    return f"\x1f{number}\x1f"


def _look(item: Item) -> str:
    return "notice" if item.about.kind.is_notice else "item"
