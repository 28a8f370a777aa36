"""A directory with a configuration and a state in it, where commands are run; as often as wanted from one beginning."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from nursery import Command, Nursery, Said

LOOKS = (("verify",), ("show", "--format", "json"), ("status", "--format", "json"))


class Seen(NamedTuple):
    """What a state holds and what has left, in words that do not tell how often somebody tried."""

    estates: Any
    serials: dict[str, int]
    owed: dict[str, int]
    mails: dict[str, bytes]


NOTHING = Seen([], {}, {}, {})


@dataclass(frozen=True)
class Bench:
    nursery: Nursery
    at: Path
    state: str

    def started(self, command: Command, said: str = "traced") -> int:
        return self.nursery.started(self.at, command, said=said, RECONCILER_STATE=self.state)

    def warm(self, command: Command) -> None:
        """Everything that the command and its repetition import is imported: each run makes the same calls from now
        on."""
        commands = [*LOOKS, command, *LOOKS, command]
        self.nursery.warm(self.at, [["--state", self.state, *each] for each in commands])

    def ran(self, *commands: Command, **variables: str) -> list[Said]:
        return self.nursery.ran(self.at, *commands, RECONCILER_STATE=self.state, **variables)

    def done(self, command: Command) -> Said:
        (said,) = self.ran(command)
        assert said.code == 0, (command, said)
        return said

    def look(self) -> Seen:
        """The state as it is now, which verifies."""
        return self._seen(self.ran(*LOOKS))

    def look_and_again(self, command: Command) -> tuple[Seen, Said, Seen]:
        """The state, what the command says to it, and the state then."""
        mails, said = self.mails(), self.ran(*LOOKS, command, *LOOKS)
        looks = len(LOOKS)
        before = self._seen(said[:looks])._replace(mails=mails)
        return before, said[looks], self._seen(said[looks + 1 :])

    def _seen(self, said: list[Said]) -> Seen:
        verified, shown, status = said
        if "there is no state" in verified.err:
            return NOTHING._replace(mails=self.mails())
        assert verified.code == 0, verified
        rows = json.loads(status.out)["customers"]
        return Seen(
            json.loads(shown.out)["customers"],
            {row["customer"]: row["serial"] for row in rows},
            {row["customer"]: row["owed"] for row in rows},
            self.mails(),
        )

    def mails(self) -> dict[str, bytes]:
        new = self.at / ".reconciler" / "outbox" / "new"
        return {mail.name: mail.read_bytes() for mail in sorted(new.iterdir())} if new.exists() else {}

    def keep(self, name: str = "kept") -> None:
        """What is there now is the beginning of that name from now on."""
        shutil.rmtree(self.at.with_name(name), ignore_errors=True)
        shutil.copytree(self.at, self.at.with_name(name))

    def empty(self) -> None:
        shutil.rmtree(self.at)
        self.at.mkdir()

    def begin(self, name: str = "kept") -> "Bench":
        shutil.rmtree(self.at)
        shutil.copytree(self.at.with_name(name), self.at)
        return self
