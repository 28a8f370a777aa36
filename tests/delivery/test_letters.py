"""A letter tells who invites, to what, until when, with which account, and what to click; and nothing else gets in."""

import json
import re
from datetime import date
from html import unescape

import pytest
from estates import ANA, BEN, CONTOSO, KAI, MIA, Household, admin, contract, declared, member, with_facts, with_people
from posts import NAMED, NINE, body, letter_to, named, parcel, read, writer

from reconciler.errors import StateBroken
from reconciler.kinds.account_policy import AccountPolicy, Because, PersonalAccounts
from reconciler.kinds.address import key_of
from reconciler.kinds.contract import Contract, ContractId
from reconciler.kinds.estate import Estate
from reconciler.kinds.invitation_link import read_token
from reconciler.kinds.letter import MessageKind, OwedMessage
from reconciler.kinds.person import Person
from reconciler.kinds.workspace import WorkspaceId


@pytest.fixture
def house(request: pytest.FixtureRequest) -> Household:
    return Household(request.node.name)


def three(**facts: object) -> Estate:
    """Ana in two workspaces, Kai the admin of both."""
    people = [admin(KAI), member(ANA)]
    estate = declared({"finance": people, "retail": people}, NAMED, **facts)
    told = with_facts(estate, "finance", name="Finance", purpose="Month end")
    return with_people(told, Person(ANA, name="Ana Ruiz"))


def test_one_letter_has_all_invitations_of_a_person_each_with_its_own_link(house: Household) -> None:
    house.apply(three())

    mail = read(parcel(letter_to(house, ANA), ANA).mail)

    links = [re.findall(r"https://\S+?invitation=([^\s\"<]+)", body(mail, kind)) for kind in ("plain", "html")]
    assert [len(found) for found in links] == [2, 2]
    assert links[0] == links[1]
    tokens = [read_token(text) for text in links[0]]
    numbers = house.current().workspace_numbers
    assert [t.invitation.workspace for t in tokens if t] == [numbers["finance"], numbers["retail"]]  # type: ignore[index]
    assert {t.invitation.person for t in tokens if t} == {house.current().numbers[key_of(ANA)]}


def test_a_letter_says_all_that_one_has_to_know(house: Household) -> None:
    house.apply(three())

    mail = read(parcel(letter_to(house, KAI), KAI).mail)

    assert mail["From"] == "Contoso Ltd <hub@hub.example>"
    assert mail["To"] == KAI
    assert mail["Subject"] == "Contoso Ltd invites you to 2 workspaces"
    for kind in ("plain", "html"):
        text = unescape(body(mail, kind))
        for words in (
            "Finance",
            "Month end",
            "retail",
            "Admin: you also invite",
            "30 June 2026",
            f"account {KAI}",
            MIA,
        ):
            assert words in text, (kind, words)
        assert "Personal accounts are not accepted" in text


def test_a_mail_has_the_headers_of_one_that_a_machine_sent_and_no_more(house: Household) -> None:
    house.apply(three())

    mail = read(parcel(letter_to(house, ANA), ANA).mail)

    names = "Date From To Subject Message-ID Auto-Submitted Content-Language MIME-Version Content-Type"
    assert list(mail.keys()) == names.split()
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "en")
    assert str(mail["To"]) == f"Ana Ruiz <{ANA}>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert not re.search(r"<img|<script|src=", body(mail, "html"))


def test_the_same_letter_is_the_same_bytes_and_what_is_stored_opens_nothing(house: Household) -> None:
    house.apply(three())

    first, again = letter_to(house, ANA), letter_to(house, ANA)

    assert (first.id, first.digest) == (again.id, again.digest)
    assert parcel(first, ANA).mail == parcel(again, ANA).mail
    assert "invitation=" not in first.content
    assert letter_to(house, KAI).id != first.id


def test_where_personal_accounts_may_sign_in_the_letter_says_so(house: Household) -> None:
    policy = AccountPolicy(PersonalAccounts.ALLOW, Because.CUSTOMER_CHOICE, MIA)
    house.apply(with_facts(three(), "finance", policy=policy))

    text = body(read(parcel(letter_to(house, ANA), ANA).mail), "plain")

    assert f"Your account {ANA}, work or personal" in text
    assert "Personal accounts are not accepted" in text  # in the other one


