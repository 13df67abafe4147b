"""Where the numbers of a trend come from."""

from __future__ import annotations

from analysis.language import Words
from analysis.show.page import words
from analysis.show.page.speaking import Speaker
from analysis.show.page.table import Table, left
from analysis.tables.catalogue.provenance import KIND_WORDS


def sources_of(view: Speaker) -> Table:
    """Where the numbers come from: kind, producer, date, licence, and what its producer says of it."""
    source = view.provenance
    pairs = [
        (Words("数据集", "Data set"), f"{source.dataset} · {source.title.in_(view.lang)}"),
        (Words("性质", "Kind"), (source.banner or KIND_WORDS[source.kind]).in_(view.lang)),
        (Words("提供者", "Producer"), source.producer.in_(view.lang)),
        (Words("数据日期", "As of"), source.as_of.isoformat()),
        (Words("许可", "Licence"), source.licence.in_(view.lang)),
        (Words("说明", "Note"), source.note.in_(view.lang).strip() if source.note else words.MISSING),
    ]
    return view.tabulate(
        Words("数据来源", "Where the numbers come from"),
        [left("项目", "Item", 1), left("内容", "Content", 5)],
        [(label.in_(view.lang), text) for label, text in pairs],
    )
