"""A customer with letters to write, and mails read back as a reader's program reads them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from estates import CONTOSO, DAY_ONE, Household, contract

from reconciler.delivery.letters import Sender, Writer
from reconciler.delivery.parcels import parcel_of
from reconciler.delivery.templates import templates
from reconciler.kinds.address import key_of
from reconciler.kinds.invitation_link import LinkKey
from reconciler.kinds.letter import Letter, Parcel

NINE = datetime(2026, 6, 1, 9, tzinfo=UTC)
KEY = LinkKey(b"k" * 32)
SENDER = Sender("hub@hub.example", "", "https://hub.example/invitations", "lineage", None)
NAMED = {"u26": contract(customer_name="Contoso Ltd")}


def writer(house: Household, replacing: dict[str, str] | None = None, on: date = DAY_ONE, **said: object) -> Writer:
    made, faults = templates(replacing or {})
    assert not faults
    return Writer(house.current(), made, replace(SENDER, **said), on)  # type: ignore[arg-type]


def letter_to(house: Household, person: str, **said: object) -> Letter:
    """With everything that is owed to them."""
    number = house.current().numbers[key_of(person)]
    return writer(house, **said).letter(key_of(person), house.store.owed(CONTOSO, [number]), NINE)  # type: ignore[arg-type]


def parcel(letter: Letter, person: str) -> Parcel:
    made = parcel_of(CONTOSO, letter, KEY, key_of(person))
    assert made is not None
    return made


def read(mail: bytes) -> EmailMessage:
    found = message_from_bytes(mail, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def body(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


def named(mail: EmailMessage, header: str) -> tuple[str, str]:
    """Name and address, as other programs than Python read them: between two encoded words there is nothing."""
    raw = next(value for name, value in mail.raw_items() if name == header)
    name, address = parseaddr("".join(str(raw).splitlines()))
    return str(make_header(decode_header(name))), address


def outbox(folder: Path) -> list[EmailMessage]:
    return [read(file.read_bytes()) for file in sorted((folder / "new").iterdir())]
