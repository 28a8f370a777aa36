"""Mails through a mail server: one connection for many, and a plain word for everything that it may say.

What a refusal means is who it is about. A recipient whom the server does not know (5xx to RCPT with a status of 5.1 or
5.2, or none) never will be reached. What it says about sender, content or policy is true of every mail alike: nobody
has bounced by that, everything stays owed, and after a few of them nothing more is tried. A connection that breaks is
made again, and the same mail handed over once more: if the server had taken it and only its answer was lost, it
arrives twice under one Message-ID.
"""

import re
import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from reconciler.errors import ChannelDown
from reconciler.kinds.letter import Parcel, Reply, Taken

AT_MOST = 10
"""So many refusals in a row that are not about their recipient, and nothing more is tried."""
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_STATUS = re.compile(r"\d{3}[ -][45]\.(\d{1,3})\.\d{1,3}\b")
"""RFC 2034: what the text begins with. An address of a network further on looks like one."""
_UNKNOWN = frozenset({"1", "2"})  # RFC 3463: of the address, of the mailbox
_ABOUT_PEOPLE = frozenset({550, 551, 552, 553})
_CLOSING = 421
_AGAIN = "then: reconciler deliver (nothing is lost)"


class Concerns(Enum):
    """What an answer of the server is about."""

    RECIPIENT = "recipient"
    EVERY_MAIL = "every mail"


class Answer(NamedTuple):
    reply: Reply
    concerns: Concerns


class BrokenOff(smtplib.SMTPServerDisconnected):
    """The server ended the session, or said what is no answer; in its words."""


@dataclass(frozen=True, slots=True)
class Server:
    """``security`` is starttls, tls or none; ``timeout`` the seconds to wait for each answer."""

    host: str
    port: int | None = None
    security: str = "starttls"
    user: str = ""
    password: str = ""
    hello: str = "localhost"
    timeout: float = 30.0

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port or _PORTS[self.security]}"


class Smtp:
    """Connects with the first mail."""

    def __init__(self, server: Server) -> None:
        self.place = server.place
        self._server = server
        self._session: smtplib.SMTP | None = None
        self._in_a_row = 0
        self._last_words = ""

    def hand_over(self, parcel: Parcel) -> Reply:
        reply, concerns = self._tried(parcel) or self._tried(parcel) or self._broken_off()
        self._in_a_row = self._in_a_row + 1 if concerns is Concerns.EVERY_MAIL else 0
        if self._in_a_row >= AT_MOST:
            raise ChannelDown(
                f"{self.place} refused {AT_MOST} mails in a row, whoever they were to; it said: {reply.said}",
                f"ask whoever runs that mail server; {_AGAIN}",
            )
        return reply

    def sync(self, earlier: Iterable[str] = ()) -> None:
        """What the server has taken is the server's."""

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(smtplib.SMTPException, OSError):
                session.quit()
            session.close()

    def _tried(self, parcel: Parcel) -> Answer | None:
        """None where the connection broke, which may mean anything."""
        session = self._session or self._connected()
        try:
            answer = _spoken(session, parcel)
            if answer.reply.taken is Taken.LATER:
                session.rset()
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            self._drop()
            self._last_words = str(fault) if isinstance(fault, BrokenOff) else ""
            if _waited_in_vain(fault):
                raise self._silent() from fault
            return None
        if answer.reply.taken is Taken.REFUSED:
            self._start_over(session)
        return answer

    def _start_over(self, session: smtplib.SMTP) -> None:
        """Who hangs up after refusing a recipient for good has answered all the same (Exim's ``drop``)."""
        try:
            session.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _broken_off(self) -> Answer:
        said = f": {self._last_words}" if self._last_words else ""
        return Answer(Reply(Taken.LATER, f"the server broke off twice{said}"), Concerns.EVERY_MAIL)

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _connected(self) -> smtplib.SMTP:
        try:
            self._session = self._opened()
        except smtplib.SMTPAuthenticationError as fault:
            said, what = _said(fault.smtp_code, fault.smtp_error), f"does not accept the user {self._server.user}"
            raise self._down(f"{what}: {said}", "check user and password (RECONCILER_SMTP_PASSWORD)") from fault
        except ssl.SSLCertVerificationError as fault:
            what = f"has a certificate that is not good for it: {fault.verify_message}"
            raise self._down(what, "check host, or add its authority: SSL_CERT_FILE=FILE") from fault
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            if _waited_in_vain(fault):
                raise self._silent() from fault
            raise self._down(f"cannot be used: {_reason(fault)}", "check host, port and security") from fault
        return self._session

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        port = server.port or _PORTS[server.security]
        trust = ssl.create_default_context() if server.security != "none" else None
        session: smtplib.SMTP
        if server.security == "tls":
            session = smtplib.SMTP_SSL(server.host, port, server.hello, timeout=server.timeout, context=trust)
        else:
            session = smtplib.SMTP(server.host, port, server.hello, timeout=server.timeout)
        try:
            if server.security == "starttls":
                session.starttls(context=trust)
            if server.user:
                session.login(server.user, server.password)
            session.ehlo_or_helo_if_needed()
        except BaseException:
            session.close()
            raise
        return session

    def _silent(self) -> ChannelDown:
        return self._down(
            f"did not answer for {self._server.timeout:g} s", "check host, port and security, look at that server"
        )

    def _down(self, what: str, remedy: str) -> ChannelDown:
        return ChannelDown(f"the mail server {self.place} {what}", f"{remedy}; {_AGAIN}")


