"""What every channel gives: a parcel handed over twice arrives once, and what cannot be handed over is told."""

import csv
import gc
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from estates import ANA, KAI, Household, admin, declared, member
from mail_servers import Mailbox, serving
from posts import NAMED, letter_to, parcel

from reconciler.delivery.handoff import Handoff
from reconciler.delivery.maildir import Maildir
from reconciler.delivery.smtp import Server, Smtp
from reconciler.errors import ChannelDown
from reconciler.kinds.letter import Parcel, Taken
from reconciler.ports import Channel


class Reached:
    """A channel, and the links that people got by it, once each for every Message-ID."""

    def __init__(self, channel: Channel, links: Callable[[], list[str]]) -> None:
        self.channel, self.links = channel, links


@pytest.fixture(params=["maildir", "handoff", "smtp"])
def reached(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reached]:
    if request.param == "smtp":
        box = Mailbox()
        with serving(box) as port:
            channel = Smtp(Server("127.0.0.1", port, "none"))
            yield Reached(channel, lambda: _links(set(box.mails)))
            channel.close()
    elif request.param == "maildir":
        yield Reached(Maildir(tmp_path), lambda: _links({f.read_bytes() for f in (tmp_path / "new").iterdir()}))
    else:
        yield Reached(Handoff(tmp_path), lambda: [row["link"] for row in rows(tmp_path)])


def _links(mails: set[bytes]) -> list[str]:
    found = [re.findall(r"https://\S+invitation=3D\S+", m.replace(b"=\r\n", b"").decode()) for m in sorted(mails)]
    return [link.replace("=3D", "=") for each in found for link in each[: len(each) // 2]]


def rows(folder: Path) -> list[dict[str, str]]:
    files = sorted(folder.rglob("*.csv"))
    return [row for file in files for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]


@pytest.fixture
def parcels(request: pytest.FixtureRequest) -> list[Parcel]:
    """Kai is invited to two workspaces, Ana to one."""
    house = Household(request.node.name)
    house.apply(declared({"emea": [admin(KAI), member(ANA)], "apac": [admin(KAI)]}, NAMED))
    return [parcel(letter_to(house, person), person) for person in (ANA, KAI)]


def test_everybody_gets_each_link_once_however_often_it_is_handed_over(reached: Reached, parcels: list[Parcel]) -> None:
    replies = [reached.channel.hand_over(each).taken for each in (*parcels, *parcels)]
    reached.channel.sync()

    assert replies == [Taken.SENT] * 4
    assert sorted(reached.links()) == sorted(item["link"] for each in parcels for item in each.items)


def test_a_channel_says_where_it_leads(reached: Reached) -> None:
    assert reached.channel.place


@pytest.mark.parametrize("channel", [Maildir, Handoff])
def test_a_folder_that_is_none_is_told(
    channel: Callable[[Path], Channel], tmp_path: Path, parcels: list[Parcel]
) -> None:
    (tmp_path / "box").write_text("a file")

    with pytest.raises(ChannelDown, match="cannot be written: ") as down:
        channel(tmp_path / "box").hand_over(parcels[0])
    assert "reconciler deliver" in down.value.remedy


def test_a_list_is_of_a_workspace_and_for_its_owner_alone(tmp_path: Path, parcels: list[Parcel]) -> None:
    for each in parcels:
        Handoff(tmp_path).hand_over(each)

    emea = tmp_path / "contoso/emea.csv"
    assert [row["person"] for row in csv.DictReader(emea.read_text().splitlines())] == [ANA, KAI]
    assert {row["role"] for row in rows(tmp_path)} == {"admin", "member"}
    assert emea.stat().st_mode & 0o777 == 0o600


def test_a_row_that_a_killed_run_left_half_is_written_again(tmp_path: Path, parcels: list[Parcel]) -> None:
    for each in parcels:
        Handoff(tmp_path).hand_over(each)
    emea = tmp_path / "contoso/emea.csv"
    whole = emea.read_bytes()

    for cut in range(len(whole)):
        emea.write_bytes(whole[:cut])
        again = Handoff(tmp_path)
        for each in parcels:
            again.hand_over(each)
        assert emea.read_bytes() == whole


def test_a_list_that_was_saved_with_other_line_ends_is_gone_on_with(tmp_path: Path, parcels: list[Parcel]) -> None:
    for each in parcels[:-1]:
        Handoff(tmp_path / "list").hand_over(each)
    for file in tmp_path.rglob("*.csv"):
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))

    Handoff(tmp_path / "list").hand_over(parcels[-1])

    for each in parcels:
        Handoff(tmp_path / "undisturbed").hand_over(each)
    assert rows(tmp_path / "list") == rows(tmp_path / "undisturbed") != []


def test_a_file_that_is_no_list_is_left_as_it_is(tmp_path: Path, parcels: list[Parcel]) -> None:
    Handoff(tmp_path).hand_over(parcels[0])
    file = next(tmp_path.rglob("*.csv"))
    file.write_bytes(b"notes of mine")

    with pytest.raises(ChannelDown, match="it is no list of ours"):
        Handoff(tmp_path).hand_over(parcels[0])

    assert file.read_bytes() == b"notes of mine"


@pytest.mark.parametrize("sign", ["=", "\uff1d"])
def test_a_name_is_no_formula_in_a_list(tmp_path: Path, parcels: list[Parcel], sign: str) -> None:
    Handoff(tmp_path).hand_over(parcels[0]._replace(name=f'{sign}HYPERLINK("https://mail.example")'))

    assert rows(tmp_path)[0]["person_name"].startswith(f"'{sign}")


def test_a_mail_leaves_nothing_behind_that_waits_for_a_search_for_garbage() -> None:
    """With two thousand bytes for each, ten thousand mails took thirty megabytes."""
    house = Household("garbage")
    house.apply(declared({"emea": [admin(KAI), *(member(f"p{n}@contoso.com") for n in range(20))]}, NAMED))
    letters = [(f"p{n}@contoso.com", letter_to(house, f"p{n}@contoso.com")) for n in range(20)]

    gc.collect()
    gc.disable()
    try:
        made = [parcel(letter, person) for person, letter in letters]
        left = gc.collect()
    finally:
        gc.enable()

    assert (len(made), left) == (20, 0)
