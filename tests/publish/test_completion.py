"""A document is done when its contents were checked: each thing that can be lacking is found and named by its cell."""

import base64
import io

import nbformat
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.errors import DocumentError
from analysis.paths import NOTEBOOKS
from analysis.publish.units.completion import check_files, check_whole
from analysis.show.page.style import png

COMMITTED = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def shown(kind, content):
    return new_output("display_data", {kind: content})


def picture(has_line=True):
    figure = Figure(figsize=(1, 1))
    figure.patch.set_facecolor("white")
    if has_line:
        figure.subplots().plot([0, 1])
        return base64.b64encode(png(figure, "x")).decode()
    blank = io.BytesIO()
    figure.savefig(blank)
    return base64.b64encode(blank.getvalue()).decode()


TABLE, FIGURES = shown("text/html", "<table></table>"), new_output("stream", text="0.5\n")
ERROR = new_output("error", ename="ValueError", evalue="x", traceback=[])
GLYPH = new_output("stream", name="stderr", text="UserWarning: Glyph 23435 (\\N{X}) missing from font(s) DejaVu Sans.")


def notebook(*cells):
    return new_notebook(
        cells=[new_code_cell("", outputs=list(outputs), metadata={"tags": tags}) for tags, outputs in cells]
    )


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([([], [FIGURES])], "no table at all"),
        ([([], [TABLE]), ([], [ERROR])], "x.ipynb › 1: a failed cell"),
        ([([], [TABLE]), (["key-figures"], [])], "x.ipynb › 1: no key figures"),
        ([([], [TABLE]), (["figure"], [shown("image/png", picture(False))])], "x.ipynb › 1: a blank figure"),
        ([([], [TABLE, GLYPH])], "x.ipynb › 0: a character without a glyph"),
    ],
)
def test_what_is_lacking_is_named_by_its_cell(cells, found):
    with pytest.raises(DocumentError) as refused:
        check_whole(["x"], [notebook(*cells)])
    assert found in refused.value.message("en")
    assert "应为完整的内容" in refused.value.message("zh")


def test_a_document_of_several_notebooks_that_drew_nothing_is_not_whole():
    silent, drawn = notebook(([], [TABLE]), (["figure"], [])), notebook(([], [TABLE, shown("image/png", picture())]))
    check_whole(["x"], [silent])  # one alone may have nothing to draw
    check_whole(["x", "y"], [silent, drawn])
    with pytest.raises(DocumentError, match="no figure at all"):
        check_whole(["x", "y"], [silent, silent])


def test_a_figure_that_could_not_be_drawn_is_whole_when_a_sentence_says_so():
    said = shown("text/markdown", "no data, not drawn")
    check_whole(["x"], [notebook(([], [TABLE]), (["figure"], [said]), (["figure"], [shown("image/png", picture())]))])


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_every_committed_notebook_is_whole(path):
    check_whole([path.stem], [nbformat.read(path, as_version=4)])


@pytest.mark.parametrize("name", ["a.html", "a.docx", "a.pdf", "a.xlsx"])
def test_a_file_cut_short_is_found(name):
    with pytest.raises(DocumentError, match="empty or broken"):
        check_files({name: b"%PDF-1.7 <html>PK"})
