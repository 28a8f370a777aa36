"""E-mail addresses: one spelling for people, one key for comparison (D-11).

D-11: "An address is one key: Unicode NFC, local part case-folded for comparison, domain as lower-case A-label;
dots and plus-tags are not folded."

The parser is our own and strict: the standard library's accepts ``@``, comments, lists and display names. Local
parts are ASCII dot-atoms (RFC 5322, 3.2.3); domains are IDNA 2008 (RFC 5891, package ``idna``), whose capitals are
lowered and nothing else is mapped, without look-alike or mixed-script labels (Unicode UTS 39, 5.2: "single script").
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import NamedTuple, NewType, cast

from reconciler.errors import BadAddress

PersonKey = NewType("PersonKey", str)
"""The comparison key of a person's primary address."""

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ASCII_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]+$){_LABEL}")
_PLAIN = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+(?![0-9]+$){_LABEL})")
_DOMAINS = re.compile(r"@(.+)")
_OF_ATOMS = b".ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~-"
_NO_START = frozenset(".@+-=")
"""Of a dot it is wrong; of what a spreadsheet would take for a formula, others have to tell."""


class Address(NamedTuple):
    spelling: str
    key: PersonKey


def parse(text: str) -> Address:
    """The address in ``text``, as spelled and as compared. Raises BadAddress, whose words say what is wrong."""
    return Address(unicodedata.normalize("NFC", text), key_of(text))


def key_of(text: str) -> PersonKey:
    """The comparison key alone; the way for thousands of rows. Raises BadAddress."""
    plain = _PLAIN.fullmatch(text)
    if plain and len(text) <= LONGEST and len(plain[1]) <= LONGEST_LOCAL and "--" not in text:
        return PersonKey(text.lower())
    return _careful_key(text)


def fault_of(text: str) -> BadAddress | None:
    """Why a text is no address; None where it is one."""
    try:
        key_of(text)
    except BadAddress as fault:
        return fault
    return None


def normal_spelling(text: str) -> str:
    """The address with its domain in small letters and in NFC; the local part as it is spelled. What is no address
    stays as it is."""
    if text.isascii() and text.lower() == text:
        return text
    local, _, domain = unicodedata.normalize("NFC", text).rpartition("@")
    spelled = f"{local}@{domain.lower()}"
    try:
        return spelled if key_of(spelled) == key_of(text) else text
    except BadAddress:
        return text


def usual_keys(texts: Sequence[str]) -> Sequence[PersonKey] | None:
    """The keys of many addresses, judged together in a few steps over all their letters.

    None unless every one is of the usual sort: ASCII, short, and starting with no sign that a spreadsheet would take
    for a formula. Then ``key_of`` says the same of each, and what is wrong where anything is.
    """
    lines = "\n".join(texts)
    if not lines.isascii() or max(map(len, texts), default=0) > LONGEST_LOCAL:
        return None
    if lines.encode().translate(None, _OF_ATOMS) != b"@\n" * (len(texts) - 1) + b"@":  # one @ in each, nothing odd
        return None
    starts, domains = set(map(itemgetter(0), texts)), _domains_in(lines, len(texts))
    if starts & _NO_START or ".." in lines or ".@" in lines or not all(map(_usual_domain, domains)):
        return None
    lowered = lines.lower()
    return cast(Sequence[PersonKey], texts if lowered == lines else lowered.split("\n"))


def _usual_domain(domain: str) -> bool:
    return "--" not in domain and _ASCII_DOMAIN.fullmatch(domain) is not None


def _careful_key(text: str) -> PersonKey:
    _refuse_what_is_no_single_address(text)
    local, _, domain = text.rpartition("@")
    if not local.isascii():
        raise BadAddress("the part before the @ has letters outside ASCII, which most mail systems refuse")
    if len(local) > LONGEST_LOCAL:
        raise BadAddress(f"the part before the @ is {len(local)} characters long; {LONGEST_LOCAL} are allowed")
    if not _LOCAL.fullmatch(local):
        raise BadAddress(_what_is_wrong_with_local(local))
    key = f"{local.lower()}@{domain_key(domain)}"
    if len(key) > LONGEST or len(text) > LONGEST:
        raise BadAddress(f"the address is {max(len(key), len(text))} characters long; {LONGEST} are allowed")
    return PersonKey(key)


def _refuse_what_is_no_single_address(text: str) -> None:
    if not text.strip():
        raise BadAddress("the address is empty")
    if any(c in "\r\n" for c in text):
        raise BadAddress("the address contains a line break")
    if "," in text or ";" in text:
        raise BadAddress("this looks like a list of addresses; write one address in each entry")
    if "<" in text or ">" in text or '"' in text or "(" in text:
        raise BadAddress("this looks like a display name with an address; write the bare address")
    if any(c.isspace() for c in text):
        raise BadAddress("the address contains a space")
    if text.count("@") != 1:
        raise BadAddress("there is no @ in it" if "@" not in text else "there is more than one @ in it")
    if text.startswith("@"):
        raise BadAddress("the part before the @ is empty")
    if text.endswith("@"):
        raise BadAddress("the part after the @ is empty")


def _what_is_wrong_with_local(local: str) -> str:
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "the part before the @ has a dot at its start or end, or two in a row"
    odd = next(c for c in local if c != "." and not re.fullmatch(_ATOM, c))
    return f"the part before the @ contains {odd!a}, which is not allowed there"


