"""A CSV of answers: good rows are taken, each bad one is a finding with its line, a file that is none is refused."""

from datetime import date
from pathlib import Path

import pytest

from reconciler.applying.answered import Answer, Answered
from reconciler.errors import InputInvalid
from reconciler.kinds.address import PersonKey
from reconciler.kinds.estate import CustomerId
from reconciler.kinds.workspace import WorkspaceId
from reconciler.loading.answers import Answers, read_answers
from reconciler.loading.yaml import LARGEST_FILE

TODAY = date(2026, 6, 1)
HEAD = "customer,workspace,person,answer,at\n"


def read(folder: Path, text: str | bytes) -> Answers:
    file = folder / "answers.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_answers(file, TODAY)


def only(answers: Answers) -> Answered:
    ((answer,),) = answers.by_customer.values()
    return answer


def test_a_row_is_an_answer_with_its_line(tmp_path: Path) -> None:
    answers = read(tmp_path, HEAD + "contoso,finance,Ana@contoso.com,accepted,2026-05-30\n")

    assert answers.by_customer.keys() == {CustomerId("contoso")}
    assert only(answers) == Answered(
        WorkspaceId("finance"), PersonKey("ana@contoso.com"), Answer.ACCEPTED, date(2026, 5, 30), 2
    )
    assert (answers.bad.count, answers.rows) == (0, 1)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("", TODAY),
        ("2026-05-30", date(2026, 5, 30)),
        ("2026-05-30T23:30:00", date(2026, 5, 30)),
        ("2026-05-30T23:30:00Z", date(2026, 5, 30)),
        ("2026-05-30T23:30:00-02:00", date(2026, 5, 31)),
        ("2026-05-30T00:30:00+02:00", date(2026, 5, 29)),
    ],
)
def test_the_day_of_an_answer_is_the_one_in_utc(tmp_path: Path, at: str, on: date) -> None:
    assert only(read(tmp_path, HEAD + f"contoso,finance,ana@contoso.com,accepted,{at}\n")).on == on


def test_columns_stand_in_any_order_and_others_are_welcome(tmp_path: Path) -> None:
    answers = read(
        tmp_path, "answer;remark;person;workspace;customer\ndeclined;by phone;ana@contoso.com;finance;contoso\n"
    )

    assert (only(answers).answer, only(answers).on) == (Answer.DECLINED, TODAY)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",finance,ana@contoso.com,accepted,", "customer is empty"),
        ("contoso, ,ana@contoso.com,accepted,", "workspace is empty"),
        ("contoso,finance,,accepted,", "person is empty"),
        ("contoso,finance,ana@contoso.com,,", "answer is empty"),
        ("contoso,finance", "person is empty"),
        ("contoso,finance,ana@contoso.com,maybe,", "'maybe' is no answer; write accepted, declined, left, bounced"),
        ("contoso,finance,ana at contoso.com,left,", "the address contains a space"),
        ("contoso,finance,ana@contoso.com,left,yesterday", "'yesterday' is no day or moment"),
        ("contoso,finance,ana@contoso.com,left,2026-13-01", "'2026-13-01' is no day or moment"),
    ],
)
def test_a_bad_row_is_a_finding_at_its_line_and_the_others_go_on(tmp_path: Path, row: str, why: str) -> None:
    good = "contoso,finance,ben@contoso.com,left,\n"

    answers = read(tmp_path, HEAD + good + row + "\n" + good)

    (finding,) = answers.bad.findings()
    assert finding.explanation.startswith(why)
    assert finding.place is not None
    assert (finding.rule, finding.place.file, finding.place.line) == ("answer-row", str(tmp_path / "answers.csv"), 3)
    assert [a.row for a in answers.by_customer[CustomerId("contoso")]] == [2, 4]
    assert answers.rows == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "answers.csv is empty"),
        (b" \n\n", "answers.csv is empty"),
        (b"\xff\xfec\x00u\x00", "answers.csv cannot be read: it is not UTF-8"),
        (b"customer,workspace,person\n", "answers.csv has no column 'answer'"),
        (b'customer,workspace,person,answer\ncontoso,finance,"ana"x,left\n', "answers.csv:2: "),
    ],
)
def test_a_file_that_holds_no_answers_is_refused_as_a_whole(tmp_path: Path, text: bytes, why: str) -> None:
    with pytest.raises(InputInvalid, match=why) as refused:
        read(tmp_path, text)

    assert refused.value.remedy


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="cannot be read: No such file"):
        read_answers(tmp_path / "nowhere.csv", TODAY)


def test_a_byte_order_mark_at_the_start_is_taken(tmp_path: Path) -> None:
    answers = read(tmp_path, b"\xef\xbb\xbf" + (HEAD + "contoso,finance,ana@contoso.com,left,\n").encode())

    assert only(answers).answer is Answer.LEFT


def test_a_file_larger_than_any_other_input_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)

    with pytest.raises(InputInvalid, match=r"is larger than 67,108,864 bytes"):
        read_answers(large, TODAY)
