"""Both languages on one page (双语页面): each text twice, and a button that shows one of them."""

from __future__ import annotations

from html import escape

from analysis.language import Words

NOTHING = "—"


def both(words: Words) -> str:
    """A text in both languages; one where they say the same."""
    if words.zh == words.en:
        return escape(words.zh)
    return f'<span lang="zh">{escape(words.zh)}</span> <span lang="en">{escape(words.en)}</span>'


def head(*columns: Words) -> str:
    """The head of a table."""
    return "<thead><tr>" + "".join(f'<th scope="col">{both(one)}</th>' for one in columns) + "</tr></thead>"


def page(title: Words, lead: Words, body: str, *, foot: str) -> str:
    """A page of the site, ready to be sealed."""
    return (
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n<!-- seal -->\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title.zh)} · {escape(title.en)}</title>\n<!-- script -->\n<!-- style -->\n</head>\n<body>\n"
        f'<a class="skip" href="#content">{both(_SKIP)}</a>\n<header>\n<h1>{both(title)}</h1>\n<p>{both(lead)}</p>\n'
        '<button type="button" id="language" hidden>English</button>\n</header>\n'
        f'<main id="content" tabindex="-1">\n{body}\n</main>\n<footer>\n{foot}\n</footer>\n</body>\n</html>\n'
    )


_SKIP = Words("跳到正文", "Skip to the content")
