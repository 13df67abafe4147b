"""What a draft of a mapping says and asks about one sheet: its columns, and what their cells leave open.

A line that needs no answer says what is assumed without one. Nothing that is only likely is written out.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import tomlkit

from analysis.tables.locators import column_runs, letters
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.columns import header_unit, units_above
from analysis.tables.sheets.context import Context
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import MISSING, is_missing, plain, read_number, read_text, read_year, unit_of
from analysis.tables.sheets.row_kinds import row_kinds
from analysis.tables.sheets.vocabulary import (
    ROW_KEYS,
    VALUES,
    Meaning,
    Vocabulary,
    is_ignored,
    read_kind,
    split_unit,
    without_stages,
)

MOST_LISTED = 8  # values in one line
MOST_KINDS = 12  # different texts of a column that may part schools from others
MOST_FILTERS = 3
HALF = 0.5  # of a column's cells: numbers from here on
_DIGIT = re.compile(r"\d")
_NINES = re.compile(r"9{3,}")
_DECIMAL_COMMA = re.compile(r"-?\d+,(?:\d{1,2}|\d{4,})")
_TOTAL = re.compile(r"(?:[合总總小共][计計]|[计計]|(?:sub)?total|all)")  # would be counted twice
SEXES = {"男", "女"}
WHOLE = ({""}, SEXES)  # girls alone are not all students
_BECAUSE = 'because = { zh = "…", en = "…" }'
_NO_STUDENTS = (
    'drop_field = "students"',
    "equals = 0",
    'reason = { zh = "没有学生的学校", en = "schools without students" }',
)
_REASON = 'reason = { zh = "…", en = "…" }'
_UNITS = {"元": "元, 千元, 万元, 亿元", "m2": "㎡, 亩, 公顷"}
_GRAINS = "school 学校, section 学校的一个学段 / a stage of a school, class 班级 / a class, district 学区"


@dataclass(frozen=True)
class Drafted:
    """One sheet of a file that nobody has described, with the header that was found."""

    grid: Grid
    header: Header
    context: Context
    vocabulary: Vocabulary
    is_accepted: bool = False  # proposals are written out, as if somebody had answered yes to each

    @property
    def _open(self) -> str:
        """What stands before a proposal."""
        return "" if self.is_accepted else "# "

    def lines(self, within: str) -> Iterator[str]:
        """The TOML of this sheet; `within` is "sheet." inside a [[sheet]] part."""
        rows = list(range(self.header.top + 1, self.header.first_row + 1))
        yield f"header_rows = {rows}"
        yield from self._grain()
        yield from self._calendar()
        yield from self._missing()
        yield ""
        yield f"[{within}columns]"
        yield from self._columns()
        for questions in (self._sums, self._constants, self._units, self._blanks, self._values, self._filters):
            if asked := list(questions(within)):
                yield from ("", *asked)

    @property
    def holds_schools(self) -> bool:
        """Whether its columns name schools and count something."""
        fields = {meaning.field for meaning in (*self.meanings.values(), *self.likely.values())}
        return bool(fields & {"school", "school_id"}) and len(self.rows) > 0 and len(fields) > 2

    @cached_property
    def rows(self) -> np.ndarray:
        """The rows of schools."""
        kinds = row_kinds(self.grid.below(self.header.first_row), self.header)
        return np.flatnonzero(kinds == "school") + self.header.first_row

    @cached_property
    def meanings(self) -> Mapping[int, Meaning]:
        """Columns whose meaning is certain and not claimed by two."""
        paths = enumerate(self.header.paths)
        found = {k: meaning for k, path in paths if path and (meaning := self.vocabulary.meaning(path))}
        claimed = list(found.values())
        return {column: meaning for column, meaning in found.items() if claimed.count(meaning) == 1}

    @cached_property
    def likely(self) -> Mapping[int, Meaning]:
        """What columns may mean whose headers are not certain; each field once, where no column is certain to be it."""
        known, taken = likely_words(self.vocabulary), set(self.meanings.values())
        found: dict[int, Meaning] = {}
        for column, path in enumerate(self.header.paths):
            if not path or column in self.meanings:
                continue
            stages, bare = without_stages([split_unit(path[-1])[0]])
            name = known.get(bare[0])
            meaning = Meaning(name, next(iter(stages), None)) if name and len(stages) < 2 else None
            if meaning and meaning not in taken:
                taken.add(meaning)
                found[column] = meaning
        return found

    @cached_property
    def sums(self) -> Mapping[str, Sequence[int]]:
        """Columns of numbers under one head that names a field nothing else gives, or under one for each sex: they may add
        up to it.
        """
        words = {**likely_words(self.vocabulary), **self.vocabulary.fields}
        known = {one.field for one in (*self.meanings.values(), *self.likely.values())}
        found: dict[str, list[int]] = {}
        sexes: dict[str, set[str]] = {}
        for column in self._unknown:
            path = self.header.paths[column]
            sex, head = _without_sex(split_unit(path[0])[0])
            name = words.get(head) if len(path) > 1 else None
            if name and name not in known and not _TOTAL.fullmatch(split_unit(path[-1])[0]):
                found.setdefault(name, []).append(column)
                sexes.setdefault(name, set()).add(sex)
        return {name: columns for name, columns in found.items() if len(columns) > 1 and sexes[name] in WHOLE}

    @cached_property
    def labels(self) -> Sequence[str]:
        return [self.header.label(column) for column in range(len(self.header.paths))]

    def _cells(self, column: int) -> np.ndarray:
        return self.grid.cells[self.rows, column]

    @cached_property
    def _numeric(self) -> Mapping[int, str]:
        """Columns whose fields are numbers, and the key of each; those that may be, too."""
        both = {**self.likely, **self.meanings}
        kept = (*IDENTITY, *ROW_KEYS)
        return {column: both[column].key for column in sorted(both) if both[column].field not in kept}

    def _columns(self) -> Iterator[str]:
        for column, path in enumerate(self.header.paths):
            if not path or is_ignored(path) or any(column in columns for columns in self.sums.values()):
                continue
            label, example = self.labels[column], self._example(column)
            key = tomlkit.item(label).as_string()
            if self.labels.count(label) > 1:  # no mapping can tell them apart
                same = column_runs([k for k, other in enumerate(self.labels) if other == label])
                yield f"# {example}  “{label}”  {same}列表头相同，请先改名 / columns {same} have one header; rename them first"
            elif column in self.meanings:
                yield f'{key} = "{self.meanings[column].key}"  # {example}'
            elif column in self.likely:
                about = self.vocabulary.terms.fields[self.likely[column].field].label
                yield f'{self._open}{key} = "{self.likely[column].key}"  # {example} ?  {about.zh} / {about.en}'
            else:
                near = self._near(path)
                yield f'# {key} = ""  # {example} ?{f"  {near}" if near else ""}'

    def _example(self, column: int) -> str:
        """Column letters and the first values under a header."""
        values = (read_text(value) for value in self.grid.cells[self.header.first_row :, column])
        some = [value for _, value in zip(range(3), (value for value in values if value), strict=False)]
        return f"{letters(column)}: {', '.join(some).replace(chr(10), ' ') or '–'}"

    def _near(self, path: Iterable[str]) -> str:
        """Fields whose headers look like this one."""
        fields = self.vocabulary.fields
        words = difflib.get_close_matches(split_unit(list(path)[-1])[0], sorted(fields), n=3, cutoff=0.6)
        found = dict.fromkeys(fields[word] for word in words)
        return ", ".join(f"{field} ({self.vocabulary.terms.fields[field].label.zh})" for field in found)

    def _grain(self) -> Iterator[str]:
        both = {**self.likely, **self.meanings}
        names = [column for key in ("school_id", "school") for column, one in both.items() if one.field == key]
        counts = Counter(text for cell in (self._cells(names[0]) if names else ()) if (text := plain(read_text(cell))))
        several = sum(count > 1 for count in counts.values())
        note = f"；有{several}所学校不止一行 / {several} school(s) have several rows" if several else ""
        yield f'# grain = "school"  # ? 每行是什么 / what a row is: {_GRAINS}{note}'

    def _calendar(self) -> Iterator[str]:
        """Years that only another calendar reads; decimals after a comma."""
        both = {**self.likely, **self.meanings}
        for column in (k for k, meaning in both.items() if meaning.field == "year"):
            values = [value for value in self._cells(column) if not is_missing(value)]
            reads = [one for one in ("", "roc", "school_year") if all(read_year(value, one) for value in values)]
            if values and "" not in reads:
                proposed = reads[0] if reads else ""
                yield f'{self._open}calendar = "{proposed}"  # ? {self._example(column)}: roc 民国纪年 (113), school_year (20232024)'
        commas = [k for k in self._numeric if any(_DECIMAL_COMMA.fullmatch(plain(str(one))) for one in self._cells(k))]
        if commas:
            yield f'# decimal = ","  # ? {self._example(commas[0])}: 逗号是小数点 / the comma is a decimal point'

    def _missing(self) -> Iterator[str]:
        """Texts among numbers, numbers below 0 and runs of nines, which may mean that nothing is known."""
        found: dict[str, Counter[str]] = {}
        for column in self._numeric:
            for value, count in self._odd(column).items():
                found.setdefault(value, Counter())[letters(column)] += count
        if found:
            listed = list(found)[:MOST_LISTED]
            where = "; ".join(f"{one}: {', '.join(f'{c} ×{n}' for c, n in found[one].items())}" for one in listed)
            values = ", ".join(tomlkit.item(one).as_string() for one in listed)
            yield f"# missing = [{values}]  # ? 表示不详的写法 / signs for 'not known': {where}"

    def _odd(self, column: int) -> Mapping[str, int]:
        values = [value for value in self._cells(column) if not is_missing(value)]
        numbers = [read_number(value, None, None) for value in values]
        known = [number for number in numbers if number is not None]
        if len(known) < HALF * len(values) or not known:
            return {}
        usual = float(np.median(known))
        odd = Counter()
        for value, number in zip(values, numbers, strict=True):
            text = read_text(value)
            nines = number is not None and _NINES.fullmatch(plain(text)) and number > 10 * usual
            if number is None or number < 0 or nines:
                odd[text] += 1
        return {text: count for text, count in odd.items() if plain(text) not in MISSING}

    def _sums(self, within: str) -> Iterator[str]:
        """Columns that may add up to a field, digits of their heads left open; what stands alone is left out."""
        if self.sums:
            yield f"{self._open}[{within}sums]  # ? 各列相加得到的字段 / fields that columns add up to"
        for name, columns in self.sums.items():
            heads = dict.fromkeys(_DIGIT.sub("?", self.labels[column]) for column in columns)
            listed = ", ".join(tomlkit.item(head).as_string() for head in heads)
            about = self.vocabulary.terms.fields[name].label
            yield f"{self._open}{name} = [{listed}]  # ? {column_runs(columns)}  {about.zh} / {about.en}"

    def _constants(self, within: str) -> Iterator[str]:
        """Facts every school section needs that no column gives, with what is taken where they are not answered."""
        given = {meaning.field for meaning in self.meanings.values()}
        given |= {one.field for one in self.likely.values()} & {"county", "county_name", "year"}
        staged = any(meaning.stage for meaning in self.meanings.values())
        wanted = []
        if not given & {"county", "county_name"}:
            wanted.append(
                f'county = ""      # ? 县区名称或代码 / county{_taken(self.context.counties, "文件名", "the file name")}'
            )
        if "year" not in given:
            year = self.context.years[0][1] if self.context.years else 2023
            wanted.append(f"year = {year}      # ? 年度 / year{_taken(self.context.years)}")
        if not given & {"stage", "school_type"} and not staged:
            stage = self.context.stages[0][1] if self.context.stages else "primary"
            choice = "primary, junior, all（如各列未分学段 / unless columns tell stages apart）"
            wanted.append(f'stage = "{stage}" # ? {choice}{_taken(self.context.stages)}')
        if wanted:
            yield f"# [{within}constants]"
            yield from (f"# {line}" for line in wanted)

    def _units(self, within: str) -> Iterator[str]:
        """Money and areas whose unit stands nowhere."""
        above = units_above(self.header, self.grid)
        asked = []
        for column, key in self._numeric.items():
            field = self.vocabulary.terms.fields[Meaning.parse(key).field]
            own = unit_of(field.unit.zh)
            if own and own.base in _UNITS and not header_unit(self.header.paths[column]) and own.base not in above:
                name = tomlkit.key(key).as_string()
                asked.append(f'# {name} = "{field.unit.zh}"  # ? {self._example(column)}  {_UNITS[own.base]}')
        if asked:
            yield f"# [{within}units]  # 表头没有单位；不答则如所写 / no unit in the header; as written here without an answer"
            yield from asked

    def _blanks(self, within: str) -> Iterator[str]:
        asked = []
        for column, key in self._numeric.items():
            count = sum(is_missing(value) for value in self._cells(column))
            if count and Meaning.parse(key).field != "students":
                name = tomlkit.key(key).as_string()
                asked.append(f"# {name} = {{ value = 0, {_BECAUSE} }}  # ? {letters(column)} ×{count}")
        if asked:
            yield f"# [{within}blanks]  # 空格的含义；不答则为缺失 / what a blank means; missing without an answer"
            yield from asked

    def _values(self, within: str) -> Iterator[str]:
        """Values of columns of kinds that cannot be read as they stand."""
        for column, meaning in sorted({**self.likely, **self.meanings}.items()):
            if meaning.field not in VALUES:
                continue
            texts = dict.fromkeys(read_text(value) for value in self._cells(column))
            unknown = [text for text in texts if read_kind(meaning.field, text, self.labels[column]) is None]
            if unknown and (column in self.meanings or len(unknown) <= MOST_KINDS):
                yield f"# [{within}values.{meaning.field}]  # ? {', '.join(dict.fromkeys(VALUES[meaning.field].values()))}"
                yield from (f'# {tomlkit.item(text).as_string()} = ""' for text in unknown)

    def _filters(self, within: str) -> Iterator[str]:
        """Rows that may not count: schools without students, and kinds of rows told apart by a column nobody knows."""
        table = f"# [[{within}filters]]"
        for column, key in self._numeric.items():
            if Meaning.parse(key) != Meaning("students"):
                continue
            numbers = [read_number(value, None, None) for value in self._cells(column)]
            none = sum(number is not None and not number >= 1 for number in numbers)
            if none:
                yield f"{table}  # ? {letters(column)}: 没有学生的有{none}行 / {none} row(s) without students"
                yield from ('# drop_field = "students"', "# below = 1", "# blank = true", f"# {_REASON}")
        if none := self._without_students():
            yield f"{self._open}[[{within}filters]]  # ? 没有学生的有{none}行 / {none} row(s) without students"
            yield from (f"{self._open}{line}" for line in _NO_STUDENTS)
        kinds = [column for column in range(len(self.labels)) if self._parts_rows(column)][:MOST_FILTERS]
        for column in kinds:
            texts = Counter(read_text(value) for value in self._cells(column)).most_common(MOST_LISTED)
            shown = ", ".join(f"{text or '–'} ×{count}" for text, count in texts)
            yield f"{table}  # ? {letters(column)}: {shown}"
            yield f"# drop = {tomlkit.item(self.labels[column]).as_string()}"
            yield f"# in = [{tomlkit.item(texts[-1][0]).as_string()}]"
            yield f"# {_REASON}"

    def _without_students(self) -> int:
        """Rows whose columns of students add up to nothing."""
        columns = [self._cells(column) for column in self.sums.get("students", ())]
        numbers = [[read_number(value, None, None) or 0 for value in cells] for cells in columns]
        return int((np.sum(numbers, axis=0) == 0).sum()) if numbers else 0

    @cached_property
    def figures(self) -> Sequence[str]:
        """Columns of numbers that nobody knows, by letters and header."""
        summed = {column for columns in self.sums.values() for column in columns}
        return [f"{letters(column)}“{self.labels[column]}”" for column in self._unknown if column not in summed]

    @cached_property
    def _unknown(self) -> Sequence[int]:
        """Columns of numbers that are neither known nor likely to be anything."""
        paths = enumerate(self.header.paths)
        unknown = [k for k, path in paths if path and k not in {**self.meanings, **self.likely}]
        return [column for column in unknown if self._is_of_numbers(column)]

    def _is_of_numbers(self, column: int) -> bool:
        values = [value for value in self._cells(column) if not is_missing(value)]
        numbers = sum(read_number(value, None, None) is not None for value in values)
        return numbers > HALF * len(values) and not is_ignored(self.header.paths[column])

    def _parts_rows(self, column: int) -> bool:
        """Whether an unknown column holds a few different texts, some of them often."""
        is_place = column in self.likely and self.likely[column].field not in VALUES
        if (
            column in self.meanings
            or is_place
            or self.labels.count(self.labels[column]) > 1
            or not self.header.paths[column]
        ):
            return False
        if is_ignored(self.header.paths[column]):
            return False
        texts = [read_text(value) for value in self._cells(column)]
        words = {text for text in texts if text and read_number(text, None, None) is None}
        return 1 < len({*texts}) <= min(MOST_KINDS, len(texts) // 2) and bool(words)


def _without_sex(head: str) -> tuple[str, str]:
    """ "男学生数" → ("男", "学生数")."""
    return (head[:1], head[1:]) if head[:1] in SEXES else ("", head)


def likely_words(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Heads that may mean a field, as compared."""
    fields = vocabulary.terms.fields
    return {split_unit(word)[0]: name for name, about in reversed(fields.items()) for word in about.likely}


def _taken(said: Sequence[tuple[object, object]], zh: str = "", en: str = "") -> str:
    """Where a value is taken from without an answer; that it has to be given where it stands nowhere."""
    if said:
        where, value = said[0]
        return f"；不答则取自{where.zh} / otherwise from {where.en}: {value}"
    return f"；不答则取{zh} / otherwise {en}" if zh else "；必答 / needed"
