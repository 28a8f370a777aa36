"""The page of a plan as a browser shows it: narrow and wide, light and dark, and to somebody who cannot see it.

Wants Debian's ``chromium`` and the packages of the ``test`` extra; skipped, saying so, where there is no browser.
"""

import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from commands_run import DAY, configured, reconciler

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[test]'")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
VIEWS = list(product((1280, 380), ("light", "dark")))

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with an admin who goes, a roster of 2,000, and a guard that is content."""
    at = configured(tmp_path_factory.mktemp("html"))
    assert reconciler("apply", "--auto-approve", "--date", DAY, at=at).code == 0
    roster = "".join(f"p{n:04}@contoso.com\n" for n in range(2000))
    (at / "people.csv").write_text(f"person\n{roster}", encoding="utf-8")
    configuration = (at / "contoso.yaml").read_text(encoding="utf-8")
    (at / "contoso.yaml").write_text(f"{configuration}    members_from: [people.csv]\n", encoding="utf-8")
    ran = reconciler("plan", "--date", DAY, "--format", "html", "--output", "plan.html", at=at)
    assert ran.code == 0, ran.err
    return at / "plan.html"


def opened(browser: Browser, file: Path, view: tuple[int, str], **more: Any) -> Page:
    width, scheme = view
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def test_nothing_serious_is_in_the_way_of_anybody(browser: Browser, page_file: Path, view: tuple[int, str]) -> None:
    page = opened(browser, page_file, view, bypass_csp=True)

    found = Axe().run(page).response["violations"]

    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def test_nobody_has_to_scroll_sideways(browser: Browser, page_file: Path, view: tuple[int, str]) -> None:
    page = opened(browser, page_file, view)
    page.locator("summary").evaluate_all("all => all.forEach(one => one.parentElement.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") <= view[0]


def test_without_scripts_folds_open_and_everybody_is_there(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file, (380, "light"), java_script_enabled=False)
    summary = page.get_by_text("2,000 members")

    hidden = page.get_by_text("p1999@contoso.com").is_visible()
    for each in ("contoso", "finance"):
        page.locator("summary", has_text=each).first.click()
    summary.click()

    assert not hidden
    assert page.get_by_text("p1999@contoso.com").is_visible()


def test_light_and_dark_differ(browser: Browser, page_file: Path) -> None:
    papers = {
        opened(browser, page_file, (1280, scheme)).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }

    assert len(papers) == 2


def test_on_paper_nothing_is_folded_away(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file, (1280, "dark"))
    page.emulate_media(media="print")

    assert page.get_by_text("p1999@contoso.com").is_visible()
