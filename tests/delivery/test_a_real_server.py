"""Through a mail server as it is in the world (OpenSMTPD), where it is installed: what it keeps is what was written.

It needs root, as such servers do, and takes the place of no other: it listens on a free port of the loopback only.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from estates import ANA, KAI, Household, admin, declared, member, with_people
from posts import NAMED, body, letter_to, named, parcel, read

from reconciler.delivery.smtp import Server, Smtp
from reconciler.kinds.letter import Taken
from reconciler.kinds.person import Person

_SETTINGS = """\
table everybody {{ "@" = "nobody" }}
listen on 127.0.0.1 port {port}
action "keep" maildir "{box}" virtual <everybody>
match from any for any action "keep"
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Its port, and the folder where it keeps what it takes."""
    program = shutil.which("smtpd", path="/usr/sbin:/usr/local/sbin")
    if program is None or os.getuid() != 0 or _one_is_running():
        pytest.skip("no OpenSMTPD that could be started here (it needs root, and no other of its kind running)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mails = Path(f"/var/tmp/{tmp_path.parent.name}-{tmp_path.name}-{os.getpid()}")
    mails.mkdir(mode=0o777)
    mails.chmod(0o777)
    (tmp_path / "smtpd.conf").write_text(_SETTINGS.format(port=port, box=mails / "box"))
    (tmp_path / "smtpd.conf").chmod(0o600)
    command = [program, "-d", "-f", str(tmp_path / "smtpd.conf")]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield port, mails / "box"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
            shutil.rmtree(mails)


def _one_is_running() -> bool:
    with socket.socket(socket.AF_UNIX) as control:
        return control.connect_ex("/run/smtpd.sock") == 0


def _once(true: Callable[[], bool]) -> None:
    """Waits for another process, for at most a minute."""
    moment = Event()
    for _ in range(1_200):
        if true():
            return
        moment.wait(0.05)
    pytest.fail("the server did not do it")


def _listens(port: int) -> bool:
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


def test_what_a_real_server_keeps_is_what_was_written(server: tuple[int, Path]) -> None:
    port, box = server
    house = Household("real")
    people = {ANA: Person(ANA, name="M\u00fcller, Ana =?utf-8?q?x?= \u6771\u4eac"), KAI: Person(KAI, language="es")}
    house.apply(with_people(declared({"emea": [admin(KAI), member(ANA)]}, NAMED), *people.values()))
    _once(lambda: _listens(port))

    channel = Smtp(Server("127.0.0.1", port, "none"))
    replies = [channel.hand_over(parcel(letter_to(house, person), person)) for person in people]
    channel.close()
    _once(lambda: (box / "new").is_dir() and len(list((box / "new").iterdir())) == len(people))

    kept = [read(file.read_bytes()) for file in (box / "new").iterdir()]
    assert [reply.taken for reply in replies] == [Taken.SENT] * len(people)
    for person in people:
        written = read(parcel(letter_to(house, person), person).mail)
        (mail,) = [mail for mail in kept if mail["Message-ID"] == written["Message-ID"]]
        assert named(mail, "To") == named(written, "To")
        assert mail["Subject"] == written["Subject"]
        for kind in ("plain", "html"):
            assert body(mail, kind) == body(written, kind).replace("\r\n", "\n")  # the ends of lines are its own
            assert body(mail, kind).count("https://hub.example/invitations?invitation=") == 1
