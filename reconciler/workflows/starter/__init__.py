"""What ``init`` gives a repository on a forge, as the files themselves; ``@WORDS@`` are filled in."""

from importlib.resources import files


def text_of(name: str, words: dict[str, str]) -> str:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    for word, meaning in words.items():
        text = text.replace(f"@{word}@", meaning)
    return text
