"""A checkout as somebody makes it, whatever the Git of this machine says of names and signatures."""

import os
import subprocess
from pathlib import Path


def git(at: Path, *arguments: str, by: str = "Ana <ana@contoso.com>", day: str = "") -> str:
    """What Git says. ``by`` is who commits, and ``day`` when, at nine in the morning; else it is now."""
    name, _, address = by.removesuffix(">").partition(" <")
    who = ("-c", f"user.name={name}", "-c", f"user.email={address}", "-c", "commit.gpgsign=false")
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T09:00:00Z") if day else {}
    command = ["git", "-C", str(at), *who, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **when})
    return done.stdout.strip()