def _spoken(session: smtplib.SMTP, parcel: Parcel) -> Answer:
    """One mail. SMTPServerDisconnected where the server ends the session, or says what is no answer."""
    code, said = _answer(session.docmd("MAIL", f"FROM:<{parcel.sender}>"))
    if code != 250:
        return Answer(Reply(Taken.LATER, said), Concerns.EVERY_MAIL)
    code, said = _answer(session.docmd("RCPT", f"TO:<{parcel.recipient}>"))
    if code not in (250, 251):
        status = _STATUS.match(said)
        unknown = status[1] in _UNKNOWN if status else code in _ABOUT_PEOPLE
        taken = Taken.REFUSED if code >= 500 and unknown else Taken.LATER
        return Answer(Reply(taken, said), Concerns.RECIPIENT if unknown or code < 500 else Concerns.EVERY_MAIL)
    try:
        code, said = _answer(session.data(parcel.mail))
    except smtplib.SMTPDataError as refused:
        code, said = _answer((refused.smtp_code, refused.smtp_error))
    if code == 250:
        return Answer(Reply(Taken.SENT, said), Concerns.RECIPIENT)
    return Answer(Reply(Taken.LATER, said), Concerns.EVERY_MAIL)


def _answer(answered: tuple[int, bytes | str]) -> tuple[int, str]:
    code, text = answered
    if not 200 <= code < 600:
        raise BrokenOff("it said what is no answer of a mail server")
    if code == _CLOSING:
        raise BrokenOff(_said(code, text))
    return code, _said(code, text)


def _said(code: int, text: bytes | str) -> str:
    """As one line that hides nothing and is not too long."""
    words = text if isinstance(text, str) else text.decode("ascii", "replace")
    flat = " ".join(words.split())
    return "".join(c if c.isprintable() else "?" for c in f"{code} {flat}")[:300]


def _waited_in_vain(fault: Exception) -> bool:
    """smtplib says of a server that is silent that it closed the connection."""
    return isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError)


def _reason(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException) and fault.smtp_code < 0:
        return "what answers there is no mail server"
    if isinstance(fault, smtplib.SMTPResponseException):
        return _said(fault.smtp_code, fault.smtp_error)
    if isinstance(fault, ssl.SSLError):
        return f"what answers there does not speak TLS as it should ({fault.reason or fault})"
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    return _said(0, str(fault)).removeprefix("0 ") or "it closed the connection"
