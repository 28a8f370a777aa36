"""Text in a page of HTML: between tags or in quotes it is text, and a reader of the page finds just that text."""

from html.parser import HTMLParser

from reconciler.reporting.escapes import for_markup, for_terminal
from targets.active import active, text_of


class Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def one(content: bytes) -> None:
    text = text_of(content)

    shown = for_markup(text)
    read = Read(f'<p title="{shown}">{shown}</p>')

    meant = for_terminal(text)
    assert not active(shown)
    assert read.tags == [("p", [("title", meant)])]
    assert read.text == meant
