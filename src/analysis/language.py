"""Two languages, one sentence each: every text a reader sees exists in Chinese and in English."""

from __future__ import annotations

import locale
import os
from typing import Literal, NamedTuple, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[str, ...] = get_args(Lang)


class Words(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en

    def format(self, **values: object) -> Words:
        """The text with values put in; a value in both languages is put in in each."""

        def said(lang: str) -> dict[str, object]:
            return {name: value.in_(lang) if isinstance(value, Words) else value for name, value in values.items()}

        return Words(self.zh.format(**said("zh")), self.en.format(**said("en")))


def begun(text: str) -> str:
    """A text as a line begins with it: with a capital, but for a symbol (p, km) or a name with digits (sha256).

    "a" before a word is its article.
    """
    first, _, rest = text.partition(" ")
    is_article = first == "a" and rest[:1].isalpha()
    is_name = len(first) == 1 or len(text) == 2 or any(sign.isdigit() for sign in first)
    return text if is_name and not is_article else text[:1].upper() + text[1:]


def reader_language() -> Lang:
    """Language of messages: JUNHENG_LANG when set, else the locale; Chinese only where the locale says so."""
    chosen = os.environ.get("JUNHENG_LANG", "")
    if chosen in LANGS:
        return chosen  # type: ignore[return-value]
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name:
        name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