def test_a_last_day_of_access_is_told(house: Household) -> None:
    people = [admin(KAI), member(ANA, until=date(2026, 11, 30))]
    house.apply(declared({"finance": people}, NAMED))

    assert "Your access ends: 30 November 2026" in body(read(parcel(letter_to(house, ANA), ANA).mail), "plain")


def test_no_answer_is_asked_for_after_the_last_day_of_what_is_offered(house: Household) -> None:
    """D-15: a mail, and a list for those who add people by hand, name the day until which an answer counts."""
    last = date(2026, 6, 10)
    house.apply(declared({"finance": [admin(KAI), member(ANA, until=last)]}, NAMED))

    letter = letter_to(house, ANA)
    said = body(read(parcel(letter, ANA).mail), "plain")

    assert "10 June 2026" in said
    assert "30 June 2026" not in said
    assert [item["expires"] for item in json.loads(letter.content)["items"]] == ["2026-06-11"]
    owed = next(m for m in house.store.owed(CONTOSO, [house.current().numbers[key_of(ANA)]]))
    assert writer(house, on=last).due(owed, key_of(ANA))
    assert not writer(house, on=date(2026, 6, 11)).due(owed, key_of(ANA))


@pytest.mark.parametrize(
    ("renewed", "told"),
    [
        (None, "10 June 2026"),
        (contract(starts=date(2026, 6, 11), ends=date(2026, 6, 20), renews=ContractId("u26")), "20 June 2026"),
        (contract(starts=date(2026, 6, 12), renews=ContractId("u26")), "10 June 2026"),
        (contract(starts=date(2026, 6, 5), renews=ContractId("u26")), "30 June 2026"),
    ],
    ids=["not renewed", "renewed for some days", "a day between", "overlapping"],
)
def test_no_answer_is_asked_for_after_the_end_of_the_contract(
    house: Household, renewed: Contract | None, told: str
) -> None:
    """D-07: an offer ends with the contract, or with the one that takes over without a day between."""
    ending = contract(customer_name="Contoso Ltd", ends=date(2026, 6, 10))
    house.apply(
        declared({"finance": [admin(KAI), member(ANA)]}, {"u26": ending, **({"u27": renewed} if renewed else {})})
    )

    said = body(read(parcel(letter_to(house, ANA), ANA).mail), "plain")

    assert re.findall(r"\d+ June 2026", said) == [told]


@pytest.mark.parametrize(
    ("person", "customer", "usual", "spoken"),
    [
        ("es", None, None, "es"),
        ("es-MX", "en", None, "es"),
        (None, "es", "en", "es"),
        (None, None, "es", "es"),
        ("tlh", "es", "en", "es"),
        (None, None, None, "en"),
    ],
)
def test_a_letter_is_in_the_persons_language_else_the_customers(
    house: Household, person: str | None, customer: str | None, usual: str | None, spoken: str
) -> None:
    estate = declared({"finance": [admin(KAI), member(ANA)]}, {"u26": contract(language=customer)})
    house.apply(with_people(estate, Person(ANA, name="Ana Ruiz", language=person)))

    mail = read(parcel(letter_to(house, ANA, language=usual), ANA).mail)

    assert mail["Content-Language"] == spoken
    assert ("Hola, Ana Ruiz:" in body(mail, "plain")) == (spoken == "es")
    assert ("30 de junio de 2026" in body(mail, "html")) == (spoken == "es")


ODD = (
    "=?utf-8?q?Ana=0D=0ABcc:_eve=40mail.example?=",
    '<script>alert(1)</script> & "quotes" \'n <b>tags</b>',
    "Ana\r\nBcc: eve@mail.example",
    "Ana, Ruiz; <eve@mail.example>",
    "\u202egnirts \x1b[31m\x1f0\x1f",
    "M\u00fcnchen \u6771\u4eac \U0001f600 " * 6,
    "x" * 200,
    '\\back\\ "slash"',
    "$link ${button} $$",
    "Ana  Ruiz",
)


