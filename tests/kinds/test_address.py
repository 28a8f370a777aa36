"""Addresses as keys, and the domains that pass for others (D-11)."""

import pytest

from reconciler.errors import BadAddress
from reconciler.kinds.address import key_of

PASSES_FOR_ANOTHER = {
    "an encircled letter": "\u24d2ontoso.com",
    "a full-width letter": "\uff43ontoso.com",
    "two letters in one": "\ufb01nance.example",
    "a sign of several letters": "\u2121.example",
    "a hyphen that nobody sees": "co\u00adntoso.com",
    "a phonetic letter": "\u0261oogle.example",
    "a small capital": "\u1d04ontoso.com",
    "an i with a second dot": "\u0130nfo.example",
    "a zero of another script": "contos\u0966.com",
    "Cyrillic letters alone": "\u0430\u0440\u0440\u0435.example",
    "Armenian letters alone": "\u0585\u0578\u057d.example",
    "letters of a script that few write": "\ua4da\ua4f3\ua4e0.com",
}


@pytest.mark.parametrize("domain", PASSES_FOR_ANOTHER.values(), ids=PASSES_FOR_ANOTHER)
def test_a_domain_that_passes_for_another_is_refused(domain: str) -> None:
    with pytest.raises(BadAddress):
        key_of(f"ana@{domain}")


READ_AS_WHAT_THEY_ARE = {
    "M\u00dcNCHEN.example": "xn--mnchen-3ya.example",
    "stra\u00dfe.example": "xn--strae-oqa.example",
    "\u4f50\u3005\u6728.example": "xn--u6jy55gilq.example",
    "\u30b9\u30fc\u30d1\u30fc.example": "xn--zck5b0gb.example",
    "\ud55c\uad6d.example": "xn--3e0b707e.example",
    "\u0e44\u0e17\u0e22\u0e51.example": "xn--o3cw4h6b.example",
    "\u043e\u0445.\u0440\u0444": "xn--n1ao.xn--p1ai",
    "\u0443\u043a\u0440\u0430\u0457\u043d\u0430.\u0443\u043a\u0440": "xn--80aa2annq7l.xn--j1amh",
}


@pytest.mark.parametrize(("domain", "key"), READ_AS_WHAT_THEY_ARE.items())
def test_a_domain_in_the_letters_of_its_language_is_one_key(domain: str, key: str) -> None:
    assert key_of(f"Ana@{domain}") == f"ana@{key}"


@pytest.mark.parametrize("domain", ["contoso.com.", "m\u00fcnchen.example.", "m\u00fcnchen..example"])
def test_a_domain_does_not_end_with_a_dot_nor_has_two_in_a_row(domain: str) -> None:
    with pytest.raises(BadAddress):
        key_of(f"ana@{domain}")


def test_what_stands_for_another_letter_is_called_by_its_name() -> None:
    with pytest.raises(BadAddress, match="CIRCLED LATIN SMALL LETTER C"):
        key_of("ana@\u24d2ontoso.com")
