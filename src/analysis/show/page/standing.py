"""How the results stand: computed, from which data, by rules read where, under which conventions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.language import Words, begun
from analysis.rules.conventions import Conventions
from analysis.rules.rule import StandardValue
from analysis.rules.standards import InForce, Standard, confidence_counts
from analysis.show.page.plain import as_text
from analysis.show.page.table import Table
from analysis.tables.catalogue.provenance import Provenance

APPENDIX = Words("本附件内容", "Everything in this appendix")

OF_ROWS = Words(
    "文件含多个县的，所列是本县各行（工作表、行号和本附件所用的各项数值）的sha256；整个文件的sha256见manifest.json。",
    "Of a file that holds several counties, the sha256 is that of this county's rows (sheet, line and every figure used "
    "here); that of the whole file is in manifest.json.",
)


def statement(
    rules: Sequence[StandardValue | InForce],
    kind: Words,
    standards: Iterable[Standard],
    lang: str,
    choice: Words | None = None,
    scope: Words | None = None,
    what: Words = APPENDIX,
) -> str:
    """What page 1 says: the standing of the results and data, the choice of standard, what is covered, how it was read.

    scope : what is covered, where it is more than the standard's file says of a school table
    what  : that is computed
    """
    computed = Words(
        f"{what.zh}均为测算结果，系按公开算式用所列数据计算得出，不是官方认定，不能代替督导评估结论。",
        f"{what.en} is a computed result: public formulas applied to the data listed. "
        "It is not an official finding and does not replace one. ",
    )
    data = Words(f"所用数据：{kind.zh}。", f"The data: {kind.en}. ")
    covered = [scope] if scope else [one.coverage for one in standards if one.coverage]
    said = "".join(f"{words.in_(lang)}{'' if lang == 'zh' else ' '}" for words in covered)
    chosen = f"{choice.in_(lang)}{'' if lang == 'zh' else ' '}" if choice else ""
    read = confidence(rules).in_(lang) if rules or not choice else ""
    return (computed.in_(lang) + data.in_(lang) + chosen + said + read).rstrip()


def confidence(values: Sequence[StandardValue | InForce]) -> Words:
    """How many of the rule values applied nobody has checked against the original document."""
    if not values:
        return Words(
            "所用数据集未附中国标准，达标与否无法判断，其余指标照常测算。",
            "No standard is attached to this data set: the numbers are computed, and none is judged.",
        )
    counts = confidence_counts(values)
    second, recalled = counts["secondary"], counts["recalled"]
    return Words(
        f"本次适用的规则数值{len(values)}个：据文件原文{counts['original']}个，据转引材料{second}个，凭记忆录入{recalled}个；"
        "使用前均须与文件原文核对。",
        f"Rule values applied: {len(values)}, of which {counts['original']} were read in the original document, {second} at "
        f"second hand and {recalled} are recalled from memory: check them against the original before use.",
    )


def conventions(chosen: Conventions, lang: str, of_rules: bool = True) -> str:
    """The choices in words, as a list; without rules, how numbers are computed and no more."""
    said = chosen.sentences()
    return "\n".join(f"- {sentence.in_(lang)}" for sentence in (said if of_rules else said[:1]))


def sources(provenance: Provenance, lang: str) -> list[str]:
    """Producer, licence and note; the files with their digests, and what was digested where it is not the file."""
    stop = "。" if lang == "zh" else ". "
    licence = provenance.licence
    licence = Words(f"许可：{licence.zh}", f"Licence: {licence.en}") if licence.zh else licence
    named = (provenance.title, provenance.producer, licence)
    said = [begun(as_text(text)) for words in named if (text := words.in_(lang))]
    note = provenance.note.in_(lang) if provenance.note else ""
    files = Table(
        caption=Words("数据文件", "Data files").in_(lang),
        columns=[Words("文件", "File").in_(lang), "sha256"],
        rows=[(file.name, _grouped(file.sha256)) for file in provenance.files],
        align="ll",
        widths=(5, 6),
    )
    of_rows = [OF_ROWS.in_(lang)] if any(file.of_several for file in provenance.files) else []
    return [stop.join(said) + stop + note, files.html(), *of_rows]


NAMES_STAY = "Names and clauses that have no English form in the data stay in Chinese."


def names_stay(names: Iterable[str], lang: str) -> list[str]:
    """That an English document has Chinese names; nothing where it has none."""
    return [NAMES_STAY] if lang == "en" and any("一" <= sign <= "鿿" for name in names for sign in name) else []


def _grouped(digest: str) -> str:
    """Sixteen digits a group, so that a page can break the line."""
    return " ".join(digest[k : k + 16] for k in range(0, len(digest), 16))
