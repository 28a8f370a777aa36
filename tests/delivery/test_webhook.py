"""A notice is signed, tried again only where that may help, and goes nowhere else."""

import hashlib
import hmac

import pytest
from webhooks import webhook

from reconciler.delivery.webhook import NAPS, post

BODY = b'{"kind": "notification"}'


def test_who_has_the_secret_can_tell_who_wrote_it() -> None:
    with webhook() as here:
        why = post(here.url, BODY, "a secret")

    ((headers, body),) = here.heard
    assert (why, body) == ("", BODY)
    assert headers["Content-Type"] == "application/json"
    expected = hmac.new(b"a secret", body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(headers["X-Reconciler-Signature"], f"sha256={expected}")


@pytest.mark.parametrize(
    ("answers", "tries", "why"),
    [
        ([503, 429], 3, ""),
        ([503] * 9, 3, "it answered 503 Service Unavailable"),
        ([403], 1, "it answered 403 Forbidden"),
        ([302], 1, "it answered 302 Found"),
    ],
)
def test_it_is_tried_again_only_where_that_may_help(answers: list[int], tries: int, why: str) -> None:
    slept: list[float] = []
    with webhook(answers) as here:
        said = post(here.url, BODY, "a secret", sleep=slept.append)

    assert (len(here.heard), said) == (tries, why)
    assert slept == list(NAPS[: tries - 1])
    assert len({headers["X-Reconciler-Notice"] for headers, _ in here.heard}) == 1


def test_nobody_listening_is_a_reason_and_no_error() -> None:
    with webhook() as here:
        pass

    assert post(here.url, BODY, "a secret", naps=()) == "Connection refused"


def test_a_url_that_leads_nowhere_is_a_reason_and_no_error() -> None:
    assert post("https://hooks..contoso.example/x", BODY, "a secret", naps=()) == "its URL leads nowhere"


@pytest.mark.parametrize(("answer", "says"), [(0, "it gave no whole answer in 0.2 s"), (1, "its answer is no HTTP")])
def test_an_answer_that_never_ends_or_is_none_keeps_nobody(answer: int, says: str) -> None:
    with webhook([answer, answer]) as here:
        why = post(here.url, BODY, "a secret", naps=(0.0,), longest=0.2)

    assert (why, len(here.heard)) == (says, 2)
