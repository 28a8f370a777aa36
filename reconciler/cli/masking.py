"""``--mask-emails``: for logs that strangers read. One encoder for everything that leaves, data and talk alike.

Whoever comes first is ``person-1@masked.example``, the next one ``person-2``, all through a run, so that lines about
one person can still be told to be. Nothing of the address is left, its domain neither: most often it is the customer's.
"""

import re
from collections.abc import Iterable, Iterator

_ADDRESS = re.compile(
    r"(?<![\w.+@*-])[\w.!#$%&'*+/=?^`{|}~-]*\w[\w.!#$%&'*+/=?^`{|}~-]*@[\w-]+(?:\.[\w-]+)+(?P<gap> *)"
)
_MASKED = "masked.example"


class Masker:
    """Knows whom it has masked already; by the address as it is compared, in whatever case it is written."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def masked(self, text: str) -> str:
        return _ADDRESS.sub(self._one, text) if "@" in text else text

    def lines(self, pieces: Iterable[str]) -> Iterator[str]:
        """The same for text that comes in pieces, which may end within an address."""
        waiting = ""
        for piece in pieces:
            whole, newline, rest = (waiting + piece).rpartition("\n")
            if newline:
                yield self.masked(whole + newline)
            waiting = rest
        yield self.masked(waiting)

    def _one(self, found: re.Match[str]) -> str:
        gap = found["gap"]
        address = found[0][: len(found[0]) - len(gap)]
        if address.endswith(f"@{_MASKED}"):  # it came through here before
            return found[0]
        masked = self._known.setdefault(address.casefold(), f"person-{len(self._known) + 1}@{_MASKED}")
        if len(gap) < 2:
            return masked + gap
        return masked + " " * max(2, len(gap) + len(address) - len(masked))  # so that columns stay in line
