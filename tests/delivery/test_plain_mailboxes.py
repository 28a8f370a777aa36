"""The mailboxes that are read without the standard library are read as it would."""

from email.headerregistry import HeaderRegistry
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.delivery.parcels import plainly_read

LIKE_A_MAILBOX = st.text(st.sampled_from('aZ0+_-. <>@,;:"\\()=?\n\t\u00e9'), max_size=12)


def as_others_read(raw: str) -> list[tuple[str, str]]:
    header = HeaderRegistry()("To", raw)
    assert parseaddr(raw) == (header.addresses[0].display_name, header.addresses[0].addr_spec)
    return [(each.display_name, each.addr_spec) for each in header.addresses]


@given(LIKE_A_MAILBOX, st.sampled_from(["a@b", "ana.ruiz+x@contoso.com", "A-Z_0@x-y.example"]), st.booleans())
def test_what_is_plain_is_one_mailbox_and_no_other(name: str, address: str, alone: bool) -> None:
    raw = f"{name}{address}" if alone else f"{name} <{address}>"

    if (plain := plainly_read(raw)) is not None:
        assert as_others_read(raw) == [plain]


@pytest.mark.parametrize(
    "raw",
    [
        "a@b, c@d",
        "x <a@b> <c@d>",
        "a@b\n",
        "=?utf-8?q?x?= <a@b>",
        "a..b@c",
        ".a@b",
        "Ana. Ruiz <a@b>",
        "<a@b>",
        "a@b c",
    ],
)
def test_what_another_might_read_otherwise_is_not_plain(raw: str) -> None:
    assert plainly_read(raw) is None


def test_a_name_and_an_address_are_plain() -> None:
    assert plainly_read("Ana Ruiz <ana@contoso.com>") == ("Ana Ruiz", "ana@contoso.com")
    assert plainly_read("ana.ruiz@contoso.com") == ("", "ana.ruiz@contoso.com")
