"""What would change, and why: configuration and state to a plan, customer by customer.

The plan is always written as the stream that ``plan --out`` saves, to a temporary file if nobody wants it; showing
and applying read it back, as often as they want. So what is shown, saved and applied is one thing, and memory holds
one customer at a time; but the first of them, with a few hundred thousand people, are kept beside the file and not
decoded again.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from io import BufferedRandom
from itertools import chain, compress, repeat
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from reconciler import __version__
from reconciler.errors import ExitCode, InputInvalid
from reconciler.findings import Finding, OriginOf, has_errors
from reconciler.kinds.customer import CustomerId
from reconciler.loading.checkout import Checkout, Origins
from reconciler.loading.scanning import Configuration, scan
from reconciler.planning import plan_file
from reconciler.planning.glance import Glance, in_lines
from reconciler.planning.permits import Permit, granted, naming_its_file, with_permits
from reconciler.planning.plan import CustomerPlan, Digests, Heading
from reconciler.planning.tally import Tally
from reconciler.ports import StateStore
from reconciler.workflows.durable import replaced
from reconciler.workflows.permits import Permits, permits_beneath, read_permits
from reconciler.workflows.plan_customers import planned, several_can_plan
from reconciler.workflows.scope import Scope
from reconciler.workflows.seen import KEPT_OF_SAVED, Seen
from reconciler.workflows.state import Located, StateChoice, located, reading
from reconciler.workflows.targets import chosen
from reconciler.workflows.world import World

if TYPE_CHECKING:
    from reconciler.workflows.changed_since import Since
    from reconciler.workflows.seen_by import Eyes

LARGE = 4 * 1024 * 1024
"""Bytes of a saved plan that take longer to read than other processes to be made."""


class PlanRequest(NamedTuple):
    path: Path
    state: StateChoice = StateChoice()
    on: date | None = None
    targets: tuple[str, ...] = ()
    no_removals: bool = False
    due_only: bool = False
    actor: str | None = None
    """For whom it is planned (``--as``): an address. None for the whole plan."""
    approvals: bool = False
    """Whose word each change needs is to be said."""
    approvers: tuple[str, ...] | None = None
    """The addresses of those who gave theirs; what is missing then stops the plan. None where that is not asked."""
    permits: tuple[Path, ...] = ()
    """Besides those in the folder of the configuration."""
    changed_since: str | None = None
    """A commit: who was touched since, and everybody who is due."""
    no_skip: bool = False
    """Plans those too whom nothing has moved since they were found to be as declared; the same comes out."""
    parallel: int = 1
    """So many processes plan; the same comes out."""


class MadePlan(NamedTuple):
    """A plan in its file. ``place`` is the state it was made against, None for a saved plan. ``left_out`` counts the
    customers that do not know the person for whom it was made. ``kept`` are the first customers, all if they are not
    many; ``glances`` says of each what may be told of it in a line."""

    stream: BinaryIO
    heading: Heading
    digests: Digests
    totals: Tally
    place: Located | None = None
    left_out: int = 0
    kept: Sequence[CustomerPlan] = ()
    origin: OriginOf | None = None
    """Who wrote a line of the configuration; None for a saved plan, whose files may be others by now."""
    file: Path | None = None
    """Where a saved plan was read from."""
    lift: Callable[[CustomerPlan], CustomerPlan] | None = None
    """What the permits of a saved plan make of a customer's."""
    glances: Sequence[Glance | None] = ()

    def customers(self, wanted: Sequence[bool] | None = None) -> Iterator[CustomerPlan]:
        """From the first one, as often as wanted, one reader at a time; those that are ``wanted``, of each of whom it
        is said, or all."""
        known = len(self.kept)
        first = self.kept if wanted is None else compress(self.kept, wanted)
        if known == self.totals.customers:
            return iter(first)
        self.stream.seek(0)
        others = repeat(True) if wanted is None else wanted[known:]
        read = plan_file.customers_of_ours(self.stream, chain(repeat(False, known), others))
        return chain(first, map(self.lift, read) if self.lift is not None else read)

    def naming(self, customer: CustomerPlan, file: str | None = None) -> CustomerPlan:
        """For people: what to type names the file that the plan is in, or was written to."""
        within = str(self.file) if self.file is not None else file
        return customer if within is None else naming_its_file(customer, within)

    def named(self, file: str | None = None) -> Iterator[CustomerPlan]:
        return (self.naming(customer, file) for customer in self.customers())

    def at_a_glance(self, file: str | None = None) -> Iterator[CustomerPlan | Glance]:
        """The same for somebody who reads: of whom a line is enough, that is all, and the others are whole."""
        told = in_lines(self.glances)
        whole = self.customers([line is None for line in told])
        return (line or self.naming(next(whole), file) for line in told)

    def exit_code(self, detailed: bool = False) -> ExitCode:
        """3 if any customer is invalid, else 4 if any guard stops or a word is missing that was asked for, else 2
        (``--detailed-exitcode``) or 0. What others are asked for is a change that is present, too."""
        totals = self.totals
        if totals.invalid:
            return ExitCode.INVALID
        if totals.stopped or totals.unapproved or totals.run_stop is not None:
            return ExitCode.STOPPED
        return ExitCode.CHANGES if (totals.changed or totals.requested) and detailed else ExitCode.DONE

    def lines(self) -> Iterator[str]:
        """The file as text."""
        self.stream.seek(0)
        return (line.decode() for line in self.stream)

    def save(self, path: Path) -> None:
        """The whole file or none of it."""
        self.stream.seek(0)
        with replaced(path) as out:
            shutil.copyfileobj(self.stream, out)


