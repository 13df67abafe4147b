"""The house rules a machine can check: sizes, names, addresses, and what a notebook may hold."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 400
MOST_LINES_IN_A_CELL = 6
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
FRONT_DOOR = "analysis.show"
TRACES_OF_A_RUN = {"execution", "papermill", "widgets"}  # times, paths and random names
# The brackets keep these patterns from matching their own line.
MACHINE_PATH = re.compile(r"(?<![\w.~>)}-])/(?:[h]ome|[r]oot|[w]ork|[U]sers|[t]mp|[m]nt)/\w|\b[A-Z]:\\+[U]sers")
INDEX_ADDRESS = re.compile(r"[p]ypi\.|[p]ythonhosted|[a]naconda\.(?:org|com)|[r]egistry\.npmjs|index[-_]url|/[s]imple/")
PATH_STRING = re.compile(r"(?:\.{0,2}|~|[A-Za-z]:)[/\\].*|(?:[\w.-]+[/\\])+[\w.-]*\.\w{1,5}|(?:[\w.-]+[/\\])+|\.\.?")

Notebook = dict
Cell = dict


def kept_files() -> list[Path]:
    """Every file under version control; in an unpacked archive, everything but hidden folders and outputs."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not left_out(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file())


def left_out(parts: tuple[str, ...]) -> bool:
    return parts[0] in ("outputs", "build", "dist") or any(part.startswith(".") for part in parts[:-1])


def notebooks() -> dict[str, Notebook]:
    return {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in kept_files()
        if path.suffix == ".ipynb" and path.parent.name == "notebooks"
    }


def source_of(cell: Cell) -> str:
    return "".join(cell["source"])


def tags_of(cell: Cell) -> list[str]:
    return cell["metadata"].get("tags", [])


def code_cells(notebook: Notebook) -> list[Cell]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def is_a_path(text: str) -> bool:
    """Whether a string names a file or folder; "元/生" and "m2 / student" do not."""
    return text.isascii() and " " not in text and PATH_STRING.fullmatch(text) is not None


def lines_of_code(source: str) -> int:
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in source.splitlines())


def faults_of_code(source: str) -> Iterator[str]:
    """What a notebook's code cell must not hold."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield f"defines {name}: it belongs in src/analysis, with a test"
            case ast.Import(names=[ast.alias(name=name), *_]):
                yield f"imports {name}: a notebook knows only {FRONT_DOOR}"
            case ast.ImportFrom(module=name) if name != FRONT_DOOR and not f"{name}".startswith(f"{FRONT_DOOR}."):
                yield f"imports from {name}: a notebook knows only {FRONT_DOOR}"
            case ast.Constant(value=str(text)) if is_a_path(text):
                yield f"holds the path {text!r}: name the dataset instead"


def faults_of_cell(cell: Cell) -> list[str]:
    source = source_of(cell)
    found = list(faults_of_code(source))
    if lines_of_code(source) > MOST_LINES_IN_A_CELL and "parameters" not in tags_of(cell):
        found.append(f"has {lines_of_code(source)} lines of code, at most {MOST_LINES_IN_A_CELL} are allowed")
    return [f"{fault} (cell starting {source.strip().splitlines()[0]!r})" for fault in found]


def faults_of_storage(notebook: Notebook) -> Iterator[str]:
    """Traces of one particular run, and anything that keeps the notebook from running elsewhere."""
    kernel = notebook["metadata"].get("kernelspec", {}).get("name")
    if kernel != "python3":
        yield f"asks for the kernel {kernel!r}, which only this machine may have; write 'python3'"
    for part in [notebook, *notebook["cells"]]:
        yield from (f"keeps {key!r} of one run" for key in TRACES_OF_A_RUN & part["metadata"].keys())
    # Counted as in a first run: nbval takes a cell without a number for one that never ran and compares nothing.
    counts = [cell["execution_count"] for cell in code_cells(notebook) if source_of(cell).strip()]
    if counts != list(range(1, len(counts) + 1)):
        yield f"is not stored as run once from top to bottom: cells are numbered {counts}"


def heading_levels(markdown: str) -> list[int]:
    """Levels of the headings in order, code blocks left out."""
    prose = re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, flags=re.MULTILINE)]


def test_no_file_of_the_package_is_longer_than_one_thing():
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "src").rglob("*.py")
    }
    too_long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert not too_long, f"more than {MOST_LINES} lines: which two things is each of these really? {too_long}"


def test_no_module_is_named_after_nothing():
    empty = [path.name for path in (ROOT / "src").rglob("*") if EMPTY_NAMES & set(path.stem.lower().split("_"))]
    assert not empty, f"name it after what it knows: {empty}"


def test_no_file_tells_whose_machine_or_which_index_it_came_from():
    found = []
    for path in kept_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:  # a table or a picture, no text of ours
            continue
        name = path.relative_to(ROOT).as_posix()
        places = (MACHINE_PATH.search(line) or INDEX_ADDRESS.search(line) for line in lines)
        found += [f"{name}:{number}: {place[0]}" for number, place in enumerate(places, 1) if place]
    assert not found, "\n".join(found)


def test_notebooks_hold_little_code_and_no_paths():
    faults = {
        name: found
        for name, notebook in notebooks().items()
        if (
            found := [
                fault for cell in code_cells(notebook) if source_of(cell).strip() for fault in faults_of_cell(cell)
            ]
        )
    }
    assert not faults, json.dumps(faults, indent=1, ensure_ascii=False)


def test_notebooks_are_stored_without_traces_of_one_run():
    faults = {name: found for name, notebook in notebooks().items() if (found := list(faults_of_storage(notebook)))}
    assert not faults, f"run `make notebooks`: {json.dumps(faults, indent=1, ensure_ascii=False)}"


def pictures_of(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)


README_PARTS = {
    "headings": lambda text: heading_levels(text),
    "commands": lambda text: [
        re.split(r"\s{2,}#|\s#\s", line)[0].rstrip()
        for block in re.findall(r"^```\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ],
    "pictures": lambda text: [
        re.sub(r"-(zh|en)\.png$", "", name) for name in pictures_of(text)
    ],  # each in its language
    "first cells of tables": lambda text: re.findall(r"^\| (`[^`|]+`)", text, flags=re.MULTILINE),
    "figures": lambda text: sorted(re.findall(r"(?<![\w.])\d+\.\d+(?![\w.])", text)),
}


def test_every_picture_named_in_a_document_exists_and_is_small():
    named = [
        page.parent / name
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
        for name in pictures_of(page.read_text("utf-8"))
    ]
    assert len({*named}) >= 5
    assert {*named} == {*(ROOT / "docs").glob("*.png")}
    assert all(picture.stat().st_size <= 150_000 for picture in named)


EXAMPLES = {"文件.xlsx": "FILE.xlsx", "表2第2行": '"table 2, row 2"'}  # what a reader of Chinese would write


def differences(english: str, chinese: str) -> dict[str, tuple[list, list]]:
    """In which parts two readmes are no mirrors of each other; examples are in the reader's language."""
    for ours, theirs in EXAMPLES.items():
        chinese = chinese.replace(ours, theirs)
    found = {name: (part(english), part(chinese)) for name, part in README_PARTS.items()}
    return {name: both for name, both in found.items() if both[0] != both[1]}


