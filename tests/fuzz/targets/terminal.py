"""Text for a terminal: nothing active is left, and what is harmless stays as it is."""

from reconciler.reporting.escapes import for_terminal
from targets.active import active, text_of


def one(content: bytes) -> None:
    text = text_of(content)

    shown, narrow = for_terminal(text), for_terminal(text, unicode=False)

    assert not active(shown)
    assert narrow.isascii()
    assert narrow.isprintable()
    assert for_terminal(shown) == shown
    if not active(text):
        assert shown == text
