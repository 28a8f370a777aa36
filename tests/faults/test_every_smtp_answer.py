"""A mail server that is odd at one step of its dialogue about one of several mails: nobody is lost, and a mail comes
twice only where the server took it and its answer did not come through.

In this process, with a state in memory and a server beside it; ``test_smtp_answers`` asks whole commands."""

from collections import Counter
from email import message_from_bytes
from itertools import product
from pathlib import Path

from mailing import PEOPLE, Mailing, mailing_from
from odd_server import Odd, OddServer, Then, listening
from tally import Tally
from test_smtp_answers import ANSWERS

from reconciler.delivery.smtp import Server, Smtp
from reconciler.errors import ExitCode

STEPS = [
    *(("greeting", 1), ("EHLO", 1), ("QUIT", 1)),
    *product(("MAIL", "RCPT", "DATA", "end"), (1, 2, len(PEOPLE))),
]
BREAKING = [(b"", Then.HANGS_UP), (b"", Then.STALLS), (b"25", Then.HANGS_UP), (b"25", Then.STALLS)]
SAYING = [answer for answer in ANSWERS.values() if answer and answer.endswith(b"\r\n")]
SHORT, LONG = 0.3, 20.0
"""Seconds to wait for a server that will say no more, and for one that will."""
SAMPLE = 220


def test_wherever_a_mail_server_is_odd_nobody_is_lost(tally: Tally, tmp_path: Path) -> None:
    at = mailing_from(tmp_path)
    answers = [*BREAKING, *product(SAYING, (Then.GOES_ON, Then.HANGS_UP))]
    every = [Odd(*step, *answer) for step, answer in product(STEPS, answers)]
    assert len(every) >= 400
    for odd in tally.sample(every, SAMPLE, "every smtp answer"):
        _survives(Mailing(at), odd)
        tally.survived()


def _survives(mailing: Mailing, odd: Odd) -> None:
    server = OddServer(odd)
    with listening(server) as port:
        waits = [SHORT if odd.then is Then.STALLS else LONG, LONG, LONG]
        channels = [Smtp(Server("127.0.0.1", port, security="none", timeout=seconds)) for seconds in waits]
        done = [mailing.sent(lambda channel=channel: channel, after) for after, channel in enumerate(channels)]  # type: ignore[misc]

    assert server.met, odd
    assert {each.exit_code for each in done[:-1]} <= {ExitCode.DONE, ExitCode.PARTLY}, (odd, done)
    assert (done[-1].exit_code, mailing.owed, mailing.sound) == (ExitCode.DONE, 0, True), (odd, done)
    to = Counter(str(message_from_bytes(mail)["To"]) for mail in server.taken)
    bounced = [nobody.person for each in done for nobody in each.bounced]
    assert len(to) + len(bounced) == len(PEOPLE), (odd, to, bounced)
    assert not bounced or (odd.step, odd.answer[:2]) == ("RCPT", b"55"), (odd, bounced)
    assert len(server.taken) - len(to) <= (odd.step == "end"), (odd, to)
    assert len({*server.taken}) == len(to), "the second one is not the same mail"
