"""``--mask-emails``: no address leaves, and lines about one person can still be told to be."""

import json
import re
from pathlib import Path

import pytest
from commands_run import CONTOSO, DAY, configured, reconciler
from hypothesis import given
from hypothesis import strategies as st

from reconciler.cli.masking import Masker

ON = ("--date", DAY)
ADDRESS = re.compile(r"[\w.+-]+@(?!masked\.example)[\w-]+\.[\w.]+")


@pytest.fixture
def at(tmp_path: Path) -> Path:
    configured(tmp_path, CONTOSO.replace("- ana@contoso.com", "- ana@contoso.com\n      - dev@partner.example"))
    assert reconciler("apply", "--auto-approve", *ON, at=tmp_path).code == 0
    configured(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", *ON),
        ("plan", *ON, "--format", "json"),
        ("plan", *ON, "--format", "markdown"),
        ("plan", *ON, "--format", "html"),
        ("plan", *ON, "--as", "kai@contoso.com"),
        ("apply", "--auto-approve", *ON),
        ("show",),
        ("show", "--format", "json"),
        ("status",),
        ("history",),
        ("history", "--format", "csv"),
        ("why", "ana@contoso.com"),
        ("access", "ana@contoso.com"),
        ("invitations", "list"),
        ("validate",),
        ("why", "nobody@contoso.com"),
    ],
)
def test_no_address_leaves(at: Path, arguments: tuple[str, ...]) -> None:
    ran = reconciler("--mask-emails", *arguments, at=at, variables={"RECONCILER_ACTOR": "mia@contoso.com"})

    assert ADDRESS.findall(ran.out + ran.err) == []


def test_a_finding_does_not_show_one_either(at: Path) -> None:
    configured(at, CONTOSO.replace("- ana@contoso.com", "- ana@contoso.com\n      - ana@contoso.com"))

    ran = reconciler("validate", "--mask-emails", at=at)

    assert ran.code == 3
    assert ADDRESS.findall(ran.out + ran.err) == []


def test_the_same_person_has_the_same_name_all_through_a_run(at: Path) -> None:
    told = json.loads(reconciler("show", "--format", "json", "--mask-emails", at=at).out)
    plain = json.loads(reconciler("show", "--format", "json", at=at).out)

    finance = told["customers"][0]["workspaces"]["finance"]["invitations"]
    names = [entry["person"] for entry in finance]
    assert len(set(names)) == len(plain["customers"][0]["workspaces"]["finance"]["invitations"])
    assert all(re.fullmatch(r"person-\d+@masked\.example", name) for name in names)


def test_a_saved_plan_is_whole(at: Path) -> None:
    reconciler("plan", *ON, "--out", "saved.plan", "--mask-emails", at=at)

    assert b"dev@partner.example" in (at / "saved.plan").read_bytes()
    assert reconciler("apply", "saved.plan", "--auto-approve", *ON, at=at).code == 0


def test_columns_stay_in_line() -> None:
    masker = Masker()

    text = masker.masked("invite  someone.with.a.long.name@contoso.com   rosters/a.csv\n")

    assert text.index("rosters/a.csv") == len("invite  someone.with.a.long.name@contoso.com   ")


locals_ = st.text("abcxyz019.+-_", min_size=1, max_size=12).filter(lambda t: t[0].isalnum() and t[-1].isalnum())
addresses = st.builds(
    lambda one, two: f"{one}@{two}.example",
    locals_,
    st.text("abc-", min_size=1, max_size=8).filter(lambda t: t.strip("-") == t),
)
around = st.sampled_from([" ", "\n", '"', "'", "`", "(", ")", "<", ">", ",", ";", ": ", "\t", "[", "]", "|"])


@given(st.lists(st.tuples(addresses, around), max_size=6), st.integers(1, 7))
def test_whatever_stands_around_it_and_however_it_is_cut_nothing_is_left(
    parts: list[tuple[str, str]], size: int
) -> None:
    text = "".join(f"{between}{address}{between}" for address, between in parts)
    pieces = [text[n : n + size] for n in range(0, len(text), size)]

    masked = "".join(Masker().lines(pieces))

    assert not any(f"@{address.partition('@')[2]}" in masked for address, _ in parts)
    assert masked == Masker().masked(text) or "  " in text
