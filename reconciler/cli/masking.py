"""``--mask-emails``: for logs that strangers read. One encoder for everything that leaves, data and talk alike.

Whoever comes first is ``person-1@masked.example``, the next one ``person-2``, all through a run, so that lines about
one person can still be told to be. Nothing of the address is left, its domain neither: most often it is the customer's.

Other personal texts (names, reasons, tickets, sponsors, titles of cases, who acted) have no shape by which they could
be known, so a masker is told them, and finds them by their words: whatever stands between these, quotes, escapes or
the end of a line. The first is ``private-1``. A text that is a word of this programme, as ``member`` is, stays.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import pairwise

_ADDRESS = re.compile(
    r"(?<![\w.+@*-])(?!`)[\w.!#$%&'*+/=?^`{|}~-]*\w[\w.!#$%&'*+/=?^`{|}~-]*@[\w-]+(?:\.[\w-]+)+(?P<gap> *)"
)
_MASKED = "masked.example"
_BLANKS = re.compile(" {2,}")
_EXCERPT = re.compile(r"^ *[0-9]+ \|.*$", re.MULTILINE)
_SAID_THERE = re.compile(r"(\b(?:name|reason|ticket|sponsor|because)[\"']? *: *)[^ ,}][^,}]*")
"""In a line of a file that is shown and that nobody could read, so that nothing is known of it."""
_WORD = re.compile(r"[^\W_]+")
_PIECE = 2**16
_LINES_OF_A_TEXT = 8
"""A text that is wrapped may go on in so many lines."""
_FURTHEST = 200
"""Characters between two words of one text."""
Known = Callable[[], Iterable[str]]


class Masker:
    """Knows whom it has masked already; by the address as it is compared, in whatever case it is written. ``texts`` is
    asked for the other personal texts when there is something to mask."""

    def __init__(self, texts: Known = tuple, own_words: Iterable[str] = ()) -> None:
        self._known: dict[str, str] = {}
        self._private: dict[str, str] = {}
        self._own_words = frozenset(own_words)
        self._texts: Known | None = texts
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}

    def learn(self, texts: Known, own_words: Iterable[str]) -> None:
        self._texts, self._own_words = texts, frozenset(own_words)

    def masked(self, text: str) -> str:
        if self._texts is not None:
            texts, self._texts = self._texts, None
            self._phrases = _by_first_word(texts(), self._own_words)
        text = _EXCERPT.sub(lambda line: _SAID_THERE.sub(r"\1private", line[0]), text)
        if self._phrases:
            text = self._without_phrases(text)
        return _ADDRESS.sub(self._one, text) if "@" in text else text

    def lines(self, pieces: Iterable[str]) -> Iterator[str]:
        """The same for text that comes in pieces, which may end within an address, or another text."""
        waiting = ""
        for piece in pieces:
            waiting += piece
            if len(waiting) > _PIECE:
                head, rest = _parted(waiting)
                yield self.masked(head)
                waiting = rest
        yield self.masked(waiting)

    def _without_phrases(self, text: str) -> str:
        words, done, at, shown = list(_WORD.finditer(text)), 0, 0, list[str]()
        while at < len(words):
            found = self._phrase_at(words, at, text)
            if found is None:
                at += 1
                continue
            count, private = found
            token = self._private.setdefault(private, f"private-{len(self._private) + 1}")
            start, end = words[at].start(), words[at + count - 1].end()
            gap = _gap(text, end)
            shown += [text[done:start], token, " " * (max(2, gap + end - start - len(token)) if gap else 0)]
            done, at = end + gap, at + count
        return "".join([*shown, text[done:]])

    def _phrase_at(self, words: list[re.Match[str]], at: int, text: str) -> tuple[int, str] | None:
        for phrase, private in self._phrases.get(words[at][0], ()):
            here = words[at : at + len(phrase)]
            if len(here) == len(phrase) and all(w[0] == p for w, p in zip(here, phrase, strict=True)):
                near = all(b.start() - a.end() <= _FURTHEST for a, b in pairwise(here))
                if near and _is_no_other(here, text):
                    return len(phrase), private
        return None

    def _one(self, found: re.Match[str]) -> str:
        gap = found["gap"]
        address = found[0][: len(found[0]) - len(gap)]
        if address.endswith(f"@{_MASKED}"):  # it came through here before
            return found[0]
        masked = self._known.setdefault(address.casefold(), f"person-{len(self._known) + 1}@{_MASKED}")
        if len(gap) < 2:
            return masked + gap
        return masked + " " * max(2, len(gap) + len(address) - len(masked))  # so that columns stay in line


def _by_first_word(texts: Iterable[str], own_words: frozenset[str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for text in sorted(set(texts)):
        for shown in {text, json.dumps(text)[1:-1], escape(text), text.encode("ascii", "backslashreplace").decode()}:
            words = tuple(_WORD.findall(shown))
            if words and not _ADDRESS.fullmatch(text) and not (len(words) == 1 and words[0] in own_words):
                found.setdefault(words[0], {})[words] = text
    return {first: sorted(them.items(), key=lambda each: -len(each[0])) for first, them in found.items()}


def _is_no_other(here: list[re.Match[str]], text: str) -> bool:
    """Not the key of an object, and not a number that stands for itself."""
    before, after = text[max(0, here[0].start() - 8) : here[0].start()], text[here[-1].end() : here[-1].end() + 2]
    if len(here) == 1 and after == '":':
        return False
    return len(here) > 1 or not here[0][0].isdecimal() or before.endswith(('"', "#", "ticket ", "ticket: "))


def _gap(text: str, at: int) -> int:
    """How many blanks there are, where they part columns."""
    found = _BLANKS.match(text, at)
    return len(found[0]) if found is not None else 0


def _parted(text: str) -> tuple[str, str]:
    """All but the last lines, in which a text may begin that goes on."""
    end = len(text)
    for _ in range(_LINES_OF_A_TEXT):
        before = text.rfind("\n", 0, end)
        if before < 0:
            return "", text
        end = before
    return text[: end + 1], text[end + 1 :]