def domain_key(domain: str) -> str:
    """A mail domain as lower-case A-labels (``münchen.example`` is ``xn--mnchen-3ya.example``). Raises BadAddress."""
    if "." not in domain:
        raise BadAddress(f"the domain {domain!a} has no dot in it")
    if domain.isascii() and "xn--" not in domain.lower():
        if len(domain) > 253 or not _ASCII_DOMAIN.fullmatch(domain):
            raise BadAddress(f"{domain!a} is not a domain name")
        return domain.lower()
    return _idna_key(unicodedata.normalize("NFC", domain))


def _idna_key(domain: str) -> str:
    import idna  # only for domains outside ASCII: its tables cost 10 ms of start-up

    _refuse_what_stands_for_another(domain)
    try:
        encoded = idna.encode("".join(c.lower() for c in domain), strict=True, std3_rules=True).decode("ascii")
        unicode_form = idna.decode(encoded)
    except UnicodeError as fault:
        raise BadAddress(f"{domain!a} is not a domain name ({fault})") from None
    if encoded.endswith("."):
        raise BadAddress(f"{domain!a} is not a domain name (it ends with a dot)")
    labels = unicode_form.split(".")
    for label in labels:
        _refuse_what_reads_as_another(label, labels)
    return encoded.lower()


def _refuse_what_stands_for_another(domain: str) -> None:
    """Encircled, full-width and joined letters, soft hyphens: a mapping would make another domain of them, unseen."""
    odd = next((c for c in domain if unicodedata.normalize("NFKC", c) != c or c == "\u00ad"), None)
    if odd is not None:
        called = unicodedata.name(odd, "a character without a name")
        raise BadAddress(
            f"the domain {domain!a} has {odd!a} in it, {called}, which passes for plain letters", _TYPED_ANEW
        )


def _refuse_what_reads_as_another(label: str, labels: Sequence[str]) -> None:
    scripts = _scripts(label)
    if len(scripts) > 1 and not any(scripts <= together for together in _WRITTEN_TOGETHER):
        raise BadAddress(f"the domain label {label!a} mixes scripts ({', '.join(sorted(scripts))})", _TYPED_ANEW)
    if not label.isascii() and _reads_as_latin(label) and not any(_shows(scripts, other) for other in labels):
        raise BadAddress(f"the domain label {label!a} looks like Latin letters but is not", _TYPED_ANEW)
    if not scripts <= _IN_USE:
        raise BadAddress(f"the domain label {label!a} is of a script that domains are not written in", _TYPED_ANEW)


_TYPED_ANEW = "Type the address anew, in the letters of its domain; what was pasted may be somebody else's domain."
_WRITTEN_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
# Unicode UAX 31, table 5: the scripts in common use. Letters of others (Cherokee, Lisu, Coptic) pass for Latin ones.
_IN_USE = frozenset(
    {
        *("ARABIC", "ARMENIAN", "BENGALI", "BOPOMOFO", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "GEORGIAN"),
        *("GREEK", "GUJARATI", "GURMUKHI", "HANGUL", "HEBREW", "HIRAGANA", "KANNADA", "KATAKANA", "KHMER", "LAO"),
        *("LATIN", "MALAYALAM", "MYANMAR", "ORIYA", "SINHALA", "TAMIL", "TELUGU", "THAANA", "THAI", "TIBETAN"),
    }
)
# Letters of Cyrillic, Greek, Armenian and phonetic Latin that look like plain ones in most fonts (Unicode
# confusables.txt, single letters).
_LOOK_ALIKES = frozenset("аеорсухіјѕһԁԛԝгмтвнкӏαοντυρικօոսցհյգզɡɑɩ\u0307")
_NAMED_OTHERWISE = {"IDEOGRAPHIC": "CJK", "EXTENDED": "ARABIC"}


def _scripts(label: str) -> frozenset[str]:
    """Of its letters, and of its digits outside ASCII: a Devanagari zero in a Latin word is not seen."""
    return frozenset(_script(c) for c in label if c.isalpha() or (c.isdigit() and not c.isascii()))


def _script(letter: str) -> str:
    first = re.split("[ -]", unicodedata.name(letter, "UNKNOWN"))[0]
    return _NAMED_OTHERWISE.get(first, first)


def _reads_as_latin(label: str) -> bool:
    """A whole label of look-alikes: one script, but a reader sees another."""
    return all(c in _LOOK_ALIKES or c.isascii() or "SMALL CAPITAL" in unicodedata.name(c, "") for c in label)


def _shows(scripts: frozenset[str], label: str) -> bool:
    """Whether a reader sees by this label of the domain of which scripts it is: beside clearly Cyrillic letters nobody
    takes a Cyrillic o for a Latin one."""
    return _scripts(label) == scripts != {"LATIN"} and not _reads_as_latin(label)


def domain_of(key: PersonKey) -> str:
    return key[key.rindex("@") + 1 :]


def domains_of(people: Collection[str]) -> set[str]:
    """The domains of many people: far cheaper than asking for each, and few for thousands."""
    return _domains_in("\n".join(people), len(people))


def _domains_in(lines: str, count: int) -> set[str]:
    first = lines.partition("\n")[0].rpartition("@")[2]
    if lines and lines.count(f"@{first}\n") + lines.endswith(f"@{first}") == count:  # one company, as in most
        return {first}
    return set(_DOMAINS.findall(lines))
