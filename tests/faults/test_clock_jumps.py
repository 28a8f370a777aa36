"""A clock that jumps between two commands, back and forth: nothing is lost or sent twice, and no serial falls."""

import random
from datetime import timedelta

from bench import Bench
from commands_run import DAY
from scenes import ANSWERS, applied
from tally import Tally

from reconciler.errors import ExitCode
from reconciler.kinds.days import day_of

COMMANDS = (("apply", "--auto-approve"), ("deliver",), ("record", "answers.csv"), ("status",), ("plan",))
JUMPS = (-400, -31, -1, 0, 1, 29, 30, 31, 200, 364, 365, 400)
"""Days from the first one: about the end of an invitation, of a contract, and before there was any."""
STEPS = 20
TOLD = {ExitCode.DONE, ExitCode.INVALID, ExitCode.STOPPED, ExitCode.STALE, ExitCode.PARTLY}


def test_wherever_the_clock_jumps_the_state_is_sound_and_nothing_falls(bench: Bench, tally: Tally) -> None:
    applied(bench)
    (bench.at / "answers.csv").write_text(ANSWERS)
    chance, serials, mails = random.Random(bench.state), {"contoso": 1, "fabrikam": 1}, dict[str, bytes]()
    for step in tally.each(range(STEPS * (25 if tally.whole else 1))):
        day = day_of(DAY) + timedelta(days=chance.choice(JUMPS))
        command = chance.choice(COMMANDS)
        (said,) = bench.ran(command, RECONCILER_NOW=f"{day}T09:00:00Z")
        seen = bench.look()

        assert said.code in TOLD, (step, day, command, said)
        assert "bug in reconciler" not in said.err
        assert all(seen.serials[customer] >= serial for customer, serial in serials.items()), (step, day, command)
        assert mails.items() <= seen.mails.items(), (step, day, command)
        serials, mails = seen.serials, seen.mails
        tally.survived()
