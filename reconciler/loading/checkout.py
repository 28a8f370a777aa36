"""The Git checkout that a configuration stands in, if it stands in one."""

from pathlib import Path


def base_of(root: Path) -> str:
    """From the top of the checkout to the configuration, as ``teams/hub/``; empty where both are one, or without Git.

    A worktree and a submodule have a file ``.git`` where others have a directory.
    """
    here = root.resolve()
    top = next((each for each in (here, *here.parents) if (each / ".git").exists()), here)
    return "".join(f"{part}/" for part in here.relative_to(top).parts)
