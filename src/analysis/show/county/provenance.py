"""Where a county's numbers come from: kind, producer, dates, files with their digests, the standard."""

from __future__ import annotations

from analysis.language import Words
from analysis.show.county.view import View
from analysis.show.page.table import Table, left
from analysis.tables.catalogue.provenance import KIND_WORDS, SourceFile


def provenance(view: View) -> Table:
    """Where the numbers come from: kind, producer, dates, files with their digests, rows."""
    source = view.table.provenance
    pairs = [
        (Words("数据集", "Data set"), f"{source.dataset} · {source.title.in_(view.lang)}"),
        (Words("性质", "Kind"), (source.of_years(view.table.years).banner or KIND_WORDS[source.kind]).in_(view.lang)),
        (Words("提供者", "Producer"), source.producer.in_(view.lang)),
        (Words("数据日期", "As of"), source.as_of.isoformat()),
        *((Words("许可", "Licence"), one.in_(view.lang)) for one in (source.licence,) if one.zh),
        *((Words("文件", "File"), _file(file, view)) for file in source.files),
        *((Words("说明", "Note"), note.in_(view.lang)) for note in (source.note, source.masked) if note),
        (Words("标准", "Standard"), _standard(view)),
        *((Words("没有数据的指标", "Without figures"), _names(view)) for _ in view.without_data[:1]),
    ]
    return view.tabulate(
        Words("数据来源", "Where the numbers come from"),
        [left("项目", "Item", 1), left("内容", "Content", 4)],
        [(label.in_(view.lang), text) for label, text in pairs],
    )


def _file(file: SourceFile, view: View) -> str:
    what = view.text("本县各行的sha256：", "sha256 of this county's rows: ") if file.of_several else "sha256 "
    return f"{file.name} ({what}{file.sha256[:12]}…)"


def _names(view: View) -> str:
    return view.text("、", ", ").join(one.short.in_(view.lang) for one in view.without_data)


def _standard(view: View) -> str:
    if view.standard is None:
        return view.text("无：不作达标判断", "none: nothing is judged")
    return f"{view.standard.document} · {view.standard.title.in_(view.lang)}"
