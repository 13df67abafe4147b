"""Small notebooks, run as the tests of warm kernels need them."""

import time
from pathlib import Path

import nbformat
import papermill

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": dict(KERNEL)})


def run(*sources, engine="junheng", path=None, **options):
    """The executed notebook; by default in a forked kernel or not at all."""
    options = {"kernels": "fork", **options} if engine else options
    return papermill.execute_notebook(
        notebook(*sources), path, engine_name=engine, kernel_name="python3", progress_bar=False, **options
    )


def printed(executed, cell=-1):
    return "".join(output.get("text", "") for output in executed.cells[cell].outputs)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def has_gone(pid, within=5.0):
    until = time.monotonic() + within
    while is_running(pid):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
