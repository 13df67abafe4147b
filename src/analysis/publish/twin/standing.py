"""What stands around the figures (说明): computed, from which data, by which rules and conventions, what may be changed."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.show.appendix.matter import follows_rules, values_applied, version_line
from analysis.show.county.view import View
from analysis.show.page.standing import confidence
from analysis.tables.catalogue.provenance import KIND_WORDS


def title(view: View) -> str:
    """What the workbook is called."""
    if not view.standard:
        return view.text(
            f"{view.place}校际差异测算工作簿（{view.year}年）",
            f"{view.place}: differences between schools, {view.year}, as a workbook of formulas",
        )
    return view.text(
        f"{view.place}义务教育均衡测算工作簿（{view.year}年）",
        f"{view.place}: balance of compulsory education, {view.year}, as a workbook of formulas",
    )


def above(view: View) -> Iterator[str]:
    """What stands above the figures: computed, from which data, what may be changed."""
    source = view.table.provenance
    banner = source.of_years([view.year]).banner or KIND_WORDS[source.kind_of_year.get(view.year, source.kind)]
    yield view.text(
        f"测算结果，不是官方认定，不能代替督导评估结论。所用数据：{banner.zh}。",
        f"Computed results, not an official finding and no substitute for one. The data: {banner.en}.",
    )
    yield view.text(
        "全部数值都是公式，从“学校”表逐级算到判断；着色的单元格可以改动，改动后的结果只用于查找问题、核对和测算假设。",
        "Every figure is a formula, from the sheet of schools up to the answers. Coloured cells may be changed; what then comes "
        "out serves to find problems, to check and to ask what if.",
    )


def below(view: View, is_carried: bool) -> Iterator[str]:
    """What stands below: standard, how its values were read, conventions, what does not follow, sources, version."""
    if view.standard:
        yield f"{view.standard.document} {view.standard.title.in_(view.lang)}"
        if view.standard.coverage:
            yield view.standard.coverage.in_(view.lang)
        yield confidence(values_applied(view)).in_(view.lang)
    chosen = view.conventions.sentences()
    yield from (one.in_(view.lang) for one in (chosen if follows_rules(view) else chosen[:1]))
    yield from (one.in_(view.lang) for one in view.verdict.notes)
    if is_carried:
        yield view.text(
            "标有“照录”的各项不由学校数据算出，其判断照录，可以改动，总体判断随之而变。",
            "Items marked as carried over do not come from the school table: their answers stand as the engine gave them, may be "
            "changed, and the answer over all parts follows.",
        )
    yield view.text(
        "各表已保护而不设密码：只有着色单元格可以改动，以免公式被数字覆盖；需要时可直接撤销保护。",
        "The sheets are protected without a password, so that no formula is overwritten by a figure: only coloured cells can be "
        "changed. Protection can be taken off at any time.",
    )
    source = view.table.provenance
    files = view.text("、", ", ").join(file.name for file in source.files)
    yield view.text(
        f"数据：{source.title.zh}，{source.producer.zh}，截至{source.as_of.isoformat()}；文件：{files}。",
        f"Data: {source.title.en}, {source.producer.en}, as of {source.as_of.isoformat()}; files: {files}.",
    )
    yield version_line(view)
