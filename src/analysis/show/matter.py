"""Front and back matter of an appendix: what page 1 must say, the fixed tables, method, sources, conventions."""

from __future__ import annotations

from collections.abc import Sequence

from analysis import __version__
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.results import StandardValue
from analysis.rules.standards import SPLIT, confidence_counts, standard
from analysis.show import tables
from analysis.show.table import Table
from analysis.show.view import View
from analysis.tables.provenance import Provenance

COMPUTED = Words(
    "本附件内容均为测算结果，由公开算式对所列数据计算得出，不是官方认定，不能代替督导评估结论。",
    "Everything in this appendix is a computed result: public formulas applied to the data listed. "
    "It is not an official finding and does not replace one. ",
)


def statement(rules: Sequence[StandardValue], kind: Words | None, lang: str) -> str:
    """What page 1 says: the standing of the results, of the data, and of the rules they were held against."""
    data = Words(f"所用数据：{kind.zh}。", f"The data: {kind.en}. ") if kind else Words("", "")
    return COMPUTED.in_(lang) + data.in_(lang) + confidence(rules).in_(lang)


def front(view: View) -> list[str]:
    """The fixed tables that stand before the explanations."""
    blocks = [
        _heading(view.text("测算结果总表", "Results at a glance")),
        tables.answers(view).html(),
        tables.cv_summary(view).html(),
        _heading(view.text("学校达标情况", "Schools and thresholds")),
        tables.schools(view).html(),
        tables.shortfalls(view).html(),
        _heading(view.text("班额与学校规模", "Class sizes and school sizes")),
        tables.class_sizes(view).html(),
        tables.school_sizes(view).html(),
        _heading(view.text("一校一表", "School sheets")),
        *(table.html() for table in tables.school_sheets(view)),
    ]
    return blocks


def confidence(values: Sequence[StandardValue]) -> Words:
    """How many of the rule values applied nobody has checked against the original document."""
    if not values:
        return Words(
            "所用数据集未附中国标准，达标与否无法判定，其余照常测算。",
            "No Chinese standard is attached to this data set: verdicts cannot be judged, everything else is computed.",
        )
    counts = confidence_counts(values)
    second, recalled = counts["secondary"], counts["recalled"]
    return Words(
        f"本次适用规则值{len(values)}个，其中{second}个据转引材料，{recalled}个尚待核对，{counts['original']}个据文件原文；"
        "使用前请与文件原文核对。",
        f"Of the {len(values)} rule values applied, {second} were read at second hand, {recalled} are recalled and "
        f"{counts['original']} were read in the original document: check them against it before use.",
    )


def back(view: View) -> list[str]:
    """Method, conventions, sources."""
    return [
        _heading(view.text("方法与口径", "Method and conventions")),
        conventions(view.conventions, view.lang),
        *(note.in_(view.lang) for note in (view.standard.notes() if view.standard else ())),
        _heading(view.text("数据与标准来源", "Sources of data and standards")),
        *sources(view.table.provenance, view.lang),
        *_standard_lines(view),
    ]


def conventions(chosen: Conventions, lang: str) -> str:
    """The choices in words, as a list."""
    return "\n".join(f"- {sentence.in_(lang)}" for sentence in chosen.sentences())


def sources(provenance: Provenance, lang: str) -> list[str]:
    """Producer, licence and note; the files with their digests."""
    stop = "。" if lang == "zh" else ". "
    said = [provenance.title, provenance.producer, Words(provenance.licence, provenance.licence)]
    note = provenance.note.in_(lang) if provenance.note else ""
    files = Table(
        caption=Words("数据文件", "Data files").in_(lang),
        columns=[Words("文件", "File").in_(lang), "sha256"],
        rows=[(file.name, file.sha256) for file in provenance.files],
        align="ll",
        widths=(3, 7),
    )
    return [stop.join(words.in_(lang) for words in said) + stop + note, files.html()]


def _standard_lines(view: View) -> list[str]:
    if view.standard is None:
        return []
    documents = (view.standard, standard(SPLIT))
    return ["\n".join(f"- {one.document}: {one.title.in_(view.lang)} (`{one.id}`)" for one in documents)]


def version_line(view: View) -> str:
    """Product, standard and conventions that made these numbers; never the clock."""
    rules = view.standard.id if view.standard else "—"
    chosen = ", ".join(f"{name}={value}" for name, value in view.conventions.differences().items())
    return f"junheng {__version__} · {rules} · " + (chosen or view.text("默认口径", "default conventions"))


def _heading(text: str) -> str:
    return f"# {text}"
