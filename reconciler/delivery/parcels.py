"""A letter as it leaves: with its links, as a mail of two bodies, and looked at once more before it goes.

The mail is written by hand, not by the standard library, so that the same letter is the same bytes in every version of
it, and read back by the standard library: what another reads must be what was meant, header for header. Python's own
writer turns a name with an encoded line break in it into a header of its own.
"""

import re
from binascii import b2a_qp
from collections.abc import Callable, Mapping
from datetime import datetime
from email import policy
from email.header import Header, decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from html import escape
from typing import Any

from reconciler.delivery.bodies import place_holder
from reconciler.errors import BadAddress, StateBroken
from reconciler.kinds.address import PersonKey, key_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.invitation_link import InvitationId, LinkKey, token_for
from reconciler.kinds.letter import Letter, MessageKind, Parcel
from reconciler.planning.canonical import read

LINK = "{url}?invitation={token}"
_OF: Mapping[str, Any] = {name: HeaderRegistry()[name] for name in ("From", "To", "Subject")}
"""How the standard library reads a header. It makes a class for each reading where it is not kept: three thousand bytes
that refer to themselves, and stay until somebody looks for garbage."""
_SPECIALS = frozenset('()<>[]:;@\\,."')
_ALIKE = 16
"""Sender and subject of many mails in a row are alike: reading them anew took a fifth of the time of sending."""
_WORD = "[A-Za-z0-9+_-]+"
_ADDRESS = rf"{_WORD}(?:\.{_WORD})*@{_WORD}(?:\.{_WORD})*"
_PLAIN = re.compile(rf"(?P<name>{_WORD}(?: {_WORD})*) <(?P<address>{_ADDRESS})>|(?P<alone>{_ADDRESS})")
_NAMES = [
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
_MALFORMED = (KeyError, ValueError, TypeError, IndexError, AttributeError, BadAddress)


def parcel_of(customer: CustomerId, letter: Letter, key: LinkKey, recipient: PersonKey) -> Parcel | None:
    """None where the letter is to another address than the person has by now. StateBroken where its content is not as
    reconciler writes it."""
    try:
        key_of(recipient)
        content = read(letter.content)
        if content["to"][1] != recipient:
            return None
        items = [
            {**item, "link": _link(item, customer, letter.person, content["url"], key)} for item in content["items"]
        ]
        mail = _mail(letter.id, content, [item["link"] for item in items])
        _as_meant(mail, content)
    except _MALFORMED as fault:
        raise StateBroken(
            f"a letter of {customer} is not as reconciler writes it ({fault}); it was not sent",
            "restore the state from a backup or from Git, then: reconciler verify",
        ) from fault
    return Parcel(letter.id, customer, recipient, content["to"][0], content["from"][1], mail, items)


def _link(item: Mapping[str, Any], customer: CustomerId, person: int, url: str, key: LinkKey) -> str:
    if MessageKind(item["kind"]).is_notice:
        return ""
    workspace, generation = item["id"]
    return LINK.format(url=url, token=token_for(InvitationId(customer, workspace, person, generation), key))


def _mail(name: str, content: Mapping[str, Any], links: list[str]) -> bytes:
    boundary = f"=_{name.partition('@')[0]}"
    lines = [f"{header}: {value}" for header, value in _headers(name, content, boundary).items()]
    for kind, body in (
        ("plain", _filled(content["text"], links, str)),
        ("html", _filled(content["html"], links, escape)),
    ):
        lines += [
            "",
            f"--{boundary}",
            f"Content-Type: text/{kind}; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            b2a_qp(body.encode(), istext=True).decode("ascii").rstrip("\n"),
        ]
    text = "\n".join([*lines, "", f"--{boundary}--", ""])
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("ascii")


def _headers(name: str, content: Mapping[str, Any], boundary: str) -> dict[str, str]:
    moment = datetime.fromisoformat(content["at"])
    values = (
        format_datetime(moment),
        _mailbox(*content["from"]),
        _mailbox(*content["to"]),
        _encoded(content["subject"], "Subject"),
        f"<{name}>",
        "auto-generated",
        content["language"],
        "1.0",
        f'multipart/alternative; boundary="{boundary}"',
    )
    return dict(zip(_NAMES, values, strict=True))


def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    shown = _encoded(name, "From")
    if shown == name and (_SPECIALS & set(name) or "  " in name):  # of several spaces, unquoted ones are read as one
        shown = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{shown} <{address}>"


def _encoded(text: str, header: str) -> str:
    """As it is where that is safe and short; else as encoded words, so that what looks like one stays what it is."""
    if text.isascii() and text.isprintable() and "=?" not in text and len(text) <= 60:
        return text
    return Header(text, "utf-8", header_name=header, maxlinelen=74).encode(linesep="\n")


def _filled(body: str, links: list[str], shown: Callable[[str], str]) -> str:
    for number, link in enumerate(links):
        body = body.replace(place_holder(number), shown(link))
    if "\x1f" in body:
        raise ValueError("a place-holder has no link")
    return body


def _as_meant(mail: bytes, content: Mapping[str, Any]) -> None:
    """ValueError where somebody who reads the mail would find another header, recipient or subject."""
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    if found.keys() != _NAMES:
        raise ValueError(f"its headers would be {', '.join(found.keys())}")
    for header, meant in (("From", content["from"]), ("To", content["to"])):
        raw = str(found[header])
        if plainly_read(raw) == (*meant,):
            continue
        if _addresses(header, raw) != tuple(meant[1:]) or _read_back(raw) != (*meant,):
            raise ValueError(f"its {header} would be read as something else")
    if _subject(str(found["Subject"])) != content["subject"]:
        raise ValueError("its Subject would be read as something else")


def plainly_read(raw: str) -> tuple[str, str] | None:
    """A mailbox that has one reading only (RFC 5322, 3.4): an address of letters, digits and ``.+_-``, after a name of
    such words in one line or none. Asking the standard library of each took a fifth of the time of sending."""
    plain = _PLAIN.fullmatch(raw)
    return (plain["name"] or "", plain["address"] or plain["alone"]) if plain else None


@lru_cache(_ALIKE)
def _addresses(header: str, raw: str) -> tuple[str, ...]:
    return tuple(each.addr_spec for each in _OF[header](header, "".join(raw.splitlines())).addresses)


@lru_cache(_ALIKE)
def _subject(raw: str) -> str:
    return str(_OF["Subject"]("Subject", "".join(raw.splitlines())))


@lru_cache(_ALIKE)
def _read_back(mailbox: str) -> tuple[str, str]:
    """Name and address. A name of several encoded words is one text (RFC 2047, 6.2), between which the standard
    library's parser of addresses puts spaces."""
    name, address = parseaddr("".join(mailbox.splitlines()))
    return str(make_header(decode_header(name))), address
