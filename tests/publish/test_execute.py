"""One notebook in a kernel of its own: parameters are checked before anything runs, and a failure says why."""

import subprocess
import sys

import nbformat
import pytest

from analysis.errors import UsageError
from analysis.paths import NOTEBOOKS
from analysis.publish.execute import NotebookError, check_parameters, notebook_path, parameter_types, run_notebook

BALANCE = NOTEBOOKS / "03_balance.ipynb"


@pytest.fixture
def small_notebook(tmp_path):
    """Parameters of every type, then one cell."""

    def write(source):
        cells = [
            nbformat.v4.new_code_cell(
                'name: str = "a"  # a name\ncount: int = 1\nratio: float = 0.5\nis_on: bool = False\nloose = 3',
                metadata={"tags": ["parameters"]},
            ),
            nbformat.v4.new_code_cell(source),
        ]
        path = tmp_path / "99_small.ipynb"
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
        return path

    return write


def test_the_parameters_of_a_notebook_are_read_from_its_annotations(small_notebook):
    types = parameter_types(small_notebook("pass"))
    assert types == {"name": "str", "count": "int", "ratio": "float", "is_on": "bool"}


def test_every_notebook_declares_data_set_and_language_and_every_default_fits():
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        types = parameter_types(path)
        assert types["lang"] == "str", path.name
        check_parameters(path, {"lang": "en"})


@pytest.mark.parametrize(
    ("parameters", "place", "said"),
    [
        ({"lnag": "en"}, "03_balance.ipynb › lnag", "dataset, county, year, lang"),
        ({"year": "2023"}, "03_balance.ipynb › year", "int"),
        ({"year": True}, "03_balance.ipynb › year", "int"),
        ({"year": 2023.0}, "03_balance.ipynb › year", "int"),
        ({"lang": 1}, "03_balance.ipynb › lang", "str"),
    ],
)
def test_a_misspelt_or_ill_typed_parameter_is_refused_before_a_kernel_starts(parameters, place, said, monkeypatch):
    monkeypatch.setattr("papermill.execute_notebook", lambda *_, **__: pytest.fail("it was run"))
    with pytest.raises(UsageError) as refused:
        run_notebook(BALANCE, parameters)
    for lang in ("zh", "en"):
        assert place in refused.value.message(lang)
        assert said in refused.value.message(lang)
    assert refused.value.exit_code == 2


def test_all_wrong_parameters_are_named_at_once():
    with pytest.raises(UsageError) as refused:
        check_parameters(BALANCE, {"lnag": "en", "year": "2023", "dataset": "demo-a"})
    assert len(refused.value.problems) == 2


def test_a_whole_number_may_stand_for_a_decimal_but_not_for_yes_or_no(small_notebook):
    path = small_notebook("pass")
    check_parameters(path, {"ratio": 1, "count": 2, "is_on": True})
    for wrong in ({"is_on": 1}, {"ratio": True}, {"ratio": "0.5"}, {"loose": 4}):
        with pytest.raises(UsageError):
            check_parameters(path, wrong)


def test_an_unknown_notebook_is_refused_and_those_there_are_named():
    with pytest.raises(UsageError, match="03_balance"):
        notebook_path("99_nothing")


def test_a_notebook_runs_with_its_parameters_and_its_file_stays_as_it_was(small_notebook):
    path = small_notebook("print(name * count)")
    before = path.read_bytes()
    executed = run_notebook(path, {"name": "均衡", "count": 2})
    assert executed.cells[-1].outputs[0].text == "均衡均衡\n"
    assert path.read_bytes() == before


def test_a_notebook_that_fails_says_which_with_what_and_why(small_notebook):
    with pytest.raises(NotebookError) as stopped:
        run_notebook(small_notebook("raise ValueError('没有这一列')"), {"count": 2})
    for lang in ("zh", "en"):
        message = stopped.value.message(lang)
        assert "99_small.ipynb (count=2)" in message
        assert "没有这一列" in message
        assert "Traceback" not in message
    assert "ValueError" in stopped.value.details
    assert stopped.value.exit_code == 1


def test_whoever_runs_notebooks_loads_no_grammar_and_none_of_the_documents():
    """jsonschema would compile a grammar for two seconds; the kinds of documents bring every room with them."""
    loads = "import sys, analysis.publish.execute; print([m for m in ('lark', 'analysis.publish.jobs') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True).stdout.strip() == "[]"
