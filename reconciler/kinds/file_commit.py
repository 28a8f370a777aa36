"""The commit in which files of a configuration stood when they were read: as it is recorded, and as it is said."""

UNCOMMITTED = " with uncommitted changes"
"""Behind a commit where they did not stand in it as they were."""
_LETTERS = 8


def commit_said(commit: str) -> str:
    """Short enough for a line; empty where there is none."""
    name, changed, _ = commit.partition(UNCOMMITTED)
    return f"{name[:_LETTERS]}{changed}"


def is_whole(commit: str) -> bool:
    """Whether what was read is what stands in the commit, so that reverting it takes that back."""
    return bool(commit) and UNCOMMITTED not in commit
