"""kill -9 at every call by which ``deliver`` writes, or speaks to a mail server: nobody is lost, and at most the one
mail comes twice whose answer was on its way, under its Message-ID and byte for byte."""

from collections import Counter
from email import message_from_bytes

from bench import Bench
from odd_server import OddServer, listening
from scenes import applied
from tally import Tally
from test_smtp_answers import HEAD, PEOPLE
from tracing import KILL, SENDING, WRITING, need_strace, points, spoilt

DELIVER = ("deliver",)
SAMPLE = 12
"""Points a store, where not all are wanted."""


def test_whatever_call_a_sender_is_killed_at_the_next_sends_the_rest(bench: Bench, tally: Tally) -> None:
    need_strace(bench)
    applied(bench)
    server = OddServer()
    with listening(server) as port:
        (bench.at / "reconciler.yaml").write_text(HEAD.format(port=port))
        bench.keep()
        bench.warm(DELIVER)
        found = points(bench.begin(), DELIVER, (*WRITING, *SENDING))
        assert len([point for point in found if point.call == "sendto"]) >= 4 * PEOPLE
        for point in tally.sample(found, SAMPLE, bench.state):
            server.taken.clear()
            assert spoilt(bench.begin(), DELIVER, point, KILL).met, point
            before = [*server.taken]
            done, verified, nothing = bench.ran(DELIVER, ("verify",), DELIVER)

            assert (done.code, verified.code, nothing.code) == (0, 0, 0), (point, done, verified)
            copies = Counter(server.taken)
            assert len({message_from_bytes(mail)["Message-ID"] for mail in copies}) == len(copies) == PEOPLE, point
            assert [mail for mail, times in copies.items() if times > 1] in ([], before[-1:]), point
            assert copies.total() <= PEOPLE + 1, point
            tally.survived()
