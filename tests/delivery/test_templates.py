"""Templates are strict: what nobody fills is told with its place, and every language says everything."""

import pytest
from estates import ANA, KAI, Household, admin, declared, member
from posts import NAMED, body, letter_to, parcel, read

from reconciler.delivery.templates import OF_WORDS, templates


def test_every_language_says_everything_we_say() -> None:
    made, faults = templates({})

    assert faults == []
    assert sorted(made.words) == ["en", "es"]
    assert all(words.keys() == OF_WORDS.keys() for words in made.words.values())


@pytest.mark.parametrize(
    ("file", "text", "where", "why"),
    [
        ("en.words", "greeting = Hi $nam,\n", (1, 15), "nobody fills $nam"),
        ("en.words", "# ours\n\nbutton = Yes ${please}\n", (3, 14), "nobody fills ${please}"),
        ("en.words", "buton = Yes\n", (1, 1), "nobody says 'buton'"),
        ("en.words", "just words\n", (1, 1), "nobody says 'just words'"),
        ("en.words", "button = 5 $\n", (1, 12), "a single $ stands for nothing"),
        ("en.words", "months = a b c\n", (1, 1), "months are not twelve words"),
        ("en.words", "title_invitation = Hi\rBcc: eve@mail.example\n", (2, 1), "nobody says 'Bcc: eve@mail.example'"),
        ("en.words", "button = \x1b[31m\n", (1, 10), "a character that must not stand here: '\\x1b'"),
        ("en.words", "title_invitation =\n", (1, 1), "title_invitation says nothing"),
        ("en.words", "\ntitle_ending = $date\n", (2, 1), "title_ending says nothing"),
        ("en.words", "button = $$\nbutton =  \n", (2, 1), "button says nothing"),
        ("letter.html", "<p>\n  $items $logo", (2, 10), "nobody fills $logo"),
        ("letter.txt", "Hello", (1, 1), "it does not show $items: without it nobody can accept"),
        ("item.html", "$heading", (1, 1), "it does not show $link: without it nobody can accept"),
        ("fr.words", "button = Accepter", (1, 1), "words are missing: account_any"),
        ("logo.png", "", (1, 1), "no template has this name"),
        ("EN.words", "", (1, 1), "no template has this name"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(file: str, text: str, where: tuple[int, int], why: str) -> None:
    _, faults = templates({file: text})

    assert [(f.file, (f.line, f.column)) for f in faults] == [(file, where)]
    assert faults[0].why.startswith(why)
    assert faults[0].remedy


def test_a_customer_may_replace_some_words_or_the_looks_or_add_a_language() -> None:
    house = Household("replaced")
    house.apply(declared({"finance": [admin(KAI), member(ANA)]}, NAMED))
    english = templates({})[0].words["en"]
    french = "".join(f"{name} = {''.join(_shown(t.pieces))}\n" for name, t in english.items())
    ours = {
        "en.words": "button = Join $$5\n",
        "row.txt": "* $label: $value\n",
        "fr.words": french.replace("greeting_nobody = Hello,", "greeting_nobody = Bonjour,"),
    }

    plain = body(read(parcel(letter_to(house, ANA, replacing=ours), ANA).mail), "plain")
    html = body(read(parcel(letter_to(house, ANA, replacing=ours), ANA).mail), "html")
    other = body(read(parcel(letter_to(house, ANA, replacing=ours, language="fr-CA"), ANA).mail), "plain")

    assert "* Your role: Member" in plain
    assert "Join $5" in html
    assert other.startswith("Bonjour,")


def _shown(pieces: tuple[str, ...]) -> list[str]:
    return [f"${{{piece}}}" if number % 2 else piece for number, piece in enumerate(pieces)]
