"""The pages of a run in a real browser: axe-core finds nothing serious, nothing is blocked, tables are sorted by keyboard.

Needs Chromium, the package `playwright` and axe-core (`npm install --no-save axe-core`, or JUNHENG_AXE naming axe.min.js); no
part of the project's environment.
"""

import os
import shutil
from pathlib import Path

import pypdf
import pytest
from publish.test_documents import appendix

from analysis.publish.batch import How
from analysis.publish.documents import write_html
from analysis.publish.folder import run_folder
from analysis.publish.jobs import chosen_jobs
from analysis.show.page.style import DPI_VARIABLE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(os.environ.get("JUNHENG_AXE") or Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the pages are not looked at in a browser"),
]
GRAVE = ("serious", "critical")
PAGES = ("DEMO-B-2022-zh.html", "DEMO-B-2022-en.html", "index.html", "explore.html")
SCREENS = {
    "light": (1400, "light"),
    "dark": (1400, "dark"),
    "phone": (390, "light"),
    "phone in the dark": (390, "dark"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a run of demo-b leaves."""
    out = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DPI_VARIABLE, "50")
        run_folder(chosen_jobs("demo-b", ["all"], 0, ["zh", "en"]), ["html"], out, lambda _: None, How(workers=1))
    return out


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the package playwright is missing: no page is looked at"
    )
    from browser.lab import FLAGS

    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser, folder):
    """Opens a page of the run; what the browser complains of and what it fetches are kept with it."""
    contexts = []

    def open_(name, screen="light", **options):
        width, scheme = SCREENS[screen]
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.said, page.fetched = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.fetched.append(request.url))
        page.goto((folder / name).as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_serious_or_critical(opened, name, screen):
    if not AXE.is_file():
        pytest.skip("axe-core is missing: npm install --no-save axe-core")
    page = opened(name, screen, bypass_csp=True)
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in GRAVE] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_styled_fetches_nothing_and_fits_a_phone(opened, name):
    page = opened(name, "phone")
    assert page.said == []
    assert {url.split(":")[0] for url in page.fetched} <= {"file", "data"} and len(page.fetched) < 60
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_no_text_is_wider_than_the_screen(opened, name):
    page = opened(name, "phone")
    beyond = """(marks) => [...document.querySelectorAll(marks)]
        .filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.textContent)"""
    assert page.evaluate(beyond, "caption, p, figcaption, h1, h2, h3, h4, h5, li, main td, main th") == []


def test_on_a_phone_values_stand_below_the_names_of_their_columns_and_are_put_in_order_from_a_list(opened):
    page = opened("DEMO-B-2022-zh.html", "phone")
    box = page.locator(".blocks:has(select)").first
    told = """(cell) => [getComputedStyle(cell, "::before").content, cell.closest("table").tHead.rows[0].cells[cell.cellIndex].textContent]"""
    shown, head = box.locator("td:not(.met, .not-met, .unjudged)").first.evaluate(told)
    assert head and shown == f'"{head}"'
    names = box.locator("tbody tr > :first-child")
    before = names.all_text_contents()
    box.locator("select").select_option("0 descending")
    assert names.all_text_contents() != before
    box.locator("select").select_option(index=0)
    assert names.all_text_contents() == before
    assert box.locator("table").get_attribute("role") == "table"


def test_on_a_phone_a_figure_can_be_moved_and_its_caption_stays(opened):
    figure = opened("DEMO-B-2022-zh.html", "phone").locator("figure").first
    assert figure.evaluate("(box) => box.scrollWidth > box.clientWidth")
    moved = """(box) => [0, 150].map((left) => { box.scrollLeft = left; return box.querySelector("figcaption").getBoundingClientRect().x })"""
    assert len(set(figure.evaluate(moved))) == 1


def test_a_table_is_put_in_order_by_keyboard_and_says_so(opened):
    page = opened("DEMO-B-2022-zh.html")
    head = page.locator("th:has(button)").first
    head.locator("button").focus()
    for said in ("ascending", "descending", None):
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == said


def test_the_contents_are_folded_on_a_phone_and_open_on_a_screen(opened):
    is_open = "document.querySelector('.contents details').open"
    assert opened("DEMO-B-2022-zh.html").evaluate(is_open)
    assert not opened("DEMO-B-2022-zh.html", "phone").evaluate(is_open)


def test_printed_heads_stand_on_every_page_of_a_table(opened, folder, tmp_path):
    write_html(appendix("zh"), folder / "long.html")  # its table of schools has 120 rows
    opened("long.html").pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "printed.pdf").pages]
    long = [text for text in pages if "中心小学" in text]
    assert len(long) > 2 and all("学校名称" in text for text in long)


def test_search_and_choice_leave_the_rows_asked_for(opened):
    page = opened("index.html")
    rows = page.locator("#entries tbody tr:visible")
    before = rows.count()
    page.locator("#words").fill("no such county")
    assert (before, rows.count()) == (1, 0)
    page.locator("#words").fill("DEMO-B")
    assert rows.count() == 1


def test_the_page_to_explore_shows_every_school_as_a_point(opened):
    page = opened("explore.html")
    points, rows = page.locator("#strip .point"), page.locator("#rows tbody tr")
    assert points.count() == rows.count() > 10
    page.locator("#language").click()
    assert page.evaluate("document.documentElement.lang") in ("zh", "en")
    page.locator("#stage").select_option("junior")
    assert points.count() == rows.count() > 5