def test_both_readmes_have_the_same_headings_commands_pictures_tables_and_figures():
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert not differences(english, chinese)


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("headings", "### b\n"),
        ("commands", "```\nmake all  # c\n```\n"),
        ("pictures", "![c](d.png)\n"),
        ("first cells of tables", "| `01` | c |\n"),
        ("figures", "gives 0.52\n"),
    ],
)
def test_a_readme_that_is_no_mirror_is_found(part, wrong):
    assert not differences("## a\n", "## 甲\n")
    assert part in differences("## a\n", "## 甲\n" + wrong)


def test_the_first_screen_of_the_readme_answers_shows_and_gives_two_commands():
    first, _, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Two commands")
    assert "![" in first
    commands = re.search(r"```\n(.*?)```", rest, flags=re.DOTALL)[1].splitlines()
    assert [line.split("#")[0].strip() for line in commands] == ["make appendices", "make lab"]
    assert not re.search(r"lint|pip|venv|kernel|constraints|papermill", first + commands[0] + commands[1])


def made_up_notebook(source: str, **changes) -> Notebook:
    cell = {"cell_type": "code", "source": source, "metadata": {}, "execution_count": 1, "outputs": [], **changes}
    return {"cells": [cell], "metadata": {"kernelspec": {"name": "python3"}}}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("def cv(x):\n    return x", "defines cv"),
        ("class County: ...", "defines County"),
        ("import pandas as pd", "imports pandas"),
        ("from analysis.formulas.balance import student_weighted_cv", "imports from analysis.formulas.balance"),
        ("view = open_view('../data/raw/demo')", "holds the path '../data/raw/demo'"),
        ("view = open_view('data/schools.xlsx')", "holds the path 'data/schools.xlsx'"),
        ("view = open_view('D:\\\\tables\\\\a.xls')", "holds the path"),
        ("\n".join("x = 1" for _ in range(7)), "has 7 lines of code"),
    ],
)
def test_what_a_cell_must_not_hold_is_found(source, fault):
    (found,) = faults_of_cell(made_up_notebook(source)["cells"][0])
    assert found.startswith(fault)


def test_what_a_cell_may_hold_is_left_alone():
    source = "from analysis.show import open_view, say\n# why\n\nsay(zh='元/生', en='yuan/student, 2/3 of schools')"
    assert faults_of_cell(made_up_notebook(source)["cells"][0]) == []
    long_but_parameters = made_up_notebook("\n".join("x = 1" for _ in range(7)), metadata={"tags": ["parameters"]})
    assert faults_of_cell(long_but_parameters["cells"][0]) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"execution_count": None},
        {"execution_count": 7},
        {"metadata": {"execution": {"iopub.execute_input": "2026-01-01T00:00:00"}}},
        {"metadata": {"papermill": {"duration": 1.2}}},
    ],
)
def test_traces_of_one_run_are_found(changes):
    assert list(faults_of_storage(made_up_notebook("x = 1"))) == []
    assert len(list(faults_of_storage(made_up_notebook("x = 1", **changes)))) == 1


def test_a_private_kernel_is_found():
    private = {**made_up_notebook("x = 1"), "metadata": {"kernelspec": {"name": "my-laptop"}}}
    assert any("my-laptop" in fault for fault in faults_of_storage(private))


@pytest.mark.parametrize("folder", ["home", "root", "Users", "tmp"])
def test_a_machine_path_is_told_from_a_web_address_and_a_relative_path(folder):
    assert MACHINE_PATH.search(f"open('/{folder}/zhang/tables.xlsx')")
    assert not MACHINE_PATH.search(f"https://www.example.cn/{folder}/zhang and data/{folder}/zhang")
