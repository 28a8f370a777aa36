"""A state in two text files: ``hub.json`` holds what is (see ``json_snapshot``), ``hub.journal.jsonl`` how it came
about (see ``json_journal``), ``hub.json.bak`` what was before the last writing.

For states of up to about 100,000 memberships, and for those that live in Git: every writing writes ``hub.json``
anew. The order is what makes it one step: the journal's new lines are synced, then ``hub.json`` is written aside,
synced and renamed, then the directory is synced, then the journal says so. Killed before the rename, the new lines are
beyond the length that ``hub.json`` names and count for nothing; killed after it, everything is there. ``hub.json`` is
never written in place.

Not handled: two machines writing at once over a network file system without ``flock``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from reconciler import folders
from reconciler.errors import StateBroken
from reconciler.kinds.converged import Converged
from reconciler.kinds.customer import CustomerId
from reconciler.kinds.letter import Delivery
from reconciler.kinds.vendor import VendorPerson
from reconciler.ports import Commit, CommitResult, Holding, Private, head_of
from reconciler.stores import durable, lock, refusals, shapes, soundness
from reconciler.stores.json_journal import JournalLine, JsonJournal, Span, acknowledgement, chained
from reconciler.stores.json_line import Written, converged_in, shelf_from, written
from reconciler.stores.json_places import backup_file, journal_file, refuse_odd
from reconciler.stores.json_places import files as files  # as every store has them
from reconciler.stores.json_places import lasting as lasting
from reconciler.stores.json_snapshot import Snapshot, snapshot_from
from reconciler.stores.sending import Sends
from reconciler.stores.shelf import Shelf
from reconciler.stores.shelved import Part, Shelved

_PATIENCE = 10.0
"""Seconds that a single writing waits for the lock when its caller does not hold it."""


class JsonStore(Sends, Shelved):
    """Sees the state as it was when opened; as it is, once the lock is held."""

    def __init__(self, url: str, path: Path, writable: bool) -> None:
        self.url = url
        self._path = path
        self._writable = writable
        self._locked = False
        self._journal = JsonJournal(journal_file(path), url)
        self._last: Written | None = None
        self._seen: Snapshot | None = self._read()

    @property
    def lineage(self) -> str:
        return self._snapshot.lineage

    def customers(self) -> Mapping[CustomerId, int]:
        return {customer: line.serial for customer, line in self._snapshot.lines.items()}

    def holding(self, customer: CustomerId) -> Holding | None:
        shelf = self._shelf(customer)
        return shelf.holding() if shelf.serial else None

    def sealed(self, _customer: CustomerId) -> bool:
        return self._journal.is_as_written(self._snapshot.journal, self._snapshot.chain)

    def commit(self, batch: Sequence[Commit]) -> Sequence[CommitResult]:
        with self._writing():
            shelves: dict[CustomerId, Shelf] = {}
            results, lines = [], []
            for commit in batch:
                known = shelves.get(commit.customer) or self._snapshot.lines.get(commit.customer)
                if (known.serial if known else 0) != commit.expected_serial:
                    results.append(CommitResult.STALE)
                    continue
                shelves[commit.customer] = (shelves.get(commit.customer) or self._shelf(commit.customer)).after(commit)
                lines.append((commit.customer, self._journal_line(commit)))
                results.append(CommitResult.COMMITTED)
            if lines:
                self._write(lines, shelves)
            return results

    def scrub(self) -> None:
        """The generation before becomes this one; what a killed writer left aside goes."""
        self.keep_converged(dict.fromkeys(self.converged(self.customers())))
        self._to_be_written()
        try:
            durable.aside_of(self._path).unlink(missing_ok=True)
            durable.keep_generation(self._path, backup_file(self._path))
            folders.synced(self._path.parent)
        except OSError as error:
            raise refusals.in_doubt(self.url, error) from error

    def remember(self, customer: CustomerId, managed_by: str, sources: Mapping[str, Any]) -> None:
        with self._writing():
            shelf = self._shelf(customer)
            if shelf.serial and (shelf.managed_by, shelf.sources) != (managed_by, sources):
                self._write([], {customer: shelf.remembering(managed_by, sources)})

    def converged(self, customers: Collection[CustomerId]) -> Mapping[CustomerId, Converged]:
        lines = self._snapshot.lines
        kept = ((c, converged_in(lines[c])) for c in customers if c in lines)
        return {customer: found for customer, found in kept if found is not None}

    def keep_converged(self, found: Mapping[CustomerId, Converged | None]) -> None:
        with self._writing():
            known = found.keys() & self._snapshot.lines.keys()
            if known:
                self._write([], {c: replace(self._shelf(c), converged=found[c]) for c in sorted(known)})

    def vendor(self) -> Sequence[VendorPerson]:
        return self._snapshot.vendor

    def keep_vendor(self, people: Sequence[VendorPerson]) -> None:
        with self._writing():
            self._seen = replace(self._snapshot, vendor=tuple(sorted(people, key=lambda person: person.key)))
            self._write([], {})

    def link_key(self) -> str:
        return self._snapshot.link_key

    def keep_link_key(self, key: str) -> None:
        with self._writing():
            self._seen = replace(self._snapshot, link_key=key)
            self._write([], {})

    def applied(self, apply: str) -> Mapping[CustomerId, int]:
        serials, found = dict[CustomerId, int](), dict[CustomerId, int]()
        for line in self._journal.lines(self._snapshot.journal) if apply else ():
            serials[line.customer] = serials.get(line.customer, 0) + 1
            if line.apply == apply:
                found[line.customer] = serials[line.customer]
        return dict(sorted(found.items()))

    def journal(self, customer: CustomerId) -> Iterator[bytes]:
        return self._entries(self._journal.spans(customer, self._snapshot.journal))

    def backwards(self, customer: CustomerId) -> Iterator[bytes]:
        return self._entries(reversed(self._journal.spans(customer, self._snapshot.journal)))

    def _entries(self, spans: Iterable[Span]) -> Iterator[bytes]:
        return (self._journal.line(span, self._snapshot.journal).entry for span in spans)

    def private(self, customer: CustomerId, ids: Collection[int] | None = None) -> Iterator[Private]:
        return self._shelf(customer).values(ids)

    def keep_delivery(self, steps: Sequence[Delivery]) -> None:
        with self._writing():
            known = [step for step in steps if step.customer in self._snapshot.lines]
            if known:
                self._write([], {step.customer: self._shelf(step.customer).delivered(step) for step in known})
        self._forget_noted(step.customer for step in steps)

    def check(self) -> Sequence[str]:
        try:
            seen = self._seen = self._read()
            if chained("", self._journal.texts(seen.journal)) != seen.chain:
                return [f"{self.url}: its journal was changed by another hand"]
            hashes = ((line.customer, head_of(line.entry)) for line in self._journal.lines(seen.journal))
            heads = {customer: (line.serial, line.head) for customer, line in seen.lines.items()}
            return list(soundness.journal_faults(hashes, heads))
        except StateBroken as broken:
            return [broken.what]

    @contextmanager
    def lock(self, holder: str, timeout: float) -> Iterator[None]:
        self._to_be_written()
        with lock.held(self._path, self.url, holder, timeout):
            refuse_odd(self._path, self.url)
            seen = self._seen = self._read_again()
            self._journal.acknowledge(seen.journal, seen.commit)  # killed before it could, its writer was still done
            self._locked = True
            try:
                yield
            finally:
                self._locked = False

    def close(self) -> None:
        """Nothing is held open between two calls."""

    def _part(self, customer: CustomerId, of: Callable[[Shelf], Part]) -> Part:
        shelf = self._shelf(customer)
        with self._as_written(customer):
            return of(shelf)

    def _shelf(self, customer: CustomerId) -> Shelf:
        """A customer as the files hold it, once head and serial are those of the journal; a new one if unknown."""
        line = self._snapshot.lines.get(customer)
        if line is None:
            return Shelf(customer)
        last = self._journal.line(line.last, self._snapshot.journal)
        if head_of(last.entry) != line.head or last.customer != customer:
            raise refusals.damaged(self.url, f"the last journal entry of {customer} is not the one its head names")
        if self._last is None or self._last.line != line:  # which compares every byte of it
            with self._as_written(customer):
                shelf = shelf_from(line)
                shapes.holding(shelf.holding())
                self._last = Written(line, shelf)
        return self._last.shelf

    @contextmanager
    def _as_written(self, customer: CustomerId) -> Iterator[None]:
        try:
            yield
        except refusals.MALFORMED as error:
            raise refusals.damaged(self.url, f"the line of {customer} is not as reconciler writes it") from error

    def _journal_line(self, commit: Commit) -> bytes:
        return JournalLine(commit.apply, self._snapshot.commit + 1, commit.customer, commit.entry).text()

    def _writing(self) -> AbstractContextManager[None]:
        return nullcontext() if self._locked else self.lock("a writer in passing", _PATIENCE)

    def _write(self, lines: Sequence[tuple[CustomerId, bytes]], shelves: Mapping[CustomerId, Shelf]) -> None:
        try:
            snapshot = self._next(lines, shelves)
            texts = [acknowledgement(self._snapshot.commit), *(text for _, text in lines)]
            self._journal.append(self._snapshot.journal, texts)
            aside = durable.written_aside(self._path, snapshot.chunks())
            durable.keep_generation(self._path, backup_file(self._path))
            durable.published(aside, self._path)
            self._seen = snapshot
            self._journal.acknowledge(snapshot.journal, snapshot.commit)
        except OSError as error:
            self._seen = None
            raise refusals.in_doubt(self.url, error) from error

    def _next(self, lines: Sequence[tuple[CustomerId, bytes]], shelves: Mapping[CustomerId, Shelf]) -> Snapshot:
        """What ``hub.json`` will be once these lines stand at the end of the journal."""
        now = self._snapshot
        last = {customer: now.lines[customer].last for customer in shelves if customer in now.lines}
        acknowledged = acknowledgement(now.commit)
        end = now.journal + len(acknowledged)
        for customer, text in lines:
            last[customer] = (end, len(text))
            end += len(text)
        chain = chained(now.chain, [acknowledged, *(text for _, text in lines)])
        before = {self._last.line.customer: self._last} if self._last is not None else {}
        changed = [written(shelf, last[c], before.get(c)) for c, shelf in shelves.items()]
        self._last = next(iter(changed), None)
        return now.after(end, chain, [each.line for each in changed])

    @property
    def _snapshot(self) -> Snapshot:
        """After a failure the files are read again, so that ``applied`` tells the truth."""
        self._seen = self._seen or self._read()
        return self._seen

    def _read_again(self) -> Snapshot:
        """What stands there byte for byte as it was seen needs no second place in memory."""
        try:
            if self._seen is not None and durable.holds(self._path, self._seen.chunks()):
                self._journal.fits(self._seen.commit, self._seen.journal)
                return self._seen
        except OSError as error:
            raise refusals.unusable(self.url, error) from error
        self._seen = None  # before another one is read
        return self._read()

    def _read(self) -> Snapshot:
        """Reads again where a complaint may come from a writer going on between the reading of the two files."""
        before = b""
        try:
            while True:
                if self._writable:  # the rename of a writer that was killed may not be durable yet
                    folders.synced(self._path.parent)
                text = self._path.read_bytes()
                try:
                    snapshot = snapshot_from(text, self.url)
                    self._journal.fits(snapshot.commit, snapshot.journal)
                    return snapshot
                except StateBroken:
                    if text == before:
                        raise
                    before = text
        except OSError as error:
            raise refusals.unusable(self.url, error) from error


def opened(url: str, path: Path, writable: bool, _patience: float = 0) -> JsonStore | None:
    if durable.is_there(path):
        return JsonStore(url, path, writable)
    journal = journal_file(path)
    if durable.is_there(journal) and journal.stat().st_size:
        raise refusals.damaged(url, f"it is missing, and its journal {journal.name} is still there")
    return None


def created(url: str, path: Path, lineage: str) -> JsonStore:
    try:
        folders.made(path.parent)
        with lock.held(path, url, "the maker of a new state", _PATIENCE):
            refuse_odd(path, url)
            if opened(url, path, writable=False):
                raise refusals.taken(url)
            for file, chunks in ((journal_file(path), []), (path, Snapshot(lineage).chunks())):
                durable.published(durable.written_aside(file, chunks), file)
    except OSError as error:
        raise refusals.unusable(url, error) from error
    return JsonStore(url, path, writable=True)
