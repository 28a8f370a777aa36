"""What an undisturbed run comes to, and whether a spoilt one and its repetition come to the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench import Bench, Seen
from nursery import Said
from scenes import Scene
from tracing import LOCKING, READING, WRITING, Point, points

from reconciler.errors import ExitCode
from reconciler.stores.opening import files_of

FINISHED = (ExitCode.DONE, ExitCode.FAILED, ExitCode.PARTLY)
UNCLEAR = {ExitCode.UNSOUND: "or its disk cannot read it", ExitCode.STALE: "see to its lock server"}
"""What SQLite does not tell from something else, and the words that leave both open."""
UNFINISHED = (ExitCode.FAILED, ExitCode.INVALID, ExitCode.PARTLY, ExitCode.UNSOUND)


@dataclass(frozen=True)
class Reference:
    """``again`` is how the command ends when everything is done already."""

    scene: Scene
    before: Seen
    end: Seen
    again: int
    said: Said

    @classmethod
    def of(cls, bench: Bench, scene: Scene) -> "Reference":
        before, said, end = bench.begin().look_and_again(scene.command)
        assert said.code == 0, said
        assert before != end
        same, again, still = bench.look_and_again(scene.command)
        assert scene.outcome(same) == scene.outcome(still) == scene.outcome(end)
        return cls(scene, before, end, again.code, said)

    def converges(self, bench: Bench, spoilt: Said, point: object) -> Seen:
        """The state after the fault; the same command has then brought it to where it would have been at once."""
        left, again, end = bench.look_and_again(self.scene.command)
        finished = self.scene.outcome(left) == self.scene.outcome(self.end)
        assert again.code == (self.again if finished else 0), (point, spoilt, again)
        assert self.scene.outcome(end) == self.scene.outcome(self.end), (point, spoilt, again)
        if self.scene.forgotten:
            there = [file for file in files_of(str(bench.at / bench.state)) if file.exists()]
            assert [f.name for f in there if self.scene.forgotten in f.read_bytes()] == [], (point, spoilt)
        return left

    def repeats(self, left: Seen, point: object) -> None:
        """What had left when a command was killed left whole, and is the same mail if it leaves again."""
        for name, mail in left.mails.items():
            assert not self.scene.repeats_bytes or self.end.mails[name] == mail, (point, name)

    def is_true(self, spoilt: Said, left: Seen, point: object) -> None:
        """I11: done is done; what is said not to be changed is not; and every failure is said, in words for people."""
        finished = self.scene.outcome(left) == self.scene.outcome(self.end)
        unclear = {code for code, words in UNCLEAR.items() if words in spoilt.err}
        assert spoilt.code in {*(FINISHED if finished else UNFINISHED), *unclear}, (point, spoilt)
        for lie in ("Traceback", "This is a bug", "Exception ignored", "is damaged:"):
            assert lie not in spoilt.out + spoilt.err, (point, spoilt)
        if any(
            said in spoilt.err
            for said in ("othing was changed", "othing was written", "othing done", "othing has been")
        ):
            assert left == self.before, (point, spoilt)


@dataclass(frozen=True)
class Stage:
    """A scene on its bench, what comes of it where nothing is spoilt, and where it can be."""

    bench: Bench
    whole: Reference
    writing: Sequence[Point]
    reading: Sequence[Point]
    locking: Sequence[Point]

    @classmethod
    def of(cls, bench: Bench, scene: Scene) -> "Stage":
        whole = Reference.of(bench, scene)
        found = points(bench.begin(), scene.command, (*WRITING, *READING, *LOCKING))
        kinds = ([p for p in found if p.call in calls] for calls in (WRITING, READING, LOCKING))
        return cls(bench, whole, *kinds)
