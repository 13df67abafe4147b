"""Set up and run junheng with one command (一条命令完成安装与运行).

    python bootstrap.py setup         make .venv next to this file and install the pinned packages
    python bootstrap.py appendices    make everything appendices.toml asks for        → outputs/
    python bootstrap.py test          ruff, unit tests, then every notebook against its stored key figures
    python bootstrap.py test-all      the same with the slow tests
    python bootstrap.py lab           open the notebooks in JupyterLab
    python bootstrap.py notebooks     run the committed notebooks again and strip them
    python bootstrap.py lock          write constraints.txt anew (needs uv; add --upgrade for newer versions)

Words after the verb go to the command behind it: ``bootstrap.py test -k gini``. Every verb but lock sets up first;
a second set-up installs nothing. Only the standard library is used, and uv instead of pip where uv is installed.
The Windows layout (.venv/Scripts) is provided for but has not been tried on Windows.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 — stands before anything an older Python cannot evaluate
    sys.exit(
        "junheng needs Python 3.11 or newer; this is {}.{}. / 需要 Python 3.11 或更新版本，当前为 {}.{}。".format(
            *sys.version_info[:2], *sys.version_info[:2]
        )
    )

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "junheng-setup.txt"  # written last: without it the environment counts as half made
EXTRAS = "lab,dev"
MAX_WORKERS = 4  # every test worker holds its own pandas and matplotlib; more of them gain little
NO_VENV = (
    "Python cannot make a virtual environment here: run `apt install python3-venv` (or install uv), then try again. / "
    "此处的 Python 无法创建虚拟环境：请先执行 `apt install python3-venv`（或安装 uv），再重试。"
)

Command = list[str | Path]
durations: list[tuple[str, float]] = []


def tool(name: str) -> Path:
    """Path of a program inside the environment."""
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


@contextmanager
def timed(step: str) -> Iterator[None]:
    """Announce a step and keep how long it took, also when it fails."""
    print(f"\n── {step}", flush=True)
    start = time.perf_counter()
    try:
        yield
    finally:
        durations.append((step, time.perf_counter() - start))


def run(command: Command) -> None:
    """Run one command from the project's folder; anything but exit code 0 ends the whole run with that code.

    This includes pytest's 5, "no test collected": a run without tests has shown nothing.
    """
    code = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if code:
        shown = " ".join(str(part) for part in command[:3])
        print(f"\nstopped, exit code {code}: {shown} … / 已停止，退出码 {code}", file=sys.stderr, flush=True)
        sys.exit(code if code > 0 else 128 - code)  # ended by a signal: the shell's convention


def base() -> str:
    """Which Python and folder an environment belongs to; it cannot be carried over to another.

    Without the patch number: two Pythons 3.11 on one machine must not take turns in replacing it.
    """
    return f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor} in {ROOT}"


def wanted_packages() -> str:
    """Fingerprint of everything that decides which packages are installed."""
    contents = (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes() + EXTRAS.encode()
    return hashlib.sha256(contents).hexdigest()


def read_stamp() -> tuple[str, str]:
    """Base and packages of the environment that is there; empty when there is none or it is half made."""
    if not (STAMP.is_file() and tool("python").exists()):
        return "", ""
    lines = STAMP.read_text(encoding="utf-8").splitlines()
    return (lines[0], lines[1]) if len(lines) == 2 else ("", "")


def make_environment(uv: str | None) -> None:
    """Make an empty .venv, in place of a half-made one or one of another interpreter."""
    if uv is None and not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        sys.exit(NO_VENV)
    if VENV.exists():
        print(f"replacing an unfinished or outdated {VENV.name} / 重建未完成或已过期的 {VENV.name}")
        shutil.rmtree(VENV)
    run([uv, "venv", "--quiet", "--python", sys.executable, VENV] if uv else [sys.executable, "-m", "venv", VENV])


def install_packages(uv: str | None) -> None:
    """Install the project in place, with the exact versions of constraints.txt."""
    installer: Command = [tool("python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    if uv:
        # pip compiles bytecode by itself; uncompiled packages would cost every kernel two seconds.
        installer = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", tool("python")]
    run([*installer, "--constraint", "constraints.txt", "--editable", f".[{EXTRAS}]"])


def set_up() -> None:
    """Make the environment complete; install nothing when it already is."""
    wanted = (base(), wanted_packages())
    found = read_stamp()
    if found == wanted:
        print(f"already set up: {VENV.name} / 环境已就绪")
        return
    uv = shutil.which("uv")
    if found[0] != wanted[0]:
        with timed("make .venv / 创建虚拟环境"):
            make_environment(uv)
    STAMP.unlink(missing_ok=True)  # an interrupted installation must not look finished
    with timed(f"install packages with {'uv, under a minute' if uv else 'pip, about two minutes'} / 安装依赖"):
        install_packages(uv)
    STAMP.write_text("\n".join(wanted) + "\n", encoding="utf-8")


def in_parallel() -> Command:
    """Pytest options that spread files over the processors; the tests of one file stay together, in order."""
    return ["-n", str(min(os.cpu_count() or 1, MAX_WORKERS)), "--dist", "loadfile"]


def check_notebooks() -> None:
    """Run every notebook in a fresh kernel; cells marked for it must give the stored output again."""
    if not any((ROOT / "notebooks").glob("*.ipynb")):
        print("no notebook in notebooks/ yet: nothing to check / notebooks/ 中暂无笔记本")
        return
    with timed("notebooks / 运行并核对笔记本"):
        # The unit tests' options switch nbval off, because loading it costs seconds; they are replaced here.
        nbval: Command = ["-o", "addopts=", "--nbval-lax", "--nbval-current-env"]
        run([tool("python"), "-m", "pytest", "-q", *nbval, *in_parallel(), "notebooks"])


def check(extra: list[str], slow: bool) -> None:
    """Lint, unit tests, notebooks: the cheapest first."""
    with timed("lint / 代码检查"):
        run([tool("python"), "-m", "ruff", "check", "."])
    selection: Command = [] if slow else ["-m", "not slow"]
    with timed("unit tests / 单元测试"):
        run([tool("python"), "-m", "pytest", "-q", *in_parallel(), *selection, *extra])
    check_notebooks()


def lock(extra: list[str]) -> None:
    """Resolve every extra for all platforms into constraints.txt, without the address of any index."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("locking versions needs uv: `pip install uv`. / 锁定版本需要 uv：请先 `pip install uv`。")
    extras = ["--extra", "lab", "--extra", "dev", "--extra", "cluster", "--extra", "bench"]
    shape = ["--universal", "--python-version", "3.11", "--no-annotate", "--no-header", "--quiet"]
    with timed("lock versions / 锁定版本"):
        run([uv, "pip", "compile", "pyproject.toml", *extras, *shape, "-o", "constraints.txt", *extra])


