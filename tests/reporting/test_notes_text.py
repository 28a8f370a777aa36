"""Warnings and notes beneath a plan: short, and whole where everything was asked for."""

from dataclasses import replace

from plans import customer_plan

from reconciler.findings import Finding, Place, Severity
from reconciler.reporting.look import Look
from reconciler.reporting.notes_text import notes_text

NOTE = Finding(
    "S-17",
    Severity.INFO,
    "add-on that no workspace has",
    "400 hours were bought",
    "send this to your CSAM:\nTo: avery@vendor.example\n- add 400 hours",
    place=Place("contract.yaml", 12, 7),
)


def said(*findings: Finding, unfold: bool) -> list[str]:
    return "".join(notes_text(replace(customer_plan(), findings=findings), Look(), unfold)).splitlines()


def test_a_note_alone_says_what_it_is_about() -> None:
    assert said(NOTE, unfold=False) == [
        "  note[S-17]: add-on that no workspace has, contract.yaml:12: 400 hours were bought"
    ]


def test_notes_of_a_kind_are_counted() -> None:
    another = replace(NOTE, explanation="6 reviews were bought", place=Place("contract.yaml", 13, 7))

    assert said(NOTE, another, unfold=False) == [
        "  note[S-17]: add-on that no workspace has, contract.yaml:12 and 1 more, which -v shows"
    ]


def test_unfolded_it_says_why_and_what_to_send_line_by_line() -> None:
    assert said(NOTE, unfold=True) == [
        "  note[S-17]: add-on that no workspace has, contract.yaml:12",
        "    400 hours were bought",
        "    send this to your CSAM:",
        "    To: avery@vendor.example",
        "    - add 400 hours",
    ]
