"""``reconciler invitations accept`` and ``decline``: the door that a web page uses."""

import sys
from typing import TYPE_CHECKING

import click

from reconciler.cli.options import option
from reconciler.cli.session import Session
from reconciler.cli.verb import READS_THE_STATE, verb
from reconciler.errors import ExitCode, InputInvalid

if TYPE_CHECKING:
    from reconciler.workflows.answer_by_link import ByLink

_TOKEN = {
    "required": True,
    "metavar": "FILE",
    "help": "Where the token of the link, or the link, stands; - is standard input.",
}
_KEYS = {"metavar": "FILE", "help": "The keys of links (.reconciler/links.key)."}
_LARGEST = 4096
"""A token has no more than 200 letters, a link some more."""


@verb(
    "accept",
    example="reconciler invitations accept --token-file link.txt \\\n"
    "    --account https://login.example/v2.0,72f988bf-86f1-41af-91ab-2d7cd011db47,a1b2,ana@contoso.com",
    exits=(*READS_THE_STATE[:2], ExitCode.STOPPED, *READS_THE_STATE[2:]),
)
@option("--token-file", **_TOKEN)
@option(
    "--account",
    required=True,
    metavar="ISSUER,TENANT,OBJECT[,ADDRESS]",
    help="What they signed in with, by its token; ADDRESS is one that is verified.",
)
@option("--confirmed-by", multiple=True, metavar="ADMIN", help="Who says that this is the account of who was invited.")
@option("--link-key-file", "keys", **_KEYS)
@click.pass_context
def accept(
    context: click.Context, token_file: str, account: str, confirmed_by: tuple[str, ...], keys: str | None
) -> int:
    """Accept one invitation, by the token in its link.

    Checked again: that it is open and the newest, the contract, the account policy against the real kind of account,
    and that the account is that of the invited address. An account is registered once; in other workspaces it only
    confirms. A token counts once.
    """
    from reconciler.applying.answered import Answer  # start-up time
    from reconciler.workflows.answer_by_link import ByLink

    asked = ByLink(Answer.ACCEPTED, _token(token_file), account, confirmed_by, keys)
    return _answered(asked, Session.of(context))


@verb("decline", example="reconciler invitations decline --token-file link.txt", exits=READS_THE_STATE)
@option("--token-file", **_TOKEN)
@option("--link-key-file", "keys", **_KEYS)
@click.pass_context
def decline(context: click.Context, token_file: str, keys: str | None) -> int:
    """Decline one invitation, by the token in its link; nobody has to sign in for that.

    They are asked again only by a higher `reinvite:` in the files.
    """
    from reconciler.applying.answered import Answer  # start-up time
    from reconciler.workflows.answer_by_link import ByLink

    return _answered(ByLink(Answer.DECLINED, _token(token_file), keys=keys), Session.of(context))


def _answered(asked: "ByLink", session: Session) -> int:
    from reconciler.cli.receipts import put_done  # start-up time
    from reconciler.reporting.answer import answer_json, answer_text
    from reconciler.workflows.answer_by_link import answer_by_link

    taken = answer_by_link(asked, session.state(), session.world())
    as_json = session.globals.format == "json"
    told = answer_json(taken.heard, taken.result.serial) if as_json else answer_text(taken.heard, session.shown)
    put_done(told, session, "the answer was taken")
    return ExitCode.DONE


def _token(file: str) -> str:
    try:
        if file == "-" and sys.stdin is not None:
            said = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with open(file, "rb") as stream:
                said = stream.read(_LARGEST + 1)
    except OSError as fault:
        raise InputInvalid(f"{file} cannot be read: {fault.strerror}", "name a file that has the token") from None
    if len(said) > _LARGEST:
        raise InputInvalid("there is more than a token in the file", "copy nothing but the link into it")
    return said.decode("ascii", "replace")
