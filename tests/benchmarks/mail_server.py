"""A mail server in a process of its own: says its port, takes mails until its stdin ends, says what it took.

python tests/benchmarks/mail_server.py
"""

import asyncio
import re
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

_NAME = re.compile(rb"^Message-ID: *(\S+)", re.MULTILINE | re.IGNORECASE)


class Counting:
    """Keeps no mail: ten thousand of them would be its own cost."""

    def __init__(self) -> None:
        self.mails = 0
        self.names: set[bytes] = set()
        self.sessions: set[tuple[str, int]] = set()

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        assert isinstance(envelope.content, bytes)
        self.sessions.add(session.peer)
        self.mails += 1
        self.names.update(_NAME.findall(envelope.content, 0, 4_096))
        return "250 taken"


async def served() -> Counting:
    taken, loop = Counting(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(taken, hostname="localhost"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()
    return taken


if __name__ == "__main__":
    counted = asyncio.run(served())
    print(counted.mails, len(counted.names), len(counted.sessions))
