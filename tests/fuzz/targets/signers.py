"""Who signed, as ssh-keygen names them: single addresses, and no pattern among them."""

from reconciler.kinds.address import key_of
from reconciler.workflows.signatures import single_addresses


def one(content: bytes) -> None:
    for address in single_addresses(content):
        assert key_of(address)
        assert not set(address) & set("*?!")
