"""Mail servers as they are: what each says, and what becomes of the mail."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from estates import CONTOSO
from mail_servers import USUAL, Mailbox, certified, only, scripted, serving

from reconciler.delivery.smtp import AT_MOST, Server, Smtp
from reconciler.errors import ChannelDown
from reconciler.kinds.letter import Parcel, Taken

MAIL = b"Subject: hello\r\nMessage-ID: <one@hub.example>\r\n\r\nHello,\r\n.\r\n..dots\r\n"


def parcel(person: str = "ana", number: int = 1) -> Parcel:
    return Parcel(f"{number}@hub.example", CONTOSO, f"{person}@contoso.com", "", "hub@hub.example", MAIL, ())


def at(port: int, **settings: object) -> Smtp:
    told = {"security": "none", "timeout": 5.0, **settings}
    return Smtp(Server("127.0.0.1", port, **told))  # type: ignore[arg-type]


@pytest.fixture
def box() -> Iterator[tuple[Mailbox, Smtp]]:
    box = Mailbox(lin="550 5.1.1 no such user", kai="450 4.2.0 come back later", mia="550 5.7.1 relaying denied")
    with serving(box) as port:
        channel = at(port)
        yield box, channel
        channel.close()


def test_many_mails_go_through_one_connection_byte_for_byte(box: tuple[Mailbox, Smtp]) -> None:
    replies = [box[1].hand_over(parcel(number=n)).taken for n in range(20)]

    assert replies == [Taken.SENT] * 20
    assert set(box[0].mails) == {MAIL}
    assert len(box[0].sessions) == 1


def test_an_unknown_recipient_is_refused_and_the_connection_goes_on(box: tuple[Mailbox, Smtp]) -> None:
    replies = [box[1].hand_over(parcel(person)) for person in ("ana", "lin", "kai", "mia", "ana")]

    assert [r.taken.value for r in replies] == ["sent", "refused", "later", "later", "sent"]
    assert [r.said for r in replies[1:4]] == [
        "550 5.1.1 no such user",
        "450 4.2.0 come back later",
        "550 5.7.1 relaying denied",
    ]
    assert len(box[0].sessions) == 1


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("550 who is that", Taken.REFUSED),
        ("551 gone", Taken.REFUSED),
        ("553 5.1.2 bad domain", Taken.REFUSED),
        ("552 5.2.2 full for ever", Taken.REFUSED),
        ("554 5.7.1 relay access denied", Taken.LATER),
        ("530 5.7.0 sign in first", Taken.LATER),
        ("550 5.4.1 policy of your provider", Taken.LATER),
        ("452 4.5.3 too many", Taken.LATER),
        ("554 no thanks; client [203.5.1.7] is listed", Taken.LATER),
    ],
)
def test_only_what_is_about_the_recipient_is_a_bounce(said: str, taken: Taken) -> None:
    with serving(Mailbox(ana=said)) as port:
        channel = at(port)
        assert channel.hand_over(parcel()).taken is taken
        channel.close()


def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    with serving(Mailbox(data="554 5.7.1 this looks like spam")) as port:
        channel = at(port)
        for number in range(AT_MOST - 1):
            assert channel.hand_over(parcel(number=number)).taken is Taken.LATER
        with pytest.raises(ChannelDown, match=f"refused {AT_MOST} mails in a row, whoever they were to; it said: 554"):
            channel.hand_over(parcel())
        channel.close()


HANGS_UP = [USUAL[:n] for n in range(6)]
GARBAGE = [(*USUAL[:n], b"\xff\xfe what?\r\n") for n in range(2, 6)]
CLOSING = [(*USUAL[:n], b"421 4.3.2 shutting down\r\n") for n in range(2, 6)]


@pytest.mark.parametrize("script", [*HANGS_UP[1:], *GARBAGE, *CLOSING], ids=str)
def test_what_breaks_once_is_handed_over_again_on_a_new_connection(script: tuple[bytes, ...]) -> None:
    with scripted(script, USUAL) as (port, taken):
        channel = at(port)
        if len(script) < 2:
            with pytest.raises(ChannelDown):
                channel.hand_over(parcel())
        assert channel.hand_over(parcel()).taken is Taken.SENT
        assert taken[-1] == MAIL.replace(b"\r\n.", b"\r\n..")
        channel.close()


def test_who_refuses_a_recipient_and_hangs_up_has_refused() -> None:
    with scripted((*USUAL[:3], b"550 5.1.1 no such user\r\n")) as (port, _):
        channel = at(port)
        reply = channel.hand_over(parcel())
        channel.close()

    assert (reply.taken, reply.said) == (Taken.REFUSED, "550 5.1.1 no such user")


def test_what_a_server_says_before_it_takes_the_mail_is_told() -> None:
    with scripted((*USUAL[:4], b"452 4.3.1 no room\r\n", b"250 ok\r\n")) as (port, _):
        channel = at(port)
        reply = channel.hand_over(parcel())
        channel.close()

    assert (reply.taken, reply.said) == (Taken.LATER, "452 4.3.1 no room")


def test_a_server_that_always_hangs_up_leaves_the_mail_for_later() -> None:
    with scripted(USUAL[:5]) as (port, _):
        channel = at(port)
        reply = channel.hand_over(parcel())
        channel.close()

    assert (reply.taken, reply.said) == (Taken.LATER, "the server broke off twice")


@pytest.mark.parametrize("silent_at", range(6))
def test_a_server_that_says_nothing_more_is_not_waited_for_long(silent_at: int) -> None:
    with scripted((*USUAL[:silent_at], None)) as (port, _):
        channel = at(port, timeout=0.2)
        with pytest.raises(ChannelDown, match=r"did not answer for 0\.2 s"):
            channel.hand_over(parcel())
        channel.close()


def test_what_is_no_mail_server_is_not_quoted_in_pieces() -> None:
    with scripted((b"hello there\r\n",)) as (port, _), pytest.raises(ChannelDown) as down:
        at(port).hand_over(parcel())

    assert down.value.what == f"the mail server 127.0.0.1:{port} cannot be used: what answers there is no mail server"


def test_where_nobody_listens_it_is_said() -> None:
    with serving(Mailbox()) as port:
        pass

    with pytest.raises(ChannelDown, match=f"the mail server 127.0.0.1:{port} cannot be used: Connection refused"):
        at(port).hand_over(parcel())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")
def test_a_certificate_is_checked_before_a_password_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certified(tmp_path, "127.0.0.1")
    box = Mailbox()
    settings = {"tls_context": context, "authenticator": only("hub", "right"), "auth_required": True}
    with serving(box, **settings) as port:
        with pytest.raises(ChannelDown, match="a certificate that is not good for it: self-signed certificate"):
            at(port, security="starttls", user="hub", password="right").hand_over(parcel())

        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        with pytest.raises(ChannelDown, match="does not accept the user hub: 535"):
            at(port, security="starttls", user="hub", password="wrong").hand_over(parcel())
        good = at(port, security="starttls", user="hub", password="right")
        assert good.hand_over(parcel()).taken is Taken.SENT
        good.close()

    assert len(box.mails) == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")
def test_a_certificate_of_another_name_is_not_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with (
        serving(Mailbox(), tls_context=certified(tmp_path, "mail.fabrikam.com")) as port,
        pytest.raises(ChannelDown, match="not good for it: IP address mismatch"),
    ):
        at(port, security="starttls").hand_over(parcel())


def test_a_server_without_starttls_is_not_spoken_to_in_the_clear() -> None:
    with serving(Mailbox()) as port, pytest.raises(ChannelDown, match="STARTTLS extension not supported"):
        at(port, security="starttls").hand_over(parcel())
