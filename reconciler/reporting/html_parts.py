"""One page of HTML that needs nothing else: its style is in it, and it forbids itself every script and every address.

The end tags of list entries are left out, as HTML allows: they would be a tenth of a page of 200,000 changes.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.resources import files

from reconciler.reporting.escapes import for_markup
from reconciler.reporting.look import Look

LOOK = Look(width=1_000_000)
"""For sentences that a browser wraps."""


def page(title: str, body: Iterable[str]) -> Iterator[str]:
    """``title`` is plain text, ``body`` is HTML. Whatever got past the encoders is still not run."""
    style = (files(__package__) / "plan.css").read_text(encoding="utf-8")
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{for_markup(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    yield from body
    yield "</body>\n</html>\n"


def prose(lines: Iterable[str]) -> str:
    """Lines of text that are safe already, as they stand."""
    text = "".join(lines).rstrip("\n")
    return f"<pre>{for_markup_lines(text)}</pre>\n" if text else ""


def for_markup_lines(text: str) -> str:
    return "\n".join(map(for_markup, text.split("\n")))


def section(title: str, body: str, kind: str = "") -> str:
    """Empty where it has nothing to say. ``title`` is plain text."""
    return (
        f"<section{f' class={kind}' if kind else ''}>\n<h2>{for_markup(title)}</h2>\n{body}</section>\n" if body else ""
    )


def foldable(summary: str, *, opened: bool) -> str:
    """The start tag; ``summary`` is HTML. It is ended by ``</details>``."""
    return f"<details{' open' if opened else ''}>\n<summary>{summary}</summary>\n"