@pytest.mark.parametrize("odd", ODD)
def test_a_name_stays_a_name_whatever_is_in_it(house: Household, odd: str) -> None:
    estate = declared({"finance": [admin(KAI), member(ANA)]}, {"u26": contract(customer_name=odd)})
    house.apply(with_people(with_facts(estate, "finance", name=odd, purpose=odd), Person(ANA, name=odd)))

    mail = read(parcel(letter_to(house, ANA), ANA).mail)

    shown = "".join(c if c.isprintable() else "\ufffd" for c in odd).strip()
    assert "Bcc" not in mail
    assert named(mail, "To") == (shown, ANA)
    assert shown in mail["Subject"]
    assert len(re.findall("invitation=", body(mail, "html"))) == 1
    assert "<script>" not in body(mail, "html").lower()
    assert unescape(body(mail, "html")).count(shown) >= 4


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace('"subject":"', '"subject":"Hi\\r\\nBcc: eve@mail.example\\r\\n'),
        lambda text: text.replace('"language":"en"', '"language":"en\\r\\nBcc: eve@mail.example"'),
        lambda text: text[:-9],
        lambda text: text.replace('"Contoso Ltd","hub@', '"Contoso Ltd","eve@mail.example>, <hub@'),
        lambda text: text.replace('"at":"2026', '"at":"x'),
        lambda text: text.replace('"items":[', '"items":[7,'),
    ],
    ids=["subject", "language", "cut", "from", "moment", "items"],
)
def test_a_letter_that_another_hand_changed_does_not_leave(house: Household, edit: object) -> None:
    house.apply(three())
    letter = letter_to(house, ANA)
    changed = type(letter)(letter.id, letter.person, letter.about, edit(letter.content))  # type: ignore[operator]

    assert changed.content != letter.content
    with pytest.raises(StateBroken, match="a letter of contoso is not as reconciler writes it"):
        parcel(changed, ANA)


def test_an_invitation_that_ended_or_was_answered_is_due_to_nobody(house: Household) -> None:
    house.apply(three())
    owed = next(m for m in house.store.owed(CONTOSO, [house.current().numbers[key_of(ANA)]]))

    assert writer(house).due(owed, key_of(ANA))
    assert not writer(house, on=date(2026, 7, 1)).due(owed, key_of(ANA))
    house.answer(("finance", ANA, "declined"), ("retail", ANA, "declined"))
    assert not writer(house).due(owed, key_of(ANA))


def test_admins_are_told_of_last_days_that_come_near(house: Household) -> None:
    last = date(2026, 6, 30)
    house.apply(declared({"finance": [admin(KAI), member(ANA, until=last), member(BEN)]}, NAMED))
    house.answer(("finance", KAI, "accepted"), ("finance", ANA, "accepted"))
    estate = house.current()
    number = estate.numbers[key_of(KAI)]
    notice = OwedMessage(
        CONTOSO, estate.workspace_numbers["finance"], number, last.toordinal(), date(2026, 6, 16), MessageKind.ENDING
    )  # type: ignore[index]

    mail = read(parcel(writer(house).letter(key_of(KAI), [notice], NINE), KAI).mail)

    assert mail["Subject"] == "Some people lose access to finance after 30 June 2026"
    assert f"Of these people: {ANA}" in body(mail, "plain")
    assert "invitation=" not in body(mail, "html")


def test_a_mail_about_several_things_names_all_of_them_in_its_subject_and_introduces_each(house: Household) -> None:
    last = date(2026, 6, 30)
    house.apply(declared({"finance": [admin(KAI), member(ANA, until=last)], "retail": [admin(KAI)]}, NAMED))
    house.answer(("finance", KAI, "accepted"), ("finance", ANA, "accepted"))
    estate = house.current()
    number, numbers = estate.numbers[key_of(KAI)], estate.workspace_numbers
    day = date(2026, 6, 16)
    about = [("retail", 1, MessageKind.REMINDER), ("finance", last.toordinal(), MessageKind.ENDING)]
    owed = [OwedMessage(CONTOSO, numbers[WorkspaceId(w)], number, n, day, kind) for w, n, kind in about]

    mail = read(parcel(writer(house).letter(key_of(KAI), owed, NINE), KAI).mail)

    assert mail["Subject"] == (
        "Reminder: retail waits for your answer until 30 June 2026; "
        "Some people lose access to finance after 30 June 2026"
    )
    for kind in ("plain", "html"):
        text = " ".join(unescape(body(mail, kind)).split())
        assert "You have not answered the invitation of Contoso Ltd to retail yet." in text
        assert "You are an admin of finance of Contoso Ltd." in text
