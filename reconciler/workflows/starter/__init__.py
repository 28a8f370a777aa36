"""What ``init`` gives a repository on a forge, as the files themselves; ``@WORDS@`` are filled in, and in the place of
a line ``@file.sh@`` stand the lines of that file, which others have too."""

import re
from collections.abc import Mapping
from importlib.resources import files
from textwrap import indent

_SHARED = re.compile(r"^( *)@([a-z-]+\.sh)@\n", re.MULTILINE)


def text_of(name: str, words: Mapping[str, str]) -> str:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    text = _SHARED.sub(lambda shared: indent(text_of(shared[2], {}), shared[1]), text)
    for word, meaning in words.items():
        text = text.replace(f"@{word}@", meaning)
    return text
