"""What a delivery did, in words."""

from collections import Counter

from reconciler.reporting.delivered import Delivered
from reconciler.reporting.delivery import delivery_text
from reconciler.reporting.look import Look


def test_what_left_is_counted_by_kind() -> None:
    done = Delivered("the post", mails=3, messages=Counter(ending=2, invitation=1))

    assert "".join(delivery_text(done, Look())) == (
        "Sent to the post: 3 mails with 1 invitation, 2 notices of a last day.\n"
    )


def test_invitations_that_ended_unsent_are_told_with_what_becomes_of_them() -> None:
    done = Delivered("the post", lapsed=1)

    assert " ".join("".join(delivery_text(done, Look())).split()) == (
        "1 invitation ended before it was sent: reconciler plan asks again, or lists it as needing a decision. "
        "Nothing was to be sent."
    )
