"""A channel that does as it is told, and the queue of one customer drained into it."""

from datetime import date

from runs import JUNE, Run, world

from reconciler.kinds.letter import Parcel, Reply, Taken
from reconciler.reporting.delivered import Delivered
from reconciler.workflows.deliver import DeliverRequest, deliver

HEAD = "version: 1\nname: tests\nlinks: {url: https://hub.example/invitations}\nmail: {from: hub@hub.example}\n"


class Post:
    """A channel whose other side does as it is told, by recipient."""

    place = "the post"

    def __init__(self, **answers: Taken | Exception) -> None:
        self.mails: list[Parcel] = []
        self._answers = answers

    def hand_over(self, parcel: Parcel) -> Reply:
        answer = self._answers.get(parcel.recipient.partition("@")[0], Taken.SENT)
        if isinstance(answer, Exception):
            raise answer
        if answer is Taken.SENT:
            self.mails.append(parcel)
        return Reply(answer, "" if answer is Taken.SENT else "as told")

    def sync(self, *_earlier: object) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is open."""


def sent(run: Run, post: Post | None = None, on: date = JUNE) -> Delivered:
    request = DeliverRequest(run.state, path=run.folder, new_key=not (run.folder / ".reconciler/links.key").exists())
    channel = None if post is None else lambda: post
    return deliver(request, world(on), channel)
