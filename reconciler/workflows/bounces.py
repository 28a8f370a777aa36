"""A recipient whom nobody knows is an answer: recorded through the same door as ``record`` uses, in one commit."""

from collections.abc import Sequence

from reconciler.applying.answered import Answer, Answered, Replies
from reconciler.applying.answers import answered_step, judged
from reconciler.applying.entry import Occasion
from reconciler.applying.record import estate_of
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.letter import Letter
from reconciler.ports import StateStore
from reconciler.workflows.commits import committed
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.world import World


def bounced(store: StateStore, customer: CustomerId, letters: Sequence[Letter], world: World) -> None:
    """Under the lock. What these letters were about and is an open question is one no more; an invitation that was
    answered in the meantime is left as it is."""
    holding = sound_holding(store, customer)
    assert holding is not None
    estate = estate_of(holding)
    names = {number: key for key, number in estate.numbers.items()}
    workspaces = {number: w for w, number in estate.workspace_numbers.items()}
    asked = {
        (about.workspace, letter.person): about.generation
        for letter in letters
        for about in letter.about
        if not about.kind.is_notice
    }
    answers = [
        Answered(workspaces[w], names[person], Answer.BOUNCED, world.today(), 0)
        for (w, person), generation in asked.items()
        if person in names and estate.seats_in(workspaces[w])[names[person]].generation == generation
    ]
    occasion = Occasion(world.clock(), world.today(), world.actor, "delivery")
    step = answered_step(judged(estate, Replies(answers)), holding, occasion, world.randomness)
    if step.commit is not None:
        committed(store, [step.commit])
