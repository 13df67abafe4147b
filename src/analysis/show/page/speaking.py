"""A view speaks one language: texts, sentences, paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from IPython.display import Markdown, display

from analysis.errors import JunhengError
from analysis.language import Words
from analysis.show.page.plain import as_text
from analysis.show.page.table import Cell, Column, Row, Table, tabulate

Made = TypeVar("Made")


def attempt(make: Callable[[], Made]) -> Made | Words:
    """What was asked for, or in words why the data do not allow it: said to the reader, not run wrongly."""
    try:
        return make()
    except JunhengError as error:
        return Words(f"不作此项测算：{error.message('zh')}", f"Not computed: {error.message('en')}")


class Speaker:
    """What every view can say; `lang` is "zh" or "en"."""

    lang: str

    def text(self, zh: str, en: str) -> str:
        """The text in this view's language."""
        return Words(zh, en).in_(self.lang)

    def say(self, zh: str, en: str) -> None:
        """Show a sentence in this view's language; its numbers are computed, never typed.

        A sentence has no markup of its own, so that a school's name that holds some stays that name.
        """
        display(Markdown(as_text(self.text(zh, en))))

    def tell(self, *sentences: Words | None) -> None:
        """Show sentences as one paragraph each; nothing for those that do not apply."""
        for sentence in filter(None, sentences):
            self.say(*sentence)

    def tabulate(
        self,
        caption: Cell,
        columns: Sequence[Column],
        rows: Iterable[Row],
        note: Cell | None = "",
        strong: Iterable[int] = (),
        empty: Cell = "",
    ) -> Table:
        """A table in this view's language; every cell, head and note is a text or a text in both languages."""
        return tabulate(self.lang, caption, columns, rows, note, strong, empty)

    def show(self, *tables: Table | None) -> None:
        """Show tables one after the other; nothing for those the data do not allow."""
        for table in tables:
            if table:
                display(table)
