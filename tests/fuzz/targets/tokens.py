"""Tokens of links: what is read is written alike, and proves nothing."""

from reconciler.kinds.invitation_link import LinkKey, proven, read_token, token_for

KEY = LinkKey(b"k" * 32)


def one(content: bytes) -> None:
    text = content.decode("utf-8", "replace")

    token = read_token(text)

    if token is not None:
        made = token_for(token.invitation, KEY)
        assert made.split(".")[:4] == text.split(".")[:4]
        assert proven(token, [KEY]) == (made == text)
