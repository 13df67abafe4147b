"""The appendix as one HTML file that loads nothing from outside (网页版附件)."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from itertools import count, takewhile
from pathlib import Path

from analysis.publish.documents.appendix import Appendix
from analysis.publish.documents.compose import compose
from analysis.publish.documents.pandoc import run_pandoc, workspace, write_whole
from analysis.publish.web.sealed import own, sealed

NAMELESS = re.compile(r'<th((?: class="[^"]*")?) scope="row"></th>')  # names nothing, so that it is no head
FORMULA = '<math display="block"'  # wider than a phone it scrolls, which the keyboard must reach


def write_html(appendix: Appendix, path: Path) -> None:
    """Write the appendix as one self-contained HTML file with MathML formulas; DocumentError when it is not whole."""
    write_whole(path, render_html(appendix))


def render_html(appendix: Appendix) -> bytes:
    composed, package = compose(appendix), files(__package__)
    with (
        workspace(composed.pictures) as folder,
        as_file(package / "template.html") as template,
        as_file(package / "html.lua") as finish,
    ):
        options = ["--from=json", "--to=html5", "--standalone", f"--template={template}", f"--lua-filter={finish}"]
        options += ["--mathml", "--embed-resources", "--wrap=none"]
        options += ["--shift-heading-level-by=1", "--toc", f"--toc-depth={composed.contents_depth + 1}"]
        page = run_pandoc(options, composed.json, folder=folder, day=appendix.as_of).decode()
    page = NAMELESS.sub(r"<td\1></td>", page)
    page = page.replace(FORMULA, f'{FORMULA} tabindex="0"')
    style = (package / "style.css").read_text(encoding="utf-8") + _names_of_columns(page)
    return sealed(page, own("colours.css") + style, own("contents.js") + own("tables.js"))


def _names_of_columns(page: str) -> str:
    """What says beside a value, where each row is a block, what its column is called: html.lua says it once a table."""
    known = takewhile(lambda column: f"--h{column}:" in page, count(1))
    return "\n".join(f".blocks tr > :nth-child({column}) {{ --name: var(--h{column}); }}" for column in known)
