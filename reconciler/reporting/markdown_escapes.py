"""The encoders of Markdown, in which a name is no more than its letters."""

import re

from reconciler.reporting.escapes import for_terminal

_LETTERS = r"[^\W\d_]+"
_FIGURE = r"[0-9]+(?:[,.:/-][0-9]+)*"
_PLAIN = re.compile(rf"[(\"]?(?:[SD]-[0-9]{{2}}|{_LETTERS}(?:['/-]{_LETTERS})*|{_FIGURE}|%|->)[)\",.;:]*")
"""A word that is neither markup nor a link, wherever in a sentence it stands but at its start."""
_COMMAND = r"reconciler [a-z](?:[^();,:]|[,:](?! ))*"
_MAPPING = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_WORDS = re.compile(rf"\({_COMMAND}\)[,.;:]*|(?<=: ){_COMMAND}[,.;:]*|{_MAPPING}\S*|\S+")
"""A command that is to be typed, in brackets or behind a colon, is one word up to where the sentence goes on; so is a
mapping that is to be written."""
_OPENS_A_LIST = re.compile(r"[0-9]+[.)]|-")
_PARTS = re.compile(r"([(\"]?)(.*?)((?:[)\",;:]|(?<!\.)\.(?!\.))*)", re.DOTALL)


def for_markdown(text: str, *, cell: bool = False) -> str:
    """The text as a code span, in which nothing is markup, a link, a mention or HTML; empty text stays empty. In a
    ``cell`` of a table a ``|`` would end it, span or not."""
    shown = for_terminal(text)
    if not shown.strip():
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    padded = f" {shown} " if shown.startswith("`") or shown.endswith("`") else shown
    return fence + (padded.replace("|", "\\|") if cell else padded) + fence


def for_prose(text: str) -> str:
    """The text as a sentence of Markdown, which goes on in the next line wherever the screen ends: plain words and
    figures as they are, a command as one code span, and every other word as one."""
    words = _WORDS.findall(" ".join(text.split()))
    return " ".join(_word(word, is_first=not n) for n, word in enumerate(words))


def _word(word: str, *, is_first: bool) -> str:
    if _PLAIN.fullmatch(word) is None or (is_first and _OPENS_A_LIST.match(word)):
        opening, core, closing = _PARTS.fullmatch(word).groups()  # type: ignore[union-attr]  # it takes everything
        return f"{opening}{for_markdown(core)}{closing}" if core else for_markdown(word)
    return word
