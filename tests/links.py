"""Links of invitations: as mails have them, for tests that answer without reading a mail, and out of mails."""

import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from reconciler.applying.record import estate_of
from reconciler.delivery.link_keys import DEFAULT, keys_text, read_keys
from reconciler.kinds.address import key_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.invitation_link import SECRET_BYTES, InvitationId, LinkKey, Token, read_token, token_for
from reconciler.kinds.workspace import WorkspaceId
from reconciler.stores import opening

WORK = "https://login.example/v2.0,72f988bf-86f1-41af-91ab-2d7cd011db47"
"""The issuer and the tenant of work accounts; an object and an address follow."""


def with_a_key(at: Path, secret: bytes = b"k" * SECRET_BYTES) -> LinkKey:
    """The newest key of the configuration, which gets one where it has none."""
    file = at / DEFAULT
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(0o600)
        file.write_text(keys_text([LinkKey(secret)]), encoding="ascii")
    return read_keys(file)[0]


def invitation_of(at: Path, url: str, workspace: str, person: str, customer: str = "contoso") -> InvitationId:
    """The newest one, by the state."""
    store = opening.open_for_reading(url if url.startswith("memory:") else str(at / url))
    assert store is not None
    holding = store.holding(CustomerId(customer))
    assert holding is not None
    estate, place, key = estate_of(holding), WorkspaceId(workspace), key_of(person)
    store.close()
    seat = estate.seats[place][key]
    return InvitationId(estate.customer, estate.workspace_numbers[place], estate.numbers[key], seat.generation)


def link(at: Path, url: str, workspace: str, person: str) -> str:
    token = token_for(invitation_of(at, url, workspace, person), with_a_key(at))
    return f"https://hub.contoso.example/invitations?invitation={token}\n"


def link_file(at: Path, url: str, workspace: str, person: str) -> str:
    """The name of a file, beneath ``at``, that has the link."""
    name = f"{person}-{workspace}.link"
    (at / name).write_text(link(at, url, workspace, person), encoding="ascii")
    return name


def mails_to(outbox: Path, person: str) -> list[EmailMessage]:
    """Those in a maildir that nobody has read yet, read by the standard parser."""
    parser = BytesParser(policy=email.policy.default)
    mails = [parser.parsebytes(file.read_bytes()) for file in sorted((outbox / "new").iterdir())]
    return [mail for mail in mails if isinstance(mail, EmailMessage) and mail["To"].addresses[0].addr_spec == person]


def links_in(mail: EmailMessage) -> Iterator[tuple[Token, str]]:
    """Each link of the text, with what its token says."""
    text = mail.get_body(("plain",))
    assert text is not None
    for found in re.findall(r"https://\S+", text.get_content()):
        token = read_token(re.split("[=#]", found)[-1])
        if token is not None:
            yield token, found
