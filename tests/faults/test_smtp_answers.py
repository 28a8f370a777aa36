"""A mail server that fails at every step of a connection, in every way: nobody is lost, and a mail comes twice only
where the server took it and its answer did not come through."""

from collections import Counter
from email import message_from_bytes
from itertools import product

from bench import Bench
from mail_servers import USUAL, Script, scripted
from scenes import applied
from tally import Tally

from reconciler.errors import ExitCode

STEPS = ("greeting", "hello", "from", "to", "data", "end")
ANSWERS: dict[str, bytes | None] = {
    "hangs up": None,
    "says nothing and hangs up": b"",
    "breaks off": b"25",
    "421": b"421 closing\r\n",
    "450": b"450 later\r\n",
    "451 in two lines": b"451-later\r\n451 please\r\n",
    "452": b"452 full\r\n",
    "550": b"550 no\r\n",
    "554": b"554 never\r\n",
    "no number": b"hello there\r\n",
    "a number of its own": b"999 odd\r\n",
    "zeros": b"\0" * 40 + b"\r\n",
    "no text of ours": b"\xff\xfe\x80\r\n",
    "a long line": b"250 " + b"x" * 9_000 + b"\r\n",
    "another protocol": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "a promise it does not keep": b"354 go on\r\n",
    "a referral": b"251 elsewhere\r\n",
}
SAMPLE = 14
"""Cases a store, where not all are wanted."""
PEOPLE = 6
HEAD = """\
version: 1
name: tests
links: {{url: https://hub.example/invitations}}
mail: {{channel: smtp, from: hub@hub.example, host: 127.0.0.1, port: {port}, security: none}}
"""


def test_whatever_a_mail_server_answers_nobody_is_lost(bench: Bench, tally: Tally) -> None:
    applied(bench)
    bench.keep()
    cases = list(product(range(len(STEPS)), ANSWERS))
    assert 2 * len(cases) >= 200
    for step, name in tally.sample(cases, SAMPLE, bench.state):
        _survives(bench.begin(), step, name)
        tally.survived()


def _survives(bench: Bench, step: int, name: str) -> None:
    case = (STEPS[step], name)
    answer = ANSWERS[name]
    odd: Script = (*USUAL[:step], *(() if answer is None else (answer,)))
    with scripted(odd, USUAL) as (port, taken):
        (bench.at / "reconciler.yaml").write_text(HEAD.format(port=port))
        first, *_, last, verified, bounced = bench.ran(
            *[("deliver",)] * PEOPLE, ("verify",), ("invitations", "list", "--needs-decision", "--format", "csv")
        )

    assert first.code in (ExitCode.DONE, ExitCode.FAILED, ExitCode.PARTLY), (case, first)
    assert "bug in reconciler" not in first.err, (case, first)
    assert (last.code, verified.code) == (0, 0), (case, last, verified)
    mails = [message_from_bytes(mail) for mail in taken]
    by_id = Counter(mail["Message-ID"] for mail in mails)
    given_up = bounced.out.count("bounced")
    assert len(by_id) + given_up >= PEOPLE, (case, by_id, bounced)
    assert len(mails) - len(by_id) <= (step == len(STEPS) - 1), (case, by_id)
    assert len(set(taken)) == len(by_id), case
