"""``reconciler watch``"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler import __version__
from reconciler.cli.options import Pause, argument, option
from reconciler.cli.session import Session
from reconciler.cli.verb import verb
from reconciler.errors import WrongUsage

if TYPE_CHECKING:
    from reconciler.cli.watching import After
    from reconciler.workflows.watch import Round, Watched
    from reconciler.workflows.watch_events import Tell
    from reconciler.workflows.world import World


@verb(
    "watch",
    example="reconciler watch /srv/people --listen 127.0.0.1:9464\n"
    "reconciler watch https://git.contoso.example/people.git --workdir /var/lib/reconciler",
    exits=(0, 3, 4, 5, 6, 7),
    formats=(),
)
@argument("source", default=".", metavar="[PATH or URL]")
@option("--every", type=Pause(), default="60s", metavar="TIME", help="Sleep so long between two rounds (60s).")
@option("--once", is_flag=True, help="One round, and its exit code as apply would have it.")
@option("--branch", metavar="NAME", help="Of the URL; without it the one that the repository calls its own.")
@option("--path", metavar="FOLDER", help="Of the repository at the URL, where the configuration is not at its top.")
@option("--workdir", metavar="DIR", help="Where the clone of a URL lies, without it in .reconciler/watch.")
@option("--no-deliver", is_flag=True, help="Apply only; somebody else runs deliver.")
@option("--listen", metavar="HOST:PORT", help="Serve /healthz, /readyz and /metrics there.")
@click.pass_context
def command(context: click.Context, /, source: str, every: float, once: bool, listen: str | None, **how: Any) -> int:
    """Follow a Git checkout or repository: fetch, plan, apply by the same guards, deliver, sleep.

    Only commits count: a commit that cannot be read as a whole is left alone, and the one before it is served on.
    Guards stop a customer as they always do; permits in permits/ let pass. SIGHUP wakes it, SIGTERM ends it after the
    customer in hand. It says what happens as JSON, an object a line, on stderr.
    """
    from reconciler.cli.watch_log import log  # start-up time
    from reconciler.cli.watching import Loop, Outside

    session, outside = Session.of(context), Outside()
    world = session.world()._replace(goes_on=outside.goes_on)
    tell = log(world.clock, quiet=session.globals.quiet)
    with outside.heard(), _watched(source, session, world, **how) as watched, _pages(listen, every, tell) as after:
        _tell_started(watched, every, tell)
        loop = Loop(watched, world, every, outside, tell, after)
        code = loop.once().exit_code if once else loop.forever()
        _tell(tell, "ended", exit_code=int(code))
        return code


def _watched(
    source: str,
    session: Session,
    world: "World",
    *,
    branch: str | None,
    path: str | None,
    workdir: str | None,
    no_deliver: bool,
) -> AbstractContextManager["Watched"]:
    from reconciler.workflows.notify import SECRET  # start-up time
    from reconciler.workflows.watched import Secrets, Source, watched

    place = Source(source, branch, path, Path(workdir) if workdir is not None else None)
    secrets = Secrets(os.environ.get("RECONCILER_SMTP_PASSWORD"), os.environ.get(SECRET))
    return watched(place, session.state(), world, delivers=not no_deliver, secrets=secrets)


@contextmanager
def _pages(listen: str | None, every: float, tell: "Tell") -> Iterator["After"]:
    """What is to be told of each round: pages that somebody asked for, or nobody."""
    if listen is None:
        yield lambda _made, _took, _wait: None
        return
    host, port = _address(listen)
    try:
        from reconciler.cli.watch_pages import Health, Metrics, patience_of, serving
    except ModuleNotFoundError as fault:
        raise WrongUsage(
            f"--listen needs {fault.name}, which is not installed here", "pip install 'reconciler[watch]'"
        ) from fault
    health, metrics = Health(patience_of(every)), Metrics()

    def after(made: "Round", took: float, wait: float) -> None:
        health.after(made, patience_of(wait))
        metrics.after(made, took)

    with ExitStack() as stack:
        try:
            bound = stack.enter_context(serving(host, port, health, metrics))
        except OSError as fault:
            raise WrongUsage(f"--listen {listen}: {fault.strerror or fault}", "name an address that is free") from fault
        _tell(tell, "listening", host=bound[0], port=bound[1])
        yield after


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not port.isdecimal() or int(port) > 65535 or not host:
        raise WrongUsage(f"--listen {listen} is no address", "write it as in --listen 127.0.0.1:9464")
    return host.strip("[]"), int(port)


def _tell_started(watched: "Watched", every: float, tell: "Tell") -> None:
    followed = watched.followed
    _tell(tell, "started", at=str(followed.at), branch=followed.branch, every=every, version=__version__)


def _tell(tell: "Tell", event: str, **facts: object) -> None:
    from reconciler.workflows.watch_events import Event, Level  # start-up time

    tell(Event(Level.INFO, event, facts))
