from reconciler.reporting.look import Look
from reconciler.reporting.written_files import written_text

FILES = [("a.yaml", "what is to be done about the files of a customer that is new"), ("ci/state.sh", "the state")]


def test_a_wide_terminal_has_two_columns() -> None:
    text = "".join(written_text(FILES, Look(width=56)))

    assert text == (
        "  a.yaml       what is to be done about the files of a\n"
        "               customer that is new\n"
        "  ci/state.sh  the state\n"
    )


def test_a_narrow_one_has_the_purpose_below() -> None:
    text = "".join(written_text(FILES, Look(width=40)))

    assert text == (
        "  a.yaml\n"
        "      what is to be done about the files\n"
        "      of a customer that is new\n"
        "  ci/state.sh\n"
        "      the state\n"
    )
