"""One round of ``watch``: what was committed is fetched and looked at, planned, applied by the same guards, delivered.

Each step may fail without the others: where the repository does not answer, what was fetched before is served; where a
commit cannot be read as a whole, the one before it is. Whoever calls this again and again keeps the ``Watched``, which
remembers what was said already.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from reconciler.applying.receipt import CustomerResult, Receipt, Result
from reconciler.errors import ExitCode, InputInvalid, ReconcilerError, Stopped
from reconciler.loading.checkout import uncommitted
from reconciler.loading.configuration import scan
from reconciler.loading.followed import Followed, fetch, has_folder, looked_at, move, newest
from reconciler.loading.settings import settings_above
from reconciler.reporting.delivered import Delivered
from reconciler.reporting.from_elsewhere import from_elsewhere
from reconciler.reporting.words import counted
from reconciler.workflows.apply import ApplyRequest, apply, untouched
from reconciler.workflows.beside_a_pipeline import refuse_beside_a_pipeline
from reconciler.workflows.deliver import DeliverRequest, deliver
from reconciler.workflows.deliver_after import tracked_by_git
from reconciler.workflows.notify import notified
from reconciler.workflows.plan import MadePlan, PlanRequest, plan, refuse_unsound
from reconciler.workflows.state import NamedBy, StateChoice, located_here, reading
from reconciler.workflows.watch_events import Event, Level, Tell, tell_findings
from reconciler.workflows.world import World


@dataclass(slots=True)
class Watched:
    """What is watched, and what the rounds before have come to."""

    followed: Followed
    state: StateChoice = field(default_factory=StateChoice)
    delivers: bool = True
    password: str | None = field(default=None, repr=False)
    """Of the mail server, where the environment says one."""
    secret: str | None = field(default=None, repr=False)
    """What notices to a webhook are signed with, where the environment says one."""
    lineage: str = ""
    """Of the state that the round before has seen: another one, or none, is never taken for it."""
    refused: str = ""
    """The commit that could not be read as a whole."""
    settled: str = ""
    """The commit under which everything was applied that could be."""
    stops: frozenset[tuple[str, ...]] = frozenset()
    """Who was stopped by what, so that it is not said every minute."""
    mails_wait: bool = False
    """It was said that mails wait, since Git tracks the state."""

    def choice(self) -> StateChoice:
        if not self.lineage or self.state.lineage or settings_above(self.followed.at)[1].lineage:
            return self.state
        return self.state._replace(lineage=self.lineage, lineage_by=NamedBy.ROUND)

    def help(self, remedy: str) -> str:
        """As it can be typed anywhere: who reads a log does not stand where the watch does."""
        url = self.state.url or ""
        whole = url if "://" in url or not url else str(Path(url).resolve())
        return from_elsewhere(remedy, ("-C", str(self.followed.at), *(("--state", whole) if whole else ())))


@dataclass(slots=True)
class Round:
    """``faults`` are why a step failed, which is tried again later and later; ``unsound``: the newest commit cannot be
    read as a whole, and another one is served."""

    commit: str = ""
    receipt: Receipt | None = None
    delivered: Delivered | None = None
    faults: list[ReconcilerError | OSError] = field(default_factory=list)
    unsound: bool = False

    @property
    def ok(self) -> bool:
        return not self.faults and not self.unsound

    @property
    def exit_code(self) -> ExitCode:
        """As ``apply`` and ``deliver`` would have ended: what is wrong with the input is said first."""
        codes = [_code(fault) for fault in self.faults] + [ExitCode.INVALID] * self.unsound
        codes += [self.receipt.exit_code] if self.receipt is not None else []
        codes += [self.delivered.exit_code] if self.delivered is not None else []
        return next((code for code in codes if code is not ExitCode.DONE), ExitCode.DONE)


def _code(fault: ReconcilerError | OSError) -> ExitCode:
    return fault.exit_code if isinstance(fault, ReconcilerError) else ExitCode.FAILED


def one_round(watched: Watched, world: World, tell: Tell) -> Round:
    """Nothing that goes wrong is raised, unless it is a bug."""
    made = Round()
    with _told(watched, made, "fetch", tell):
        fetch(watched.followed)
    with _told(watched, made, "follow", tell):
        _follow(watched, made, tell)
    if not world.goes_on():
        return made
    with _told(watched, made, "apply", tell):
        made.commit = watched.followed.head
        made.receipt = _applied(watched, made.commit, world, tell)
    if not world.goes_on():
        return made
    with _told(watched, made, "deliver", tell):
        made.delivered = _delivered(watched, world, tell)
    return made


@contextmanager
def _told(watched: Watched, made: Round, step: str, tell: Tell) -> Iterator[None]:
    """What ended a step is said, and ends no other."""
    try:
        yield
    except ReconcilerError as fault:
        made.faults.append(fault)
        tell_findings(getattr(fault, "findings", ()), tell)
        tell(Event(Level.ERROR, "failed", {"step": step, "why": fault.what, "help": watched.help(fault.remedy)}))
    except OSError as fault:
        made.faults.append(fault)
        where = f" ({fault.filename})" if fault.filename else ""
        tell(Event(Level.ERROR, "failed", {"step": step, "why": f"{fault.strerror or fault}{where}"}))


def _follow(watched: Watched, made: Round, tell: Tell) -> None:
    """Moves to the newest commit, if it can be read as a whole."""
    followed, before = watched.followed, watched.followed.head
    commit = newest(followed)
    if commit == before:
        watched.refused = ""
        return
    if commit == watched.refused:
        made.unsound = True
        return
    fault = _unsound(followed, commit)
    if fault is not None:
        made.unsound, watched.refused = True, commit
        tell_findings(fault.findings, tell)
        served = f"goes on with {before[:12]}" if before else "nothing is served"
        why = f"commit {commit[:12]} {fault.what}; {served}"
        facts = {"commit": commit, "serving": before, "why": why, "help": fault.remedy}
        tell(Event(Level.ERROR, "refused", facts))
        return
    move(followed, commit)
    watched.refused = ""
    tell(Event(Level.INFO, "moved", {"commit": commit, "from": before}))


def _unsound(followed: Followed, commit: str) -> InputInvalid | None:
    """Why a commit is not served, if it is not."""
    if not has_folder(followed, commit):
        return InputInvalid(f"has no folder {followed.beneath}", "push one that has it, or name another")
    with looked_at(followed, commit) as tree:
        try:
            refuse_unsound(scan(tree).findings)
        except InputInvalid as fault:
            return _of_commit(fault, tree, followed)
    return None


def _of_commit(fault: InputInvalid, tree: Path, followed: Followed) -> InputInvalid:
    """Said of the repository: where its files were laid out to be looked at says nothing to anybody."""
    if fault.findings:
        return InputInvalid("cannot be read as a whole", "mend what is named above, and push it", fault.findings)
    what = fault.what.replace(f"{tree}", followed.beneath or "it")
    named = "--path " if followed.cloned else f"{followed.top}/"
    laid_out = f"{tree}".removesuffix(followed.beneath).rstrip("/")
    return InputInvalid(f"cannot be read: {what}", fault.remedy.replace(f"{laid_out}/", named))


def _applied(watched: Watched, commit: str, world: World, tell: Tell) -> Receipt:
    if not commit:
        raise InputInvalid("no commit has been served yet, so nothing was planned", "mend the newest one, and push it")
    root, _ = settings_above(watched.followed.at)  # all of it is declared, whatever part of it is watched
    if changed := uncommitted(root):
        raise InputInvalid(
            f"beneath {root} {counted(len(changed), 'file is', 'files are')} not as committed "
            f"({changed[0]}); nothing was planned",
            f"commit or undo that: git -C {quote(str(root))} status --ignored",
        )
    choice = watched.choice()
    refuse_beside_a_pipeline(watched.followed, choice)
    with plan(PlanRequest(watched.followed.at, choice), world) as made:
        if made.totals.run_stop is not None:
            _tell_stopped_run(watched, made, world, tell)
        if made.totals.changed or commit != watched.settled:
            receipt = apply(made, ApplyRequest(choice), world)
        else:
            receipt = Receipt(made.digests.plan, "", tuple(untouched(made)))
        if receipt.created:
            _tell_created(receipt.created, watched, tell)
        watched.lineage = made.heading.lineage or receipt.created
        watched.settled = commit
        if _tell_results(watched, made, receipt, tell):
            _notify(made, receipt, watched, world, tell)
    return receipt


def _tell_created(lineage: str, watched: Watched, tell: Tell) -> None:
    place = located_here(watched.state, watched.followed.at).as_written()
    advice = f"write into reconciler.yaml: state: {{url: {place}, lineage: {lineage}}}"
    tell(Event(Level.WARNING, "state_created", {"lineage": lineage, "url": place, "help": advice}))


def _notify(made: MadePlan, receipt: Receipt | None, watched: Watched, world: World, tell: Tell) -> None:
    place = located_here(watched.state, watched.followed.at)
    missed = notified(made, receipt, place, watched.secret, world)
    if missed is not None:
        tell(Event(Level.WARNING, "not_notified", {"why": missed.why, "help": missed.remedy}))


def _tell_stopped_run(watched: Watched, made: MadePlan, world: World, tell: Tell) -> None:
    stop = made.totals.run_stop
    assert stop is not None
    stops = frozenset({("", stop.guard, str(stop.value), str(stop.limit))})
    if stops != watched.stops:
        tell(Event(Level.WARNING, "stopped", {"guard": stop.guard, "value": stop.value, "limit": stop.limit}))
        _notify(made, None, watched, world, tell)
    watched.stops = stops
    raise Stopped(f"stopped by guard {stop.guard}: {stop.what}", stop.remedy)


_NEWS = {Result.APPLIED: Level.INFO, Result.HANDED_OFF: Level.INFO, Result.BLOCKED: Level.WARNING}


def _tell_results(watched: Watched, made: MadePlan, receipt: Receipt, tell: Tell) -> bool:
    """Each customer for whom something was done, and each that is stopped by something else than the round before.
    Whether there was any."""
    news = [c for c in receipt.customers if c.result is not Result.NOTHING and _stop(c) not in watched.stops]
    wrong = {c.customer for c in news if c.result is Result.FAILED}
    for customer in made.customers() if wrong else ():
        if customer.customer in wrong:
            tell_findings(customer.findings, tell)
    for each in news:
        facts: dict[str, object] = {"customer": each.customer, "serial": each.serial}
        facts |= {"why": list(each.why)} if each.why else {}
        facts |= {"help": watched.help(each.remedy)} if each.remedy else {}
        facts |= {"apply": receipt.apply} if each.result is Result.APPLIED else {}
        tell(Event(_NEWS.get(each.result, Level.ERROR), each.result.value, facts))
    watched.stops = frozenset(_stop(c) for c in receipt.customers if c.why)
    return bool(news)


def _stop(each: CustomerResult) -> tuple[str, ...]:
    return (each.customer, each.result.value, *each.why) if each.why else ()


def _delivered(watched: Watched, world: World, tell: Tell) -> Delivered | None:
    """None where it is not for this loop to do, or nothing has ever been applied."""
    at, choice = watched.followed.at, watched.choice()
    place = located_here(choice, at)
    if not watched.delivers or _waits_for_a_push(watched, place.url, tell):
        return None
    with reading(place) as store:
        if store is None:
            return None
    done = deliver(DeliverRequest(choice, password=watched.password, path=at), world)
    if done.down is not None:
        raise done.down
    if done.mails or done.put_off or done.bounced:
        facts = {"mails": done.mails, "put_off": len(done.put_off), "bounced": len(done.bounced)}
        tell(Event(Level.WARNING if done.put_off or done.bounced else Level.INFO, "delivered", facts))
    return done


def _waits_for_a_push(watched: Watched, url: str, tell: Tell) -> bool:
    """Whether no mail is sent from here, which is said once: a state that Git tracks counts when it is pushed."""
    waited, watched.mails_wait = watched.mails_wait, tracked_by_git(url)
    if watched.mails_wait and not waited:
        why = f"Git tracks the state {url}, and watch pushes none: its mails wait"
        advice = "commit and push the state, and then: reconciler deliver; or keep it where Git does not track it"
        tell(Event(Level.WARNING, "not_delivered", {"why": why, "help": watched.help(advice)}))
    return watched.mails_wait
