"""A token proves one invitation, and no other one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.kinds.estate import CustomerId
from reconciler.kinds.invitation_link import SECRET_BYTES, InvitationId, LinkKey, proven, read_token, token_for

KEY, OTHER = LinkKey(b"k" * SECRET_BYTES), LinkKey(b"o" * SECRET_BYTES)
INVITATION = InvitationId(CustomerId("contoso"), 4, 17, 2)

numbers = st.integers(0, 2**53 - 1)
invitations = st.builds(
    InvitationId,
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True).map(CustomerId),
    numbers,
    numbers,
    numbers,
)


def is_proven(text: str, *keys: LinkKey) -> bool:
    token = read_token(text)
    return token is not None and proven(token, keys)


@given(invitations)
def test_a_token_read_back_is_proven_and_names_its_invitation(invitation: InvitationId) -> None:
    token = read_token(token_for(invitation, KEY))

    assert token is not None
    assert token.invitation == invitation
    assert proven(token, [OTHER, KEY])


def test_a_link_that_was_sent_is_made_alike_by_every_later_release() -> None:
    sent = "contoso.4.17.2.a045093e58dc2e31.5jyYFE4zRjwZijwnUIZ8HbcJwbNM2_lWo4d6Kb_jZLU"

    assert token_for(INVITATION, KEY) == sent
    assert is_proven(sent, KEY)


@given(st.integers(2**53 - 2, 2**53 + 2))
def test_a_number_past_what_a_state_counts_is_no_token(number: int) -> None:
    *_, key, proof = token_for(INVITATION, KEY).split(".")

    assert (read_token(f"contoso.{number}.17.2.{key}.{proof}") is not None) == (number < 2**53)


@given(invitations, invitations)
def test_no_token_proves_another_invitation(one: InvitationId, other: InvitationId) -> None:
    token = read_token(token_for(one, KEY))

    assert token is not None
    assert proven(token._replace(invitation=other), [KEY]) == (one == other)


def test_a_token_of_another_key_is_not_proven() -> None:
    assert not is_proven(token_for(INVITATION, KEY), OTHER)


def test_the_id_of_a_key_is_no_proof_of_having_it() -> None:
    forged = token_for(INVITATION, OTHER).replace(OTHER.id, KEY.id)

    assert not is_proven(forged, KEY)


@given(st.integers(0, 199), st.characters(codec="utf-8"))
def test_a_changed_character_is_noticed(at: int, character: str) -> None:
    text = token_for(INVITATION, KEY)
    at %= len(text)
    changed = text[:at] + character + text[at + 1 :]

    assert is_proven(changed, KEY) == (changed == text)


@pytest.mark.parametrize("length", range(len(token_for(INVITATION, KEY))))
def test_a_cut_token_is_not_proven(length: int) -> None:
    assert not is_proven(token_for(INVITATION, KEY)[:length], KEY)


@pytest.mark.parametrize(
    "text",
    [
        token_for(INVITATION, KEY) * 2,
        token_for(INVITATION, KEY).replace(".4.", ".04."),
        token_for(INVITATION, KEY).replace(".4.", ".٤."),
        token_for(INVITATION, KEY).replace(".4.", ".-4."),
        token_for(INVITATION, KEY)[:-1] + "\udc80",
        "." * 5,
        "1" * 10_000,
    ],
)
def test_a_token_written_otherwise_is_none(text: str) -> None:
    assert not is_proven(text, KEY)


def test_a_key_does_not_show_its_secret() -> None:
    assert "k" * 8 not in repr(KEY)


@pytest.mark.parametrize(("characters", "read"), [(200, True), (201, False)])
def test_what_is_longer_than_any_token_is_none(characters: int, read: bool) -> None:
    customer, rest = token_for(INVITATION, KEY).split(".", 1)

    text = f"{customer.ljust(characters - len(rest) - 1, 'o')}.{rest}"

    assert (len(text), read_token(text) is not None) == (characters, read)