def _spool() -> BinaryIO:
    """A file without a name, many lines of which are written or read at once. A line of 500 people is 20 KB."""
    return BufferedRandom(TemporaryFile("w+b", 0), 256 * 1024)


@contextmanager
def plan(request: PlanRequest, world: World) -> Iterator[MadePlan]:
    """The plan for everything beneath ``request.path``. InputInvalid where the configuration as a whole is unsound."""
    configuration = scan(request.path)
    refuse_unsound(configuration.findings)
    checkout = Checkout(configuration.root)
    place = located(request.state, configuration.settings, configuration.root)
    with _spool() as spool:
        with ExitStack() as opened:
            store = opened.enter_context(reading(place))
            heading, scope = _asked(request, configuration, checkout, store, world)
            crew = None
            if request.parallel > 1 and several_can_plan(configuration, scope):
                from reconciler.workflows.planning_crew import planning_crew  # start-up time: most are made by one

                opened.close()  # no connection is open while processes are made
                crew = opened.enter_context(planning_crew(request.parallel, configuration, place, scope))
                store = opened.enter_context(reading(place))
            seen, lines = Seen(), dict[CustomerId, plan_file.Written]()
            customers = seen.of(planned(configuration, store, scope, world, lines, crew))
            digests = plan_file.write(heading, customers, spool, lines)
            spool.flush()  # where there is no room for it, that is known before anything is applied
        if scope.eyes is not None:
            scope.eyes.refuse_a_stranger()
        unknown = scope.eyes.unknown if scope.eyes is not None else 0
        whose = Origins(checkout).of
        yield MadePlan(spool, heading, digests, seen.totals, place, unknown, seen.kept, whose, glances=seen.glances)


def _asked(
    request: PlanRequest, configuration: Configuration, checkout: Checkout, store: StateStore | None, world: World
) -> tuple[Heading, Scope]:
    known = store.customers() if store is not None and request.targets else {}
    targets = chosen(request.targets, configuration.selected, configuration.customers, known)
    heading = _heading(request, configuration, checkout, store, request.on or world.today())
    seeing = _seeing(request, store)
    lying, wrong = permits_beneath(configuration.root)
    permits = Permits(read_permits(request.permits), lying)
    permits.refuse_strangers(heading.lineage)
    actor = seeing.actor if seeing is not None else None
    scope = Scope(
        heading.date,
        targets,
        request.state.adopt,
        request.no_removals,
        seeing,
        permits.every,
        _since(configuration, checkout, request.changed_since, lying),
        not request.no_skip,
        request.due_only,
    )
    return heading._replace(actor=actor, findings=(*heading.findings, *wrong)), scope


def _seeing(request: PlanRequest, store: StateStore | None) -> "Eyes | None":
    if request.actor is None and not request.approvals:
        return None
    from reconciler.workflows.seen_by import eyes  # start-up time: most plans are for nobody in particular

    return eyes(request.actor, store.vendor() if store is not None else (), request.approvers)


def _since(
    configuration: Configuration, checkout: Checkout, revision: str | None, permits: Sequence[Permit]
) -> "Since | None":
    if revision is None:
        return None
    from reconciler.workflows.changed_since import since  # start-up time

    return since(configuration, checkout, revision, permits)


def refuse_unsound(findings: Iterable[Finding]) -> None:
    """A file that cannot be read might be anybody's: planning without it would remove what it declares."""
    found = tuple(findings)
    if has_errors(found):
        raise InputInvalid("the configuration cannot be read as a whole; nothing was planned", findings=found)


def _heading(
    request: PlanRequest, configuration: Configuration, checkout: Checkout, store: StateStore | None, on: date
) -> Heading:
    flags = ["--no-removals"] * request.no_removals + ["--due"] * request.due_only
    flags += [f"--target {target}" for target in request.targets]
    flags += [f"--changed-since {request.changed_since}"] if request.changed_since is not None else []
    return Heading(
        date=on,
        lineage=store.lineage if store is not None else "",
        config=f"sha256:{configuration.digest.removeprefix('sha256:')}",
        engine=__version__,
        flags=tuple(flags),
        findings=configuration.findings,
        commit=checkout.commit_of(configuration.hashes),
    )


@contextmanager
def read_plan(
    file: Path, on: date | None = None, permits: Sequence[Path] = (), parallel: int = 1
) -> Iterator[MadePlan]:
    """A saved plan, whole and unchanged, with what ``permits`` lift on a day. InputInvalid where it is not. It is
    copied, so that nobody can write to it any more until it is applied. A large one may be read by several processes,
    which keep nothing of it."""
    if not file.is_file():
        raise InputInvalid(f"there is no plan file {file}", plan_file.ADVICE)
    with file.open("rb") as named, _spool() as stream:
        heading, digests = plan_file.verified(named, stream)
        lift = _lifting(heading, on or heading.date, Permits(read_permits(permits)))
        seen = Seen(KEPT_OF_SAVED)
        if parallel > 1 and stream.tell() > LARGE:
            from reconciler.workflows.reading_crew import read_beside  # start-up time: most are read by one process

            for sums in read_beside(parallel, stream, lift):
                seen.take(sums)
        else:
            stream.seek(0)
            for _ in seen.of(map(lift, plan_file.customers(stream))):
                pass
        yield MadePlan(
            stream, heading, digests, seen.totals, kept=seen.kept, file=file, lift=lift, glances=seen.glances
        )


def _lifting(heading: Heading, on: date, permits: Permits) -> Callable[[CustomerPlan], CustomerPlan]:
    """Whether a permit was used is asked where the plan is applied: only there the state is at hand."""
    permits.refuse_strangers(heading.lineage)
    return lambda plan: with_permits(plan, granted(permits.given, plan.customer, heading.lineage, on, {}))
