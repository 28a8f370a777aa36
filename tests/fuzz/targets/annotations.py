"""Text in annotations of pipelines, messages of SARIF and URIs: one command, no link, one path."""

import re
from urllib.parse import unquote_to_bytes, urlsplit

from reconciler.reporting.escapes import for_json, for_sarif, for_uri, for_workflow_command, for_workflow_property
from targets.active import active, text_of


def one(content: bytes) -> None:
    text = text_of(content)

    command, fields = for_workflow_command(text), for_workflow_property(text)
    path = for_uri(text)

    assert not active(command + fields + for_sarif(text))
    assert not re.search("[:,]", fields)
    assert not re.search(r"(?<!\\)\]\(", for_sarif(text))
    assert not re.search(r"(?<!\{)\{[0-9]+\}(?!\})", for_sarif(text))
    assert unquote_to_bytes(path) == text.encode("utf-8", "surrogatepass")
    assert not any(urlsplit(f"file:///{path}")[3:])
    assert for_json(text).isascii()
