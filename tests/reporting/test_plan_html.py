"""A plan as one page: everybody is in it, and nothing that somebody wrote is markup."""

from html.parser import HTMLParser

from plans import (
    CONTRACT_FILE,
    DIGESTS,
    HEADING,
    busy_plan,
    customer_plan,
    invite,
    lines,
    odd_plan,
    people,
    person,
    personal_account,
    remove,
)
from test_plan_formats import hostile_plan

from reconciler.findings import Origin, Place
from reconciler.kinds.seat import Role
from reconciler.planning.plan import CustomerPlan
from reconciler.reporting.plan_html import plan_html

KNOWN = {
    "html", "head", "meta", "title", "style", "body", "main", "footer", "section", "h1", "h2", "h3", "h4", "p", "pre",
    "ul", "li", "b", "i", "span", "div", "details", "summary", "table", "tr", "th", "td", "svg", "rect",
}  # fmt: skip
UNCLOSED = {"meta", "li", "rect"}


class Page(HTMLParser):
    """The tags, attributes and texts of a page; what is opened must be closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in UNCLOSED:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in UNCLOSED:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.texts += data.split("\n")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def shown(*customers: CustomerPlan) -> str:
    return "".join(plan_html(HEADING, DIGESTS, lambda: customers))


def test_a_hostile_plan_is_text_and_nothing_else() -> None:
    page = Page(shown(hostile_plan(), odd_plan()))

    assert page.tags <= KNOWN
    assert not {name for name in page.attributes if name.startswith("on") or name in ("href", "src", "style")}
    assert "<script>alert(1)</script>" in page.text


def test_the_page_forbids_itself_scripts_and_addresses() -> None:
    text = shown(busy_plan())

    assert "default-src 'none'; style-src 'sha256-" in text
    assert "unsafe-inline" not in text
    assert "http://" not in text
    assert "https://" not in text


def test_what_may_not_be_overlooked_stands_before_the_rest_and_once() -> None:
    text = Page(shown(busy_plan())).text

    assert text.index("Look at this first") < text.index("! remove admin luis@contoso.com") < text.index("+ invite")
    assert text.count("luis@contoso.com") == 1


def test_everybody_is_named_with_the_line_they_stand_in() -> None:
    text = Page(shown(busy_plan())).text

    assert "2,310 members p00000@contoso.com :2 p00001@contoso.com :3" in text
    assert text.count("p02309@contoso.com :2311") == 1
    assert "mail will be queued rosters/retail.csv" in text
    assert "ana@contoso.com contract.yaml:51" in text


def test_stops_and_errors_come_with_their_sentences() -> None:
    text = Page(shown(customer_plan(customer="adatum", findings=(personal_account(),)), odd_plan())).text

    assert "stopped by guard removals: 30 of 60 memberships" in text
    assert "contoso/contract.yaml:31:9: error[S-11]" in text


def test_bars_say_in_numbers_what_they_show() -> None:
    text = Page(shown(odd_plan(), busy_plan())).text

    assert "What changes where contoso +2,313 ~1 -2 fabrikam +5 ~4 -31" in text


def test_so_many_places_that_a_bar_each_would_be_too_much_are_summed_up() -> None:
    many = [invite(f"w{n:02}", *people(3)) for n in range(18)]

    text = Page(shown(customer_plan(*many, remove("w00", person("ana"), role=Role.MEMBER)))).text

    assert "w00 +3 -1 w01 +3" in text
    assert "3 other workspaces +9" in text


def test_a_large_plan_is_folded_up_and_a_small_one_is_not() -> None:
    small = customer_plan(invite("emea", person("ana"), at=lines(CONTRACT_FILE, 3)))

    assert "<details open>\n<summary><h3>contoso" in shown(small)
    assert "<details open>" not in shown(busy_plan())


def test_a_plan_with_nothing_to_do_says_so() -> None:
    assert "contoso is as declared." in Page(shown(customer_plan())).text


def test_each_line_says_who_wrote_it_and_a_list_says_it_once() -> None:
    def origin(place: Place) -> Origin:
        return Origin("1a2b3c4d", f"Mia <{place.file}>")

    text = Page("".join(plan_html(HEADING, DIGESTS, lambda: [busy_plan()], origin=origin))).text

    assert "ana@contoso.com contract.yaml:51 1a2b3c4d Mia <contoso/contract.yaml>" in text
    assert "rosters/retail.csv 1a2b3c4d Mia <rosters/retail.csv>" in text
    assert text.count("Mia <rosters/retail.csv>") == 1
