"""The committed notebooks: stripped of one run's traces, written only where their text changes."""

import json

import nbformat
import pytest

from analysis.paths import NOTEBOOKS
from analysis.publish import notebooks
from analysis.publish.notebooks import stripped, write_notebooks

KERNEL = {"kernelspec": {"name": "private", "display_name": "mine", "language": "python"}}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """One notebook that has never run."""
    cells = [
        nbformat.v4.new_code_cell('lang: str = "zh"', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("1 + 1"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), tmp_path / "01_small.ipynb")
    (tmp_path / "draft.ipynb").write_text("no notebook", encoding="utf-8")
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)
    return tmp_path


def test_notebooks_are_executed_and_written_only_when_they_change(folder):
    assert [(path.name, changed) for path, changed in write_notebooks()] == [("01_small.ipynb", True)]
    path = folder / "01_small.ipynb"
    text = path.read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    assert cells[1]["outputs"][0]["data"]["text/plain"] == ["2"]
    assert [(path.name, changed) for path, changed in write_notebooks()] == [("01_small.ipynb", False)]
    assert path.read_text(encoding="utf-8") == text


def test_traces_of_one_run_are_taken_away_and_cells_counted_from_one():
    ran = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("lang = 'en'", metadata={"tags": ["injected-parameters"]}, execution_count=4),
            nbformat.v4.new_markdown_cell("text", metadata={"tags": ["zh"], "papermill": {"duration": 1.0}}),
            nbformat.v4.new_code_cell(
                "1 + 1",
                metadata={"tags": ["hide-input"], "execution": {"start": "now"}, "papermill": {"duration": 1.0}},
                execution_count=9,
                outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=9)],
            ),
        ],
        metadata={**KERNEL, "papermill": {"start_time": "now"}},
    )
    text, code = stripped(ran).cells
    assert (text.metadata, code.metadata) == ({"tags": ["zh"]}, {"tags": ["hide-input"]})
    assert code.execution_count == code.outputs[0].execution_count == 1
    assert ran.metadata.kernelspec.name == "python3"
    assert set(ran.metadata) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_every_committed_notebook_is_stored_stripped(path):
    stored = nbformat.read(path, as_version=4)
    assert nbformat.writes(stripped(stored)) + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_every_committed_notebook_shows_its_results_and_no_error(path):
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    bare = [output["data"]["text/plain"] for output in outputs if set(output.get("data", {})) == {"text/plain"}]
    assert not bare  # an object's name where a page should be
    for cell in cells:
        if "figure" in cell.metadata.get("tags", []):
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.source
