"""What the pipelines of ``init`` install: never a package that only has the name."""

import pytest

from reconciler.workflows.installed_from import requirement_of

AT = "https://git.contoso.example/tools/reconciler.git"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("direct", "requirement"),
    [
        ({"url": AT, "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, f"reconciler @ git+{AT}@{COMMIT}"),
        (
            {"url": AT, "vcs_info": {"vcs": "git", "commit_id": COMMIT}, "subdirectory": "py"},
            f"reconciler @ git+{AT}@{COMMIT}#subdirectory=py",
        ),
        (
            {"url": "https://contoso.example/r.whl", "archive_info": {"hashes": {"sha256": "ab"}}},
            "reconciler @ https://contoso.example/r.whl#sha256=ab",
        ),
        ({"url": "https://contoso.example/r.whl", "archive_info": {}}, ""),
        ({"url": "file:///home/ana/reconciler", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/ana/r.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
    ],
)
def test_what_others_can_take_is_named_to_the_commit_or_hash(direct: dict[str, object], requirement: str) -> None:
    assert requirement_of(direct) == requirement
