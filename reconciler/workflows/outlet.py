"""Where mails go and what they are written with, as ``reconciler.yaml`` says; found wrong before anything is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reconciler.delivery.letters import Sender
from reconciler.delivery.maildir import Maildir
from reconciler.delivery.templates import Templates, templates
from reconciler.errors import InputInvalid
from reconciler.findings import Place
from reconciler.loading.codes import finding
from reconciler.loading.files import HEAD, NotRead, Reader
from reconciler.loading.settings import ChannelKind, Mail, Settings
from reconciler.ports import Channel

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


def outlet(settings: Settings, root: Path, lineage: str) -> Outlet:
    """InputInvalid, with all that is wrong."""
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
    opened = _channel(mail, root)
    return Outlet(opened, sender, _templates(mail, root), mail.per_minute, not settings.links.url)


def _said(settings: Settings) -> None:
    """What nothing can be sent without."""
    said = {"mail: {from: ...}": settings.mail.sender, "mail: {host: ...}": settings.mail.host}
    missing = [name for name, value in {**said, "links: {url: ...}": settings.links.url}.items() if not value]
    if missing:
        raise InputInvalid(f"{HEAD} does not say {' and '.join(missing)}; nothing was sent", f"write it into {HEAD}")


def _channel(mail: Mail, root: Path) -> Callable[[], Channel]:
    match mail.channel:
        case ChannelKind.MAILDIR:
            return lambda: Maildir(root / (mail.folder or ".reconciler/outbox"))
    raise InputInvalid(f"this release has no channel {mail.channel}", "write: mail: {channel: maildir}")


def _templates(mail: Mail, root: Path) -> Templates:
    made, faults = templates(_replacing(mail.templates, root) if mail.templates else {})
    if faults:
        places = [Place(f"{mail.templates.rstrip('/')}/{f.file}", f.line, f.column) for f in faults]
        found = [finding("mail-template", f.why, f.remedy, at) for f, at in zip(faults, places, strict=True)]
        raise InputInvalid("the templates of mails cannot be used; nothing was sent", "", tuple(found))
    return made


def _replacing(folder: str, root: Path) -> Mapping[str, str]:
    """The files of a folder beneath the configuration, by name; hidden ones are nobody's."""
    at = root / folder
    try:
        names = sorted(each.name for each in at.iterdir() if not each.name.startswith("."))
        with Reader(root) as reader:
            return {name: reader.read(f"{folder.rstrip('/')}/{name}").decode("utf-8") for name in names}
    except NotRead as fault:
        raise InputInvalid(f"a template in {at} cannot be read: {fault.why}", fault.remedy) from None
    except UnicodeDecodeError:
        raise InputInvalid(f"a template in {at} is not UTF-8", "save it as UTF-8") from None
    except OSError as fault:
        raise InputInvalid(f"the templates in {at} cannot be read: {fault.strerror}", f"mend {HEAD}: mail") from fault
