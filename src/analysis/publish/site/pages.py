"""The style and the scripts of the site's pages (网站样式)."""

from __future__ import annotations

from importlib.resources import files

from analysis.publish.web.sealed import own


def style() -> str:
    return own("colours.css") + own_script("site.css")


def own_script(name: str) -> str:
    """A file of this folder."""
    return (files(__package__) / name).read_text(encoding="utf-8")
