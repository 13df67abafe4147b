"""What tests of pages share."""

import pytest

from analysis.show.page import style

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def captions(monkeypatch):
    """The captions of the pictures shown."""
    shown = []

    def show(what, **_):
        assert what["image/png"].startswith(PNG)
        shown.append(what["text/plain"])

    monkeypatch.setenv(style.DPI_VARIABLE, "50")
    monkeypatch.setattr("analysis.show.page.style.display", show)
    return shown
