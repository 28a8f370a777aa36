"""Commands that write files which people named or wrote: killed, or refused, at every call by which they do.

Each file is then what it was or what it was to become, never half of it; the exit code tells which; and the same
command comes to the same end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import pytest
from bench import Bench
from commands_run import configured
from nursery import Command, Said
from tally import Tally
from tracing import KILL, need_strace, points, spoilt

from reconciler.errors import ExitCode

RETAIL = """\
version: 1
customer: contoso
workspaces:
  retail:
    purpose: Shops
    admins: [kai@contoso.com]
    members_from: [people.csv]
"""
PEOPLE = "person,role\nzoe@contoso.com,member\nben@contoso.com,member\n"
FAULTS = [(KILL, False), *product(("error=EIO", "error=ENOSPC", "error=EROFS"), (False, True))]
SAMPLE = 12
"""Points a command, where not all are wanted."""
ASIDE = (".reconciler.", ".audit.new/")
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Written:
    """``more`` is done before it, beside a state to which everything was applied."""

    name: str
    command: Command
    more: Callable[[Bench], object] = lambda _bench: None
    again: int = ExitCode.DONE
    """How it ends where everything is done already."""

    def __str__(self) -> str:
        return self.name


def _without_retail(bench: Bench) -> None:
    (bench.at / "retail.yaml").unlink()
    bench.ran(("plan", "--out", "next.plan"))


def _an_export(bench: Bench) -> None:
    (bench.at / "export.csv").write_text("person,role\nida@contoso.com,member\n")


IMPORT = ("import", "roster", "export.csv", "--customer", "contoso", "--workspace", "retail", "--auto-approve")
PERMIT = ("permit", "next.plan", "--guard", "vanished", "--because", "closed", "--out", "permit.json")
COMMANDS = (
    Written("plan", ("plan", "--out", "next.plan"), lambda bench: (bench.at / "next.plan").write_text("an old one\n")),
    Written("permit", PERMIT, _without_retail),
    Written("fmt", ("fmt",)),
    Written("import-roster", IMPORT, _an_export),
    Written("member-add", ("member", "add", "ida@contoso.com", "contoso/finance"), again=ExitCode.WRONG_USAGE),
    Written("move", ("move", "ana@contoso.com", "contoso/finance", "contoso/retail"), again=ExitCode.WRONG_USAGE),
    Written("evidence", ("export", "evidence", "audit"), again=ExitCode.INVALID),
)


@pytest.mark.parametrize("state", ["hub.db"])
@pytest.mark.parametrize("written", COMMANDS, ids=str)
def test_a_file_that_cannot_be_written_is_what_it_was(written: Written, bench: Bench, tally: Tally) -> None:
    need_strace(bench)
    configured(bench.at)
    (bench.at / "retail.yaml").write_text(RETAIL)
    (bench.at / "people.csv").write_text(PEOPLE)
    bench.done(("apply", "--auto-approve"))
    written.more(bench)
    bench.keep()
    before = _files(bench)
    bench.warm(written.command)
    bench.begin().done(written.command)
    end = _files(bench)
    assert before != end
    found = points(bench.begin(), written.command)
    assert len(found) >= 10
    every = list(product(found, FAULTS))
    for point, (fault, for_ever) in tally.sample(every, SAMPLE, f"{written} {bench.state}"):
        named = (str(point), fault, "for ever" if for_ever else "once")
        failed = spoilt(bench.begin(), written.command, point, fault, for_ever=for_ever)
        assert failed.met, named
        left = _files(bench)
        _is_true(failed.said, before, left, end, named)
        (again,) = bench.ran(written.command)
        assert again.code == (written.again if _whole(left) == end else ExitCode.DONE), (named, failed.said, again)
        assert _whole(_files(bench)) == end, named
        tally.survived()


def _files(bench: Bench) -> Files:
    """Without those of the state."""
    every = ((str(path.relative_to(bench.at)), path) for path in bench.at.rglob("*") if path.is_file())
    return {name: path.read_bytes() for name, path in every if not name.startswith(("hub.", ".hub."))}


def _whole(files: Files) -> Files:
    """Without what was written aside, and not yet put in its place."""
    return {name: text for name, text in files.items() if not name.startswith(ASIDE)}


def _is_true(said: Said, before: Files, left: Files, end: Files, named: object) -> None:
    """What was written aside may be left where it cannot be taken away."""
    for name, text in _whole(left).items():
        assert text in (before.get(name), end.get(name)), (named, name, said)
    assert before.keys() & end.keys() <= left.keys(), (named, said)
    assert said.code != ExitCode.DONE or left == end, (named, said)
    for lie in ("Traceback", "This is a bug", "Exception ignored"):
        assert lie not in said.out + said.err, (named, said)
    if any(words in said.err for words in ("othing was changed", "othing was written", "othing was kept")):
        assert _whole(left) == before, (named, said)
