"""An invitation answered by its link: the door that a web page uses, and an operator who is given a link.

The token is proven before anything of the state is looked at, and judged again under the lock: of two who answer at
once, one is told that it was answered already.
"""

import re
from dataclasses import dataclass

from reconciler.applying.answered import Answer
from reconciler.applying.answers import answered_step
from reconciler.applying.by_link import UNKNOWN, Heard, Said, heard
from reconciler.applying.entry import Occasion
from reconciler.applying.receipt import CustomerResult
from reconciler.applying.record import estate_of
from reconciler.applying.refusal import Refusal
from reconciler.errors import InputInvalid
from reconciler.kinds.account import read_account
from reconciler.kinds.address import key_of
from reconciler.kinds.invitation_link import LinkKey, Token, proven, read_token
from reconciler.loading.settings import settings_above
from reconciler.ports import StateStore
from reconciler.workflows.by_hand import error_of
from reconciler.workflows.commits import commit_or_refuse
from reconciler.workflows.link_keys import key_file, link_keys
from reconciler.workflows.sound import sound_holding
from reconciler.workflows.state import Located, StateChoice, located_here, reading_existing, writing
from reconciler.workflows.world import World

_WHOLE = "copy the whole link from the mail, or what follows after its last = or #, into the file"
RUN_AGAIN = "run the same command again"


@dataclass(frozen=True, slots=True)
class ByLink:
    """``token`` is what was in the file: a token, or the link that has it. ``account`` is ``issuer,tenant,object`` and
    perhaps ``,address``; empty where nobody signed in. ``keys`` is another file of link keys."""

    answer: Answer
    token: str
    account: str = ""
    confirmed_by: tuple[str, ...] = ()
    keys: str | None = None


@dataclass(frozen=True, slots=True)
class AnsweredByLink:
    heard: Heard
    result: CustomerResult


def answer_by_link(asked: ByLink, state: StateChoice, world: World) -> AnsweredByLink:
    """Takes the answer, in one commit with one entry; an error, and nothing is changed, where it does not count."""
    token = _token(asked.token)
    account = read_account(asked.account) if asked.account else None
    confirming = tuple(map(key_of, asked.confirmed_by))
    place = located_here(state)
    with reading_existing(place) as store:
        """Nothing is accepted into a state that is not there: ``writing`` would make one."""
        _prove(token, _keys(asked, store, place))
    with writing(place, world) as store, store.lock(f"{world.actor} ({asked.answer})", state.lock_timeout):
        said = Said(token.invitation, asked.answer, world.today(), account, confirming, store.vendor())
        return _committed(store, said, world)


def _token(text: str) -> Token:
    words = text.split()
    if len(words) > 1 or text.count("://") > 1:
        raise InputInvalid("there are several tokens in the file, or one that was broken apart", _WHOLE)
    token = read_token(re.split("[=#/]", words[0])[-1]) if words else None
    if token is None:
        raise InputInvalid("this is no whole token: it was cut off, doubled, or is something else", _WHOLE)
    return token


def _keys(asked: ByLink, store: StateStore, place: Located) -> tuple[LinkKey, ...]:
    _, settings = settings_above(place.root)
    return link_keys(store, key_file(asked.keys, settings, place.root)).known


def _prove(token: Token, keys: tuple[LinkKey, ...]) -> None:
    if all(key.id != token.key for key in keys):
        raise InputInvalid(
            f"this link was made with key {token.key}, which is none of this state's",
            "was the link made for another state, or the key taken out? reconciler invitations resend makes a new one",
        )
    if not proven(token, keys):
        raise InputInvalid("this token was not made here: it was changed, or cut off, on its way", _WHOLE)


def _committed(store: StateStore, said: Said, world: World) -> AnsweredByLink:
    holding = sound_holding(store, said.invitation.customer)
    if holding is None:
        raise error_of(UNKNOWN)
    answer = heard(estate_of(holding), said)
    if isinstance(answer, Refusal):
        raise error_of(answer)
    occasion = Occasion(world.clock(), said.on, world.actor, world.via, confirmed_by=answer.on_the_word_of)
    step = answered_step(answer.judged, holding, occasion, world.randomness)
    commit_or_refuse(store, step, RUN_AGAIN)
    return AnsweredByLink(answer, step.result)
