"""JupyterLab served from a folder, and a browser that knows the packaged Chinese font."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path

TOKEN = "watched"
OUTPUT = ".jp-OutputArea-output"
KERNEL_CHOSEN = ".jp-Dialog .jp-mod-accept"
SETTINGS = {
    # Cells out of sight are in the page too, so that all of them can be looked at.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def font_configuration(folder: Path) -> Path:
    """A fontconfig file naming the packaged font's folder and nothing of the system."""
    import pylopdf_fonts_zh_cn

    fonts = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    path = folder / "fonts.conf"
    path.write_text(
        f"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'>\n<fontconfig><dir>{fonts}</dir>"
        f"<cachedir>{folder / 'font-cache'}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    return path


@contextmanager
def served(notebooks: Path, folder: Path):
    """The address of a JupyterLab on `notebooks`; stopped at the end."""
    for name, content in SETTINGS.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    port = _free_port()
    words = [
        "--no-browser", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--allow-root",
        f"--ServerApp.root_dir={notebooks}", "--KernelManager.transport=ipc",
    ]  # fmt: skip
    environment = os.environ | {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "JUNHENG_LANG": "zh"}
    with (folder / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *words], stdout=log, stderr=log, env=environment, cwd=folder
        )
        try:
            _wait_until_up(f"http://127.0.0.1:{port}/api", server)
            yield f"http://127.0.0.1:{port}/lab"
        finally:
            server.terminate()
            server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(address: str, server: subprocess.Popen, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=2).close()
            return
        time.sleep(0.3)
    raise RuntimeError("JupyterLab did not come up")


def run_all(page, address: str, name: str, seconds: float = 240) -> None:
    """Open a notebook that has no output yet, run every cell in its new kernel, and wait for the last one."""
    page.goto(f"{address}/tree/{name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=seconds * 1000)
    page.get_by_text("| Idle").wait_for(timeout=seconds * 1000)
    _run_all_cells(page)
    if page.locator(KERNEL_CHOSEN).count():  # the page was quicker than the kernel it had asked for
        page.locator(KERNEL_CHOSEN).click()
        page.get_by_text("| Idle").wait_for(timeout=seconds * 1000)
        _run_all_cells(page)
    end = time.monotonic() + seconds
    _poll(lambda: _is_done(page), end, f"{name} has not run to its end")


def _run_all_cells(page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu").get_by_text("Run All Cells", exact=True).click()
    page.wait_for_timeout(500)


def _poll(is_so: Callable[[], bool], end: float, complaint: str) -> None:
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(complaint)
        time.sleep(0.2)


def _is_done(page) -> bool:
    """The last code cell, which prints the key figures, has its output, and the kernel rests."""
    resting = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").count()
    return bool(resting) and bool(page.locator(".jp-CodeCell").last.locator(OUTPUT).count())
