"""Three pages for whoever looks after a ``watch``: does it live, is it ready, and what has it done so far."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from reconciler.errors import ReconcilerError
from reconciler.workflows.watch import Round

_PREFIX = "reconciler_watch"
_LATE = 3
"""Rounds that may pass without a good one, before it is not ready any more."""


@dataclass(slots=True)
class Health:
    """``patience``: for so many seconds a good round is recent."""

    patience: float
    good: float | None = None
    why: str = "no round has ended yet"

    def after(self, made: Round, patience: float) -> None:
        self.patience = patience
        if made.ok:
            self.good, self.why = monotonic(), ""
        elif made.faults:
            fault = made.faults[0]
            self.why = fault.what if isinstance(fault, ReconcilerError) else str(fault.strerror or fault)
        else:
            self.why = "the newest commit cannot be read as a whole; the one before it is served"

    @property
    def unready(self) -> str:
        """Why it is not ready; empty where it is."""
        if self.why or self.good is None:
            return self.why
        late = monotonic() - self.good
        return f"no round has ended for {late:.0f} s" if late > self.patience else ""


def patience_of(every: float) -> float:
    return _LATE * every + 60


@dataclass(slots=True)
class Metrics:
    """No customer, person or workspace is a label: a page of numbers says nothing about anybody."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    rounds: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    changes: Counter = field(init=False)
    customers: Gauge = field(init=False)
    mails: Counter = field(init=False)
    put_off: Gauge = field(init=False)
    good: Gauge = field(init=False)

    def __post_init__(self) -> None:
        at = self.registry
        self.rounds = Counter(f"{_PREFIX}_rounds", "Rounds, by how they ended.", ["outcome"], registry=at)
        self.seconds = Histogram(f"{_PREFIX}_round_seconds", "How long a round took.", registry=at)
        self.changes = Counter(f"{_PREFIX}_changes", "Changes that were applied.", ["action"], registry=at)
        self.customers = Gauge(f"{_PREFIX}_customers", "Customers, by their last result.", ["result"], registry=at)
        self.mails = Counter(f"{_PREFIX}_mails", "Mails that left.", registry=at)
        self.put_off = Gauge(f"{_PREFIX}_mails_put_off", "Mails that the last round could not send.", registry=at)
        self.good = Gauge(f"{_PREFIX}_last_good_round_timestamp_seconds", "When a round last went well.", registry=at)

    def after(self, made: Round, seconds: float) -> None:
        self.rounds.labels("ok" if made.ok else "failed" if made.faults else "unsound").inc()
        self.seconds.observe(seconds)
        if made.ok:
            self.good.set(time())
        if made.receipt is not None:
            for action, count in made.receipt.summary.items():
                self.changes.labels(action).inc(count)
            self.customers.clear()
            for each in made.receipt.customers:
                self.customers.labels(each.result.value).inc()
        if made.delivered is not None:
            self.mails.inc(made.delivered.mails)
            self.put_off.set(len(made.delivered.put_off))


@contextmanager
def serving(host: str, port: int, health: Health, metrics: Metrics) -> Iterator[tuple[str, int]]:
    """Gives the address that it listens on; OSError where it may not."""
    server = ThreadingHTTPServer((host, port), _pages(health, metrics))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield str(server.server_address[0]), int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _pages(health: Health, metrics: Metrics) -> type[BaseHTTPRequestHandler]:
    def ready() -> tuple[int, str, bytes]:
        why = health.unready
        return (503, _TEXT, f"not ready: {why}\n".encode()) if why else (200, _TEXT, b"ready\n")

    pages: dict[str, Callable[[], tuple[int, str, bytes]]] = {
        "/healthz": lambda: (200, _TEXT, b"alive\n"),
        "/readyz": ready,
        "/metrics": lambda: (200, _NUMBERS, generate_latest(metrics.registry)),
    }

    class Pages(BaseHTTPRequestHandler):
        server_version, sys_version = "reconciler", ""
        timeout = 10

        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0], lambda: (404, _TEXT, "\n".join([*pages, ""]).encode()))
            status, kind, body = page()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_arguments: object) -> None:
            """Whoever asks every few seconds is no news."""

    return Pages


_TEXT = "text/plain; charset=utf-8"
_NUMBERS = "text/plain; version=0.0.4; charset=utf-8"
