"""Where pip took this very reconciler from, as a machine elsewhere may take it too (PEP 610, ``direct_url.json``)."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

_NAME = "reconciler"


def requirement() -> str:
    """``reconciler @ git+https://...@COMMIT``, or an archive with its hash. Empty where it came from a directory here
    or from a package index: pip does not remember which one, and in another the name may be somebody else's."""
    try:
        told = distribution(_NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    return requirement_of(json.loads(told)) if told else ""


def requirement_of(direct: dict[str, Any]) -> str:
    url = str(direct["url"])
    if url.startswith("file:"):
        return ""
    if vcs := direct.get("vcs_info"):
        beneath = f"#subdirectory={direct['subdirectory']}" if direct.get("subdirectory") else ""
        return f"{_NAME} @ {vcs['vcs']}+{url}@{vcs['commit_id']}{beneath}"
    sha256 = direct.get("archive_info", {}).get("hashes", {}).get("sha256")
    return f"{_NAME} @ {url}#sha256={sha256}" if sha256 else ""
