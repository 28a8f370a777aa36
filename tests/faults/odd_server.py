"""A mail server that answers as it should, but for one line of one dialogue."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from threading import Thread
from typing import BinaryIO, NamedTuple

USUAL = {
    "greeting": b"220 hub\r\n",
    "EHLO": b"250 hub\r\n",
    "HELO": b"250 hub\r\n",
    "MAIL": b"250 ok\r\n",
    "RCPT": b"250 ok\r\n",
    "DATA": b"354 go on\r\n",
    "end": b"250 taken\r\n",
    "RSET": b"250 ok\r\n",
    "QUIT": b"221 bye\r\n",
}
"""What is said at each step; ``end`` is behind the mail itself."""
REFUSING = (b"4", b"5")


class Then(Enum):
    """What follows the odd answer."""

    GOES_ON = "goes on"
    HANGS_UP = "hangs up"
    STALLS = "stalls"


class Odd(NamedTuple):
    """What is said the ``time``-th time that a step comes up, in all connections together."""

    step: str
    time: int
    answer: bytes
    then: Then


class Gone(Exception):
    """This connection is at its end."""


@dataclass
class OddServer:
    """``taken``: every mail that it had in whole and did not refuse; ``met``: whether it has been odd."""

    odd: Odd | None = None
    taken: list[bytes] = field(default_factory=list)
    met: bool = False
    _times: Counter[str] = field(default_factory=Counter)

    def speak(self, connection: socket.socket) -> None:
        with suppress(OSError, Gone), connection, connection.makefile("rb") as lines:
            self._answer("greeting", connection, lines)
            while line := lines.readline():
                verb = line[:4].decode("ascii", "replace").upper()
                if self._answer(verb, connection, lines) == USUAL["DATA"] and verb == "DATA":
                    self._take(_mail(lines))
                    self._answer("end", connection, lines)

    def _take(self, mail: bytes) -> None:
        odd = self.odd
        refused = odd and (odd.step, odd.time) == ("end", self._times["end"] + 1) and odd.answer.startswith(REFUSING)
        if not refused:
            self.taken.append(mail)

    def _answer(self, step: str, connection: socket.socket, lines: BinaryIO) -> bytes:
        self._times[step] += 1
        odd = self.odd
        if odd is None or (odd.step, odd.time) != (step, self._times[step]):
            connection.sendall(USUAL[step])
            return USUAL[step]
        self.met = True
        connection.sendall(odd.answer)
        if odd.then is Then.STALLS:
            lines.read()
        if odd.then is not Then.GOES_ON:
            raise Gone
        return odd.answer


def _mail(lines: BinaryIO) -> bytes:
    mail = b""
    while (line := lines.readline()) != b".\r\n":
        if not line:
            raise Gone
        mail += line
    return mail


@contextmanager
def listening(server: OddServer) -> Iterator[int]:
    """Its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                Thread(target=server.speak, args=(connection,), daemon=True).start()

    Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
