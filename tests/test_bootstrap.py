"""The set-up: complete or not there, never half; and a check that finds nothing to run has failed."""

import re
import runpy
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import bootstrap
import nbformat
import pytest

ROOT = Path(__file__).parents[1]


class Interrupted(Exception):
    """Stands for a broken connection, a full disk, a pressed Ctrl-C."""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own in a temporary folder, whose commands are written down instead of run."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text(f"{name} as first committed", encoding="utf-8")
    environment = tmp_path / ".venv"
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", environment)
    monkeypatch.setattr(bootstrap, "STAMP", environment / "stamp.txt")
    monkeypatch.setattr(bootstrap, "durations", [])
    monkeypatch.setattr(bootstrap.shutil, "which", lambda program: None)
    commands: list[str] = []

    def write_down(command):
        commands.append(" ".join(str(part) for part in command))
        if "venv" in command:
            bootstrap.tool("python").parent.mkdir(parents=True)
            bootstrap.tool("python").touch()

    monkeypatch.setattr(bootstrap, "run", write_down)
    return SimpleNamespace(folder=tmp_path, environment=environment, commands=commands)


def test_setting_up_twice_installs_once(project, capsys):
    bootstrap.set_up()
    assert ["-m venv" in text for text in project.commands] == [True, False]
    assert "pip --disable-pip-version-check install" in project.commands[1]
    bootstrap.set_up()
    assert len(project.commands) == 2
    assert "already set up" in capsys.readouterr().out


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_changed_dependencies_are_installed_into_the_same_environment(project, changed):
    bootstrap.set_up()
    (project.environment / "kept").touch()
    (project.folder / changed).write_text("another version", encoding="utf-8")
    bootstrap.set_up()
    assert len(project.commands) == 3
    assert "--editable" in project.commands[-1]
    assert (project.environment / "kept").exists()


def test_an_interrupted_installation_is_begun_anew(project, monkeypatch):
    def interrupted(uv):
        raise Interrupted

    bootstrap.set_up()
    (project.folder / "constraints.txt").write_text("another version", encoding="utf-8")
    with monkeypatch.context() as broken, pytest.raises(Interrupted):
        broken.setattr(bootstrap, "install_packages", interrupted)
        bootstrap.set_up()
    (project.environment / "half_written").touch()
    bootstrap.set_up()
    assert not (project.environment / "half_written").exists()
    assert sum("-m venv" in text for text in project.commands) == 2


@pytest.mark.parametrize("elsewhere", ["cpython 2.7 in {folder}", "{base} before it was moved"])
def test_an_environment_of_another_interpreter_or_folder_is_replaced(project, elsewhere):
    bootstrap.set_up()
    told = elsewhere.format(folder=project.folder, base=bootstrap.base())
    bootstrap.STAMP.write_text(f"{told}\n{bootstrap.wanted_packages()}\n", encoding="utf-8")
    bootstrap.set_up()
    assert len(project.commands) == 4


def test_another_patch_release_keeps_the_environment(project, monkeypatch):
    bootstrap.set_up()
    same = namedtuple("version_info", "major minor micro")(*sys.version_info[:2], sys.version_info.micro + 1)
    monkeypatch.setattr(sys, "version_info", same)
    bootstrap.set_up()
    assert len(project.commands) == 2


def test_uv_is_used_where_it_is_installed(project, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", {"uv": "/opt/uv"}.get)
    bootstrap.set_up()
    assert [text.split()[:3] for text in project.commands] == [
        ["/opt/uv", "venv", "--quiet"],
        ["/opt/uv", "pip", "install"],
    ]
    assert all("--constraint constraints.txt" in text for text in project.commands[1:])


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(project, monkeypatch, missing):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda module: None if module == missing else object())
    with pytest.raises(SystemExit) as stop:
        bootstrap.set_up()
    message = str(stop.value.code)  # a text as exit code is printed, and gives 1
    assert "apt install python3-venv" in message and "无法创建虚拟环境" in message and "\n" not in message
    assert not project.environment.exists()


def test_an_old_python_is_refused_in_one_line(monkeypatch):
    version = namedtuple("version_info", "major minor micro")(3, 9, 2)
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9\..*当前为 3\.9。$") as stop:
        runpy.run_path(str(ROOT / "bootstrap.py"), run_name="__main__")
    assert "\n" not in str(stop.value.code)


@pytest.mark.parametrize("code", [1, 5])
def test_a_failing_step_stops_with_its_own_exit_code(code):
    with pytest.raises(SystemExit) as stop:
        bootstrap.run([sys.executable, "-c", f"raise SystemExit({code})"])
    assert stop.value.code == code


def test_a_run_without_a_single_test_is_a_failure(tmp_path):
    with pytest.raises(SystemExit) as stop:
        bootstrap.run([sys.executable, "-m", "pytest", "-q", "-p", "no:nbval", "--rootdir", tmp_path, tmp_path])
    assert stop.value.code == 5


def test_a_verb_passes_the_users_words_on_and_tells_what_each_step_took(project, capsys):
    bootstrap.main(["appendices", "--county", "DEMO-A"])
    assert project.commands[-1] == f"{bootstrap.tool('junheng')} run --county DEMO-A"
    assert re.findall(r"\d s  (\w+ ?\S*)", capsys.readouterr().out) == [
        "make .venv",
        "install packages",
        "appendices /",
    ]


@pytest.mark.parametrize(("verb", "leaves_out_slow"), [("test", True), ("test-all", False)])
def test_only_the_quick_check_leaves_out_the_slow_tests(project, verb, leaves_out_slow):
    bootstrap.main([verb, "-k", "gini"])
    (unit_tests,) = (text for text in project.commands if "-m pytest" in text)
    assert ("-m not slow" in unit_tests) is leaves_out_slow
    assert unit_tests.endswith("-k gini")


def test_make_has_a_target_for_every_verb():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = dict(re.findall(r"^([a-z-]+): .*\n\t@\$\(PYTHON\) bootstrap\.py ([a-z-]+)", makefile, flags=re.MULTILINE))
    assert targets == {verb: verb for verb in bootstrap.VERBS}
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert set(phony.split()) == {"help", *targets}


def write_notebook(path: Path, stored: str) -> None:
    """One cell that prints 0.52, and the output it is said to have had."""
    output = nbformat.v4.new_output("stream", name="stdout", text=f"{stored}\n")
    tags = {"tags": ["nbval-check-output"]}
    cell = nbformat.v4.new_code_cell("print(0.52)", execution_count=1, outputs=[output], metadata=tags)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), path)


def test_a_notebook_whose_key_figures_changed_fails_the_check(tmp_path, monkeypatch):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # with the options that the notebook step has to undo
    (tmp_path / "notebooks").mkdir()
    write_notebook(tmp_path / "notebooks" / "01_same.ipynb", stored="0.52")
    write_notebook(tmp_path / "notebooks" / "02_changed.ipynb", stored="0.48")
    commands: list[bootstrap.Command] = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "durations", [])
    monkeypatch.setattr(bootstrap, "tool", lambda name: Path(sys.executable))
    monkeypatch.setattr(bootstrap, "MAX_WORKERS", 1)
    monkeypatch.setattr(bootstrap, "run", commands.append)
    bootstrap.check_notebooks()
    check = subprocess.run(commands[0], cwd=tmp_path, check=False, capture_output=True, text=True, encoding="utf-8")
    assert check.returncode == 1
    assert "1 failed, 1 passed" in check.stdout and "02_changed.ipynb::Cell 0" in check.stdout
