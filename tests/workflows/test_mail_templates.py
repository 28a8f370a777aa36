"""``validate`` finds wrong in a template what ``deliver`` would refuse, at the same place."""

from pathlib import Path

import pytest
from runs import JUNE, Run, world

from reconciler.errors import InputInvalid
from reconciler.findings import Finding
from reconciler.workflows.deliver import DeliverRequest, deliver
from reconciler.workflows.validate import validate

HEAD = "version: 1\nname: tests\nmail: {templates: mail/looks}\n"


def _written(looks: Path, name: str, content: bytes) -> None:
    (looks / name).write_bytes(content)


def _linked(looks: Path, name: str, _content: bytes) -> None:
    (looks / name).symlink_to("/etc/hostname")


def refused_by_deliver(run: Run) -> tuple[Finding, ...]:
    with pytest.raises(InputInvalid) as refused:
        deliver(DeliverRequest(run.state, path=run.folder, new_key=True), world(JUNE))
    return refused.value.findings  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("make", "name", "content", "place"),
    [
        (_written, "row.txt", b"$label\n $vlue\n", "mail/looks/row.txt:2:2"),
        (_written, "en.words", b"button = Yes\ntitle_ending =\n", "mail/looks/en.words:2:1"),
        (_written, "en.words", b"title_ending = Hi\rBcc: eve@mail.example\n", "mail/looks/en.words:2:1"),
        (_written, "en.words", "# gr\u00fc\u00df\nbutton = \u00fc".encode() + b"\xff\n", "mail/looks/en.words:2:11"),
        (_linked, "row.html", b"", "mail/looks/row.html:1:1"),
    ],
)
def test_a_template_is_refused_where_it_is_wrong(
    make: object, name: str, content: bytes, place: str, tmp_path: Path
) -> None:
    run = Run(tmp_path)
    run.apply()
    (tmp_path / "reconciler.yaml").write_text(HEAD)
    (tmp_path / "mail/looks").mkdir(parents=True)
    make(tmp_path / "mail/looks", name, content)  # type: ignore[operator]

    found = validate(tmp_path, world(JUNE)).findings

    assert [f"{f.rule} {f.place}" for f in found] == [f"mail-template {place}"]
    assert refused_by_deliver(run) == found


def test_a_folder_that_is_missing_is_told_where_it_is_named(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.apply()
    (tmp_path / "reconciler.yaml").write_text(HEAD)

    found = validate(tmp_path, world(JUNE)).findings

    assert [f"{f.rule} {f.place}" for f in found] == ["mail-template reconciler.yaml:3:19"]
    assert refused_by_deliver(run) == found
