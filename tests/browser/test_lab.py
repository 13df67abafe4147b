"""Every notebook opened in JupyterLab in a real browser: Run All, no error, its pictures there.

Needs Chromium and the package `playwright` (no part of the project's environment); with JUNHENG_SCREENSHOTS naming a
folder the pages are kept there to be looked at.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from analysis.paths import NOTEBOOKS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: the notebooks are not watched in a browser")
PATHS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
START = PATHS[0]  # watched in `make test` too: it is what a newcomer opens, and the only one with lists to choose from


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the package playwright is missing: no notebook is watched in a browser"
    )
    from browser.lab import FLAGS, font_configuration

    fonts = font_configuration(tmp_path_factory.mktemp("fonts"))
    with playwright.sync_playwright() as driver:
        environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        opened = driver.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS, env=environment)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """Served from copies without outputs: no watching changes a committed notebook, and what is seen was run."""
    from browser.lab import served

    folder = tmp_path_factory.mktemp("lab")
    copies = folder / "notebooks"
    copies.mkdir()
    for path in PATHS:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.update({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})
        nbformat.write(notebook, copies / path.name)
    with served(copies, folder) as address:
        yield address


def expected_pictures(path):
    """Pictures of the committed notebook, which was run with the same defaults."""
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def test_the_first_notebook_runs_and_lets_a_reader_choose_another_standard(browser, lab):
    with watched(browser, lab, START) as page:
        chosen = page.locator(".jupyter-widgets select")
        chosen.first.wait_for()
        assert chosen.count() == 3
        of_two_documents = page.get_by_text("教督〔2012〕3号", exact=False)
        before = of_two_documents.count()
        chosen.nth(2).select_option(index=1)
        page.wait_for_function("n => document.body.innerText.split('教督〔2012〕3号').length > n", arg=before + 1)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS[1:], ids=lambda path: path.stem)
def test_a_notebook_runs_in_jupyterlab_without_error_and_shows_its_pictures(browser, lab, path):
    with watched(browser, lab, path):
        pass


@contextmanager
def watched(browser, lab, path):
    """A notebook run in JupyterLab: no error, its pictures and tables there."""
    from browser.lab import run_all

    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    try:
        run_all(page, lab, path.name)
        wrong = page.locator("[data-mime-type*=error], [data-mime-type*=stderr]")
        assert wrong.count() == 0, wrong.first.inner_text()
        pictures = page.locator(".jp-OutputArea img")
        assert pictures.count() == expected_pictures(path)
        widths = page.evaluate(
            "() => [...document.querySelectorAll('.jp-OutputArea img')].map(one => one.naturalWidth)"
        )
        assert all(width > 400 for width in widths)
        assert page.locator(".jp-OutputArea table").count() > 0
        yield page
    finally:
        keep_screenshots(page, path.stem)
        page.close()


def keep_screenshots(page, name):
    folder = os.environ.get("JUNHENG_SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for part in range(6):
        page.evaluate(
            "k => { const all = document.querySelector('.jp-WindowedPanel-outer');"
            " all.scrollTop = (all.scrollHeight - all.clientHeight) * k / 6; }",
            part,
        )
        page.wait_for_timeout(300)
        page.screenshot(path=Path(folder) / f"{name}-{part}.png")
