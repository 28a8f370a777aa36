"""Letters: whatever names, purposes and customers are called, a mail leaves, with the headers that it was built with.

Its texts are the lines of the input. It is read again as another program reads it, by both readers of Python.
"""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from reconciler.delivery.letters import Sender, Writer
from reconciler.delivery.parcels import parcel_of
from reconciler.delivery.templates import templates
from reconciler.kinds.address import key_of
from reconciler.kinds.contract import Contract, ContractId, Support
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.estate import Estate
from reconciler.kinds.invitation_link import LinkKey
from reconciler.kinds.letter import MessageKind, OwedMessage
from reconciler.kinds.person import Person
from reconciler.kinds.seat import Role, Seat, SeatState
from reconciler.kinds.workspace import Workspace, WorkspaceId
from targets.active import active

DAY, NINE = date(2026, 7, 1), datetime(2026, 7, 1, 9, tzinfo=UTC)
CONTOSO, U26, FINANCE = CustomerId("contoso"), ContractId("u26"), WorkspaceId("finance")
ANA, KAI, KEY = key_of("ana@contoso.com"), key_of("kai@contoso.com"), LinkKey(b"k" * 32)
TEMPLATES, _ = templates({})
HEADERS = ["Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version"]


def estate_called(customer: str, workspace: str, purpose: str, ana: str, kai: str) -> Estate:
    ends = date(2027, 6, 30)
    asked = Seat(SeatState.INVITED, Role.MEMBER, expires=date(2026, 8, 1), generation=1, attempt=1)
    return Estate(
        CONTOSO,
        contracts={U26: Contract(Support.UNIFIED, DAY, ends, customer_name=customer, services_admins=(KAI,))},
        people={ANA: Person("Ana@contoso.com", name=ana), KAI: Person(KAI, name=kai)},
        workspaces={FINANCE: Workspace(name=workspace, purpose=purpose)},
        seats={FINANCE: {ANA: asked, KAI: Seat(SeatState.MEMBER, Role.ADMIN)}},
        numbers={ANA: 1, KAI: 2},
        workspace_numbers={FINANCE: 1},
    )


def one(content: bytes) -> None:
    texts = content.decode("utf-8", "replace").split("\n")
    customer, workspace, purpose, ana, kai, sender = (*texts, "", "", "", "", "", "")[:6]
    name = sender.strip() if sender.isprintable() else ""  # settings take no other
    said = Sender("hub@hub.example", name, "https://hub.example/invitations", "lineage")
    writer = Writer(estate_called(customer, workspace, purpose, ana, kai), TEMPLATES, said, DAY)
    owed = OwedMessage(CONTOSO, 1, 1, 1, DAY, MessageKind.INVITATION)

    letter = writer.letter(ANA, [owed], NINE)
    parcel = parcel_of(CONTOSO, letter, KEY, ANA)

    assert parcel is not None
    mail = parcel.mail
    assert mail.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    assert b"\n" not in mail.replace(b"\r\n", b"")
    modern = message_from_bytes(mail, policy=policy.default)
    for read in (message_from_bytes(mail), modern):
        refuse_others(read)
    assert isinstance(modern, EmailMessage)
    assert [a.addr_spec for a in modern["To"].addresses] == [ANA]
    for kind in ("plain", "html"):
        body = modern.get_body((kind,))
        assert body is not None
        assert not active(body.get_content(), "\r\n")


def refuse_others(read: Message) -> None:
    assert read.keys() == [*HEADERS, "Content-Type"]
    assert not read.defects
    parts = read.get_payload()
    assert isinstance(parts, list)
    assert [part.get_content_type() for part in parts if isinstance(part, Message)] == ["text/plain", "text/html"]
