"""Where mails go and what they are written with, as ``reconciler.yaml`` says; found wrong before anything is sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from reconciler.delivery.handoff import Handoff
from reconciler.delivery.letters import Sender
from reconciler.delivery.maildir import Maildir
from reconciler.delivery.smtp import Server, Smtp
from reconciler.delivery.templates import Templates
from reconciler.errors import InputInvalid
from reconciler.findings import some_of
from reconciler.loading.files import HEAD
from reconciler.loading.settings import ChannelKind, Mail, Reminders, Security, Settings
from reconciler.ports import Channel
from reconciler.workflows.mail_templates import read_templates

_HERE = ("localhost", "127.0.0.1", "::1")
TRIED = "hub.invalid"
"""Where mails come from and links lead until somebody says so: a name that is nobody's (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """``opened`` gives the channel. ``tried``: nobody has said where links lead, so that these mails are to look at."""

    opened: Callable[[], Channel]
    sender: Sender
    templates: Templates
    per_minute: int | None
    tried: bool
    reminders: Reminders = field(default_factory=Reminders)


def outlet(settings: Settings, root: Path, lineage: str, password: str | None = None) -> Outlet:
    """InputInvalid, with all that is wrong. ``password`` is that of the environment, which beats the file."""
    mail = settings.mail
    if mail.channel is ChannelKind.SMTP:
        _said(settings)
    sender = Sender(
        mail.sender or f"no-reply@{TRIED}",
        mail.name,
        settings.links.url or f"https://{TRIED}/invitations",
        lineage,
        settings.language,
    )
    opened = _channel(mail, root, password)
    return Outlet(opened, sender, _templates(mail, root), mail.per_minute, not settings.links.url, settings.reminders)


_LACKED = {
    "from": "whom mails come from (mail: from)",
    "host": "which server sends them (mail: host)",
    "url": "where their links lead (links: url)",
}


def _said(settings: Settings) -> None:
    """What nothing can be sent without."""
    mail = settings.mail
    lacks = {"from": not mail.sender, "host": not mail.host, "url": not settings.links.url}
    missing = [_LACKED[name] for name, missed in lacks.items() if missed]
    if missing:
        host, sender = mail.host or "mail.contoso.example", mail.sender or "hub@contoso.example"
        lines = [f"mail: {{channel: smtp, host: {host}, from: {sender}}}"] * (lacks["from"] or lacks["host"])
        lines += ["links: {url: https://hub.contoso.example/invitations}"] * lacks["url"]
        what = f"{HEAD} does not say {some_of(missing)}; nothing was sent"
        raise InputInvalid(what, "\n".join([f"write it into {HEAD}, as in:", *lines]))


def _channel(mail: Mail, root: Path, password: str | None) -> Callable[[], Channel]:
    match mail.channel:
        case ChannelKind.MAILDIR:
            return lambda: Maildir(root / (mail.folder or ".reconciler/outbox"))
        case ChannelKind.SMTP:
            server = _server(mail, root, password)
            return lambda: Smtp(server)
        case ChannelKind.HANDOFF:
            return lambda: Handoff(mail.lists(root))


def _server(mail: Mail, root: Path, password: str | None) -> Server:
    here = mail.host in _HERE
    if mail.security is Security.NONE and mail.user and not here:
        raise InputInvalid(
            f"{HEAD}: a password is not sent without encryption to {mail.host}; nothing was sent",
            "write: mail: {security: starttls} or tls",
        )
    secret = (password or _password(mail, root)) if mail.user else ""
    hello = mail.sender.rpartition("@")[2]
    return Server(mail.host, mail.port, mail.security.value, mail.user, secret, hello)


def _password(mail: Mail, root: Path) -> str:
    if not mail.password_file:
        raise InputInvalid(
            f"there is no password for {mail.user} at {mail.host}; nothing was sent",
            "set RECONCILER_SMTP_PASSWORD, or write mail: {password_file: FILE}",
        )
    file = root / mail.password_file
    try:
        return file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
        raise InputInvalid(
            f"the password in {file} cannot be read: {why}; nothing was sent",
            "write it into that file, or set RECONCILER_SMTP_PASSWORD",
        ) from None


def _templates(mail: Mail, root: Path) -> Templates:
    made, found = read_templates(mail.templates, root)
    if found:
        raise InputInvalid("the templates of mails cannot be used; nothing was sent", "", found)
    return made
