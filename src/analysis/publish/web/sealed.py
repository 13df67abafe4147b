"""A page sealed (封装网页): what it may load or run is written into it by digest, and nothing else is."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from importlib.resources import files

from analysis.publish.web.font import font_face

SEAL, STYLE, SCRIPT = "<!-- seal -->", "<!-- style -->", "<!-- script -->"  # the places a page keeps for them
_STYLED = re.compile(r'<(\w+)([^<>]*?)\sstyle="([^"]*)"([^<>]*?)(\s?/?)>')
_CLASS = re.compile(r'\sclass="([^"]*)"')
_BLOCK = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


def own(name: str) -> str:
    """A style or script of this folder."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def sealed(page: str, style: str, script: str) -> bytes:
    """The page with its style, script and font put in their places, under a policy that allows these and no others."""
    page, rules = _without_style_attributes(page)
    page = page.replace(SCRIPT, f"<script>\n{script}</script>", 1)
    signs = {sign for sign in unescape(page) if sign.isprintable()}
    style = "\n".join((font_face(signs), style, *rules))
    page = page.replace(STYLE, f"<style>\n{style}\n</style>", 1)
    return page.replace(SEAL, f'<meta http-equiv="Content-Security-Policy" content="{_policy(page)}">', 1).encode()


def _without_style_attributes(page: str) -> tuple[str, list[str]]:
    """Style attributes as classes, since the policy allows a style by its digest only; and the rules of these classes."""
    classes: dict[str, str] = {}

    def as_class(tag: re.Match) -> str:
        name, before, style, after, end = tag.groups()
        wanted = classes.setdefault(unescape(style).replace("<", "\\3c ").rstrip("; "), f"as-{len(classes) + 1}")
        attributes = before + after
        if named := _CLASS.search(attributes):
            wanted = f"{named[1]} {wanted}"
        return f'<{name}{_CLASS.sub("", attributes, count=1)} class="{wanted}"{end}>'

    page = _STYLED.sub(as_class, page)
    return page, [f".{name} {{ {style} }}" for style, name in classes.items()]


def _policy(page: str) -> str:
    """Nothing but pictures and fonts that lie in the page, and its own styles and scripts."""
    digests: dict[str, list[str]] = {"style": [], "script": []}
    for kind, text in _BLOCK.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        digests[kind].append(f"'sha256-{digest}'")
    allowed = [f"{kind}-src {' '.join(found)}" for kind, found in digests.items() if found]
    return "; ".join(
        ["default-src 'none'", "img-src data:", "font-src data:", *allowed, "base-uri 'none'", "form-action 'none'"]
    )