def open_lab(extra: list[str]) -> None:
    """JupyterLab on the notebooks, and beside them a folder for the reader's own tables, which every notebook then knows."""
    mine = ROOT / "notebooks" / "mine"
    mine.mkdir(exist_ok=True)
    os.environ.setdefault("JUNHENG_DATA", str(mine))
    command("JupyterLab", "jupyter", "lab", ROOT / "notebooks")(extra)


def command(step: str, *words: str | Path) -> Callable[[list[str]], None]:
    """A verb that runs one program of the environment with the words the user added."""

    def act(extra: list[str]) -> None:
        with timed(step):
            run([tool(str(words[0])), *words[1:], *extra])

    return act


VERBS: dict[str, Callable[[list[str]], None]] = {
    "setup": lambda extra: None,
    "appendices": command("appendices / 生成附件", "junheng", "run"),
    "test": lambda extra: check(extra, slow=False),
    "test-all": lambda extra: check(extra, slow=True),
    "lab": open_lab,
    "notebooks": command("notebooks / 重新运行笔记本", "junheng", "notebooks"),
    "lock": lock,
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=VERBS)
    verb = parser.parse_args(arguments[:1]).verb
    try:
        if verb != "lock":
            set_up()
        VERBS[verb](arguments[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        for step, seconds in durations:
            print(f"{seconds:8.1f} s  {step}", flush=True)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console without Chinese must not stop the work
    main(sys.argv[1:])
