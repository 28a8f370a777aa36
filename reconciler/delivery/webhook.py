"""One notice to a webhook: signed, tried a few times, and never followed to another place.

The signature is the HMAC-SHA256 of the body as it was sent, in ``X-Reconciler-Signature: sha256=<hex>``: who has the
secret can tell that nobody else wrote it. A notice that was tried again has the same bytes and ``X-Reconciler-Notice``.
"""

import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Sequence

TIMEOUT = 5.0
"""Seconds in which nothing at all is heard."""
LONGEST = 10.0
"""Seconds for a whole answer: one that comes byte by byte would keep an apply for ever."""
NAPS = (1.0, 3.0)
"""Seconds before the second try, and the third."""
_TRY_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post(
    url: str,
    body: bytes,
    secret: str,
    naps: Sequence[float] = NAPS,
    sleep: Callable[[float], None] = time.sleep,
    longest: float = LONGEST,
) -> str:
    """Why it was not taken; empty where it was."""
    from urllib.request import Request  # start-up time: few notify

    headers = {
        "Content-Type": "application/json",
        "User-Agent": "reconciler",
        "X-Reconciler-Signature": signature(secret, body),
        "X-Reconciler-Notice": hashlib.sha256(body).hexdigest()[:32],
    }
    request = Request(url, data=body, headers=headers, method="POST")
    for nap in (*naps, None):
        why, again = _tried_within(longest, request)
        if not again or nap is None:
            break
        sleep(nap)
    return why


def _tried_within(longest: float, request: object) -> tuple[str, bool]:
    answers: list[tuple[str, bool]] = []
    trying = threading.Thread(target=lambda: answers.append(_tried(request)), daemon=True)
    trying.start()
    trying.join(longest)
    return answers[0] if answers else (f"it gave no whole answer in {longest:g} s", True)


def _tried(request: object) -> tuple[str, bool]:
    """Why not, and whether it is worth another try."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class Stays(HTTPRedirectHandler):
        def redirect_request(self, *_arguments: object) -> None:
            """Another place would get what is meant for this one."""

    assert isinstance(request, Request)
    try:
        with build_opener(Stays).open(request, timeout=TIMEOUT):
            return "", False
    except HTTPError as refused:
        with refused:
            return f"it answered {refused.code} {refused.reason}", refused.code in _TRY_AGAIN
    except HTTPException:
        return "its answer is no HTTP", True
    except (ValueError, OverflowError):  # of a host or a port, while it is looked up
        return "its URL leads nowhere", False
    except OSError as fault:
        reason = getattr(fault, "reason", fault)
        return getattr(reason, "strerror", None) or str(reason) or type(fault).__name__, True
