"""Mail servers that do as they are told, each on a port of its own."""

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    """Takes every mail, but as ``answers`` say by the name of its recipient; "unwelcome" are refused at DATA."""

    def __init__(self, **answers: str) -> None:
        self.mails: list[bytes] = []
        self.sessions: set[tuple[str, int]] = set()
        self._answers = answers

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self._answers.get(address.partition("@")[0], "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        self.sessions.add(session.peer)
        if "data" in self._answers:
            return self._answers["data"]
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return "250 taken"


@contextmanager
def serving(handler: Any, **settings: Any) -> Iterator[int]:
    """Its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port, **settings)
    server.start()
    try:
        yield port
    finally:
        server.stop()


def only(user: str, password: str) -> Callable[..., AuthResult]:
    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    return check


def certified(folder: Any, name: str) -> ssl.SSLContext:
    """A server's context with a certificate of its own, for ``name`` or 127.0.0.1; it lies in ``folder``/cert.pem."""
    import subprocess

    alternative = f"subjectAltName={'IP' if name[0].isdigit() else 'DNS'}:{name}"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-addext", alternative]
    subprocess.run([*command, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


Script = Sequence[bytes | None]
"""What to answer to one line after the other, the greeting first; None says nothing more, the end hangs up."""

USUAL = (b"220 hub\r\n", b"250 hub\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n", b"250 taken\r\n")


@contextmanager
def scripted(*scripts: Script) -> Iterator[tuple[int, list[bytes]]]:
    """A server that follows a script for each connection, the last for all that come after; its port, and what was
    handed over and answered."""
    taken: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    left = list(scripts)

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            script = left.pop(0) if len(left) > 1 else left[0]
            Thread(target=_followed, args=(connection, script, taken), daemon=True).start()

    Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1], taken
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _followed(connection: socket.socket, script: Script, taken: list[bytes]) -> None:
    with connection, connection.makefile("rb") as lines:
        before: bytes = b""
        for number, answer in enumerate(script):
            if answer is None:
                lines.read()
                return
            if before.startswith(b"354"):
                taken.append(_mail(lines))
            elif number:
                lines.readline()
            connection.sendall(answer)
            before = answer


def _mail(lines: Any) -> bytes:
    mail = b""
    while (line := lines.readline()) not in (b".\r\n", b""):
        mail += line
    return mail
