"""What can be wrong with files as such: a small fixed set of codes, each with its words.

Rules of the domain have ids of their own (S-nn, D-nn); these are about the shape of what was written. A summary
has fixed words, so that it can be searched; what differs stands in the explanation. Codes never change meaning.
"""

from collections.abc import Mapping
from typing import NamedTuple

from reconciler.findings import Finding, Place, Severity


class Code(NamedTuple):
    """``summary`` is the first line of each finding; ``says`` explains the code; ``wrong`` and ``right`` show it."""

    summary: str
    says: str
    wrong: str = ""
    right: str = ""


CODES: Mapping[str, Code] = {
    "yaml-syntax": Code(
        "this is not YAML that can be read",
        "The file breaks off here: indentation, a bracket or a quote does not fit, so nothing after it can be trusted.",
        "admins: [kai@contoso.com",
        "admins: [kai@contoso.com]",
    ),
    "yaml-duplicate-key": Code(
        "the same key twice",
        "A key may stand once in a mapping; most loaders silently keep the last, and somebody loses access unseen.",
        "members: [ana@contoso.com]\nmembers: [ben@contoso.com]",
        "members: [ana@contoso.com, ben@contoso.com]",
    ),
    "yaml-feature": Code(
        "a YAML feature that is not used here",
        "Anchors, aliases, merge keys, tags and directives make a reviewer read one thing and the tool another.",
        "members: *everybody",
        "members: [{group: everybody}]",
    ),
    "yaml-key": Code(
        "a key that is not text",
        "Every key is a name. A number, true, false, null, a list or a mapping is none; quote it if it is meant.",
        "groups: {2026: [ana@contoso.com]}",
        'groups: {"2026": [ana@contoso.com]}',
    ),
    "too-large": Code(
        "larger than a configuration may be",
        "A file may have 64 MB, the rosters of a customer 256 MB together, one text 1 MB, and nesting 32 levels; more"
        " is a mistake or an attack.",
    ),
    "bad-encoding": Code(
        "text that is not UTF-8",
        "Files are UTF-8. Guessing another encoding would turn names and addresses into other ones.",
    ),
    "bad-character": Code(
        "a character that must not stand here",
        "Control, bidirectional, invisible and line-separator characters and tabs hide what is written.",
    ),
    "declares-nothing": Code(
        "nothing is declared here",
        "An empty file or field could mean 'nobody' or a mistake. It is never taken to mean 'remove everybody'.",
        "members:",
        "members: []",
    ),
    "no-customer": Code(
        "it is not clear whose this is",
        "Every document names its customer at its top, on a line of its own; else nobody knows whose it is.",
        "version: 1\nworkspaces: ...",
        "version: 1\ncustomer: contoso\nworkspaces: ...",
    ),
    "unknown-field": Code(
        "unknown field",
        "A field that nobody reads is a wish that is not fulfilled, so it is an error rather than ignored.",
        "membres: [ana@contoso.com]",
        "members: [ana@contoso.com]",
    ),
    "missing-field": Code("a field is missing", "Without this field the meaning would have to be guessed."),
    "wrong-type": Code(
        "a value of another type",
        "YAML 1.2: only true, false, null and plain decimal integers are not text.",
        "protect: yes",
        "protect: true",
    ),
    "bad-value": Code("a value that is not allowed here", "The value has the right type and another form or range."),
    "bad-address": Code(
        "this is not one e-mail address",
        "An address decides who gets in. It is read strictly: one bare address with a domain, nothing around it.",
        "Ana Ruiz <ana@contoso.com>",
        "ana@contoso.com",
    ),
    "duplicate-person": Code(
        "the same person twice in a workspace",
        "Two entries could differ in role or last day, and nobody could say which one counts.",
        "admins: [ana@contoso.com]\nmembers: [ana@contoso.com]",
        "admins: [ana@contoso.com]",
    ),
    "D-11": Code(
        "one address in two spellings",
        "Two spellings are one person; written in two ways, one of them is overlooked when the person leaves.",
        "members: [Ana@contoso.com, ana@contoso.com]",
        "members: [ana@contoso.com]",
    ),
    "declared-twice": Code(
        "the same thing declared twice",
        "The files of a customer are put together; each thing stands in one place, so that one place can be changed.",
    ),
    "unknown-group": Code(
        "a group that cannot be resolved",
        "The group is declared nowhere for this customer, or contains itself.",
        "members: [{group: sres}]",
        "groups: {sres: [ida@contoso.com]}\n...\nmembers: [{group: sres}]",
    ),
    "unknown-workspace": Code(
        "a workspace that is declared nowhere",
        "An assertion about a workspace that is not there protects nothing; most often the id is misspelled.",
        "assertions: [{at_most: {members: 500, in: sandbx}}]",
        "assertions: [{at_most: {members: 500, in: sandbox}}]",
    ),
    "unknown-person": Code(
        "a person who is declared nowhere else",
        "An assertion names somebody whom no list of people has. It holds as it stands; a misspelled address would "
        "stop the right person later.",
        "assertions: [{only: {role: admin, in: finance, people: [kay@contoso.com]}}]",
        "assertions: [{only: {role: admin, in: finance, people: [kai@contoso.com]}}]",
    ),
    "membership-row": Code(
        "a membership that cannot be imported",
        "An import takes in who is a member already and overwrites nothing: whoever was asked, removed or has another "
        "role is left to plans and answers. A customer with such a row is left alone as a whole.",
        "customer,workspace,person,role,since\nlitware,finance,ana@litware.example,admin,2031-01-01",
        "customer,workspace,person,role,since\nlitware,finance,ana@litware.example,admin,2024-03-01",
    ),
    "roster-header": Code(
        "the first line of the roster does not fit",
        "The first line names the columns: person, and if wanted role, name, until, reason, ticket, sponsor, reinvite.",
        "e-mail;role",
        "person;role",
    ),
    "roster-row": Code(
        "a row of the roster that cannot be read",
        "Every row has one cell for each column. Rows that are not understood are never left out silently.",
        "person,role\nana@contoso.com",
        "person,role\nana@contoso.com,member",
    ),
    "mail-template": Code(
        "a template of mails that cannot be used",
        "Fields and words of a template are strict: what nobody fills, or nobody says, would stand in every mail.",
        "title_invitation = $custmer invites you",
        "title_invitation = $customer invites you",
    ),
    "unsafe-path": Code(
        "a path that is not followed",
        "Files are read beneath the configuration only: regular files, no symbolic links, no .. and no devices.",
        "members_from: [../../etc/people.csv]",
        "members_from: [rosters/people.csv]",
    ),
    "unreadable-file": Code(
        "a file that cannot be read",
        "A source that cannot be read whole stops its customer; nothing of it is planned (D-18).",
    ),
    "other-configuration": Code(
        "another configuration lies beneath this one",
        "A directory with its own reconciler.yaml is a configuration of its own and is left out of this one.",
    ),
    "untidy": Code(
        "the file is not laid out as reconciler fmt does it",
        "In one order and layout a difference is a change: keys as the schema lists them, rosters sorted by person, "
        "the domains of addresses in small letters, no blanks at the end of a line, at most one empty line. `fmt` "
        "makes it so, and every comment stays. `fmt --check` writes nothing, lists such files and ends with exit code "
        "3, that of an input which is not as it was asked for; 2 says that a plan has changes, and nothing else.",
        "workspaces:\n  finance:\n    members: [ana@Contoso.com]\n    admins: [kai@contoso.com]",
        "workspaces:\n  finance:\n    admins: [kai@contoso.com]\n    members: [ana@contoso.com]",
    ),
    "left-alone": Code(
        "the file is left as it is",
        "What is to be written is read again first. Here it would have said something else, or a comment would have "
        "been missing, so nothing was written.",
    ),
    "erased-address": Code(
        "address of somebody who was erased",
        "Somebody had this person erased (reconciler erase). A hash of the address is kept so that nobody asks them "
        "again; the files are planned as if they did not name it. Whoever wants to come back is let return, and "
        "is then invited as somebody new: nothing of before is known of them.",
        "members: [ana@contoso.com]   # erased",
        "members: []\n# or, where Ana asked to come back:\nreconciler erase ana@contoso.com --let-return contoso",
    ),
    "more-like-these": Code(
        "more findings like these",
        "After a thousand of one kind in one file or workspace the rest are counted and not listed.",
    ),
}


def finding(
    code: str,
    explanation: str = "",
    remedy: str = "",
    place: Place | None = None,
    also: tuple[Place, ...] = (),
    severity: Severity = Severity.ERROR,
) -> Finding:
    """A finding in the fixed words of its code; without an explanation, the code's own."""
    known = CODES[code]
    return Finding(code, severity, known.summary, explanation or known.says, remedy, place, also)
