"""A disk that fills up, somewhere between the state and the outbox: nobody is lost, the exit code tells what was done,
and the next run goes on once there is room."""

import re
import subprocess
import sys
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

from commands_run import CONTOSO, DAY, configured, environment, reconciler
from links import with_a_key
from mounts import with_a_disk_of
from tally import Tally

from reconciler.history.verify import verified
from reconciler.kinds.estate import CustomerId
from reconciler.stores.opening import open_for_reading

PEOPLE = 8
NINE = {"RECONCILER_NOW": f"{DAY}T09:00:00Z"}
ROOM = {"hub.db": range(80, 192, 4), "hub.json": range(40, 152, 4)}
"""KiB that are left: from too few to write the first letter to enough for all."""
SCRIPT = """
cd "$1" && cp -a "$2/." .
left=$(df --output=avail -k . | tail -1)
head -c $(((left - $3) * 1024)) /dev/zero >filler
"$5" -m reconciler deliver --state "$6"; echo "full: $?"
rm filler
"$5" -m reconciler deliver --state "$6"; echo "then: $?"
cp -a . "$4"
"""


def test_wherever_the_disk_is_full_the_next_run_goes_on(state: str, tally: Tally, tmp_path: Path) -> None:
    before, disk = tmp_path / "before", tmp_path / "disk"
    before.mkdir()
    disk.mkdir()
    with_a_key(configured(before, _customer()))
    assert reconciler("apply", "--auto-approve", "--state", state, at=before, variables=NINE).code == 0

    codes = set()
    for room in tally.sample(ROOM[state], 7, "full disk"):
        after = tmp_path / f"after-{room}"
        after.mkdir()
        said = _delivered(disk, before, room, after, state)
        first, then = map(int, re.findall(r"(?:full|then): (\d+)", said))
        codes.add(first)

        left = "Sent to" in said.partition("full: ")[0]
        assert then == 0, said
        assert first in ((0, 6) if left else (1, 6)), said
        assert first == 0 or "make room" in said
        mails = [message_from_bytes(file.read_bytes()) for file in (after / ".reconciler/outbox/new").iterdir()]
        assert len({mail["To"] for mail in mails}) == len(mails) == PEOPLE + 3
        assert not any(file.suffix == ".eml" for file in (after / ".reconciler/outbox/tmp").iterdir())
        store = open_for_reading(str(after / state))
        assert store is not None
        with closing(store):
            assert not verified(store, CustomerId("contoso")).problems
        tally.survived()
    assert codes >= {1, 6}


def _customer() -> str:
    return CONTOSO + "".join(f"      - p{number}@contoso.com\n" for number in range(PEOPLE))


def _delivered(disk: Path, before: Path, room: int, after: Path, state: str) -> str:
    """Both runs' words, on a disk that has so much room at first."""
    places = [str(disk), str(before), str(room), str(after), sys.executable, state]
    command = [*with_a_disk_of(8, disk), "sh", "-c", SCRIPT, "sh", *places]
    done = subprocess.run(command, env=environment(**NINE), capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
