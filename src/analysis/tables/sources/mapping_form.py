"""What a mapping may say, table by table: the shapes of its TOML, and whether what they say makes sense."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from analysis.language import Words
from analysis.schema import Bilingual, Form, Positive, Text, Texts, refusal, shown
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.numbers import read_year, unit_of
from analysis.tables.sheets.vocabulary import ROW_KEYS, VALUES, Meaning
from analysis.tables.terms import TermsForm

PARTS = "[[sheet]]"
COMPARISONS = ("above", "below")
TESTS = ("equals", "in_", "blank", *COMPARISONS)
ACTIONS = ("keep", "drop", "keep_field", "drop_field")
LAST_ROW, MOST_DIGITS, FIRST_YEAR, LAST_YEAR = 100, 6, 1900, 2100  # of a header; of a rounding; of a constant
_NO_NAMES = {*VALUES, "year"}  # identity that is no name or code


class Stated(Form):
    """A value, and why it is so; a bare value stands for one without a reason."""

    value: Any
    because: Bilingual | None = None


class Made(Form):
    """How columns make a field: they are added up, then × `times`, ÷ `over`, rounded. Names are joined instead.

    times : a field
    over : a number, or a header whose cells are divided by
    round : digits after the point
    between : what stands between the parts of a name or a code
    """

    columns: Texts
    times: Text | None = None
    over: float | Text | None = None
    round: Annotated[int, Field(ge=0, le=MOST_DIGITS)] | None = None
    between: str | None = None

    @model_validator(mode="after")
    def _divides(self) -> Made:
        if isinstance(self.over, float) and not (self.over and math.isfinite(self.over)):
            raise refusal(
                shown(self.over), Words("不为0的数，或一个表头", "a number other than 0, or a header"), at=("over",)
            )
        return self

    @property
    def is_worked_out(self) -> bool:
        """Whether it comes from a value or a share, so that it need not be a whole number."""
        return self.times is not None or self.over is not None

    @property
    def arithmetic(self) -> list[str]:
        """The keys that only numbers have."""
        return [key for key in ("times", "over", "round") if getattr(self, key) is not None]


class Ratio(Form):
    """A field printed as a share of another; a bare header stands for one per student."""

    column: Text
    of: Text | None = None
    per: Positive = 1

    def made(self, of: str) -> Made:
        return Made(columns=[self.column], times=of, over=float(self.per))


class ClassSizeForm(Form):
    """[class_size]: the column of every class's students."""

    column: Text


class Filter(Form):
    """[[filters]]: one column or field, one test, one reason."""

    keep: Text | None = None
    drop: Text | None = None
    keep_field: Text | None = None
    drop_field: Text | None = None
    equals: Any = None
    in_: Annotated[list[Any], Field(min_length=1)] | None = Field(default=None, alias="in")
    blank: bool | None = None
    above: Annotated[float, Field(allow_inf_nan=False)] | None = None
    below: Annotated[float, Field(allow_inf_nan=False)] | None = None
    reason: Bilingual

    def _chosen(self, names: tuple[str, ...]) -> list[str]:
        return [name for name in names if getattr(self, name) is not None]

    @model_validator(mode="after")
    def _says_one_thing(self) -> Filter:
        actions, tests = self._chosen(ACTIONS), self._chosen(TESTS)
        is_one = len(tests) == 1 or (len(tests) == 2 and tests[0] == "blank" and tests[1] in COMPARISONS)
        if len(actions) != 1 or not is_one:
            found = ", ".join(name.rstrip("_") for name in (*actions, *tests))
            listed = " | ".join(name.rstrip("_") for name in TESTS)
            raise refusal(shown(found), f"{' | '.join(ACTIONS)}; {listed} (above, below + blank); reason")
        return self

    @property
    def keeps(self) -> bool:
        """Whether the rows that pass the test stay, or those that do not."""
        return self._chosen(ACTIONS)[0].startswith("keep")

    @property
    def column(self) -> str:
        """The header whose cells are tested as written; "" where a field is."""
        return self.keep or self.drop or ""

    @property
    def field(self) -> str:
        """The field that is tested as read; "" where a column is."""
        return self.keep_field or self.drop_field or ""

    @property
    def test(self) -> str:
        """What cells are held against; with a comparison `blank` says whether blank ones pass it too."""
        return self._chosen(TESTS)[-1].rstrip("_")

    @property
    def wanted(self) -> object:
        """What the test compares with."""
        return getattr(self, self._chosen(TESTS)[-1])


def _as_table(key: str) -> BeforeValidator:
    """A bare value stands for a table with this one key."""
    return BeforeValidator(lambda value: value if isinstance(value, dict) else {key: value})


StatedTable = dict[str, Annotated[Stated, _as_table("value")]]


class SheetForm(Form):
    """What a mapping says of the columns and rows of a sheet."""

    header_rows: list[int] = []
    grain: Literal["school", "section", "class", "district", "form"] = "school"
    calendar: Literal["", "roc", "school_year"] = ""
    decimal: Literal[".", ","] = "."
    missing: list[str] = []
    columns: dict[str, str] = {}
    made: dict[str, Made] = {}
    sums: dict[str, Texts] = {}
    ratios: dict[str, Ratio] = {}
    per_student: dict[str, Annotated[Ratio, _as_table("column")]] = {}
    constants: StatedTable = {}
    blanks: StatedTable = {}
    units: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    add_up: dict[str, Literal["sum", "max", "first"]] = {}
    class_size: ClassSizeForm | None = None
    filters: list[Filter] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> SheetForm:
        rows = self.header_rows
        if rows and (rows != list(range(rows[0], rows[0] + len(rows))) or not 1 <= rows[0] <= rows[-1] <= LAST_ROW):
            raise refusal(shown(rows), f"[3, 4] (1–{LAST_ROW})", at=("header_rows",))
        for key, unit in self.units.items():
            if unit_of(unit) is None:
                raise refusal(shown(unit), "元, 千元, 万元, 亿元, USD, ㎡, 亩, 公顷, %, 人 …", at=("units", key))
        for table in ("constants", "blanks"):
            for name, stated in getattr(self, table).items():
                _check_stated(table, name, stated)
        for name, ratio in self.ratios.items():
            if ratio.of is None:
                raise refusal(shown(name), "column, of, per", at=("ratios", name))
        for at, name, made in self.all_made():
            _check_made(at, name, made)
        return self

    def all_made(self) -> Iterator[tuple[str, str, Made]]:
        """Every field that columns make, with the table that says so; [sums], [ratios], [per_student] are short forms."""
        for name, made in self.made.items():
            yield "made", name, made
        for name, headers in self.sums.items():
            yield "sums", name, Made(columns=headers)
        for name, ratio in self.ratios.items():
            yield "ratios", name, ratio.made(ratio.of or "")
        for name, ratio in self.per_student.items():
            yield "per_student", name, ratio.made(Meaning("students", Meaning.parse(name).stage).key)


def _check_made(table: str, name: str, made: Made) -> None:
    """Names are joined and numbers reckoned with, never the other way round; kinds and years are read as they stand."""
    field = Meaning.parse(name).field
    if field in _NO_NAMES or (field in (*IDENTITY, *ROW_KEYS) and made.arithmetic):
        expected = Words(
            "[columns] 中的一列；只有代码和名称可由多列相连", "a column in [columns]; codes and names can be joined"
        )
        raise refusal(shown(", ".join(made.arithmetic) or name), expected, at=(table, name))


def _check_stated(table: str, name: str, stated: Stated) -> None:
    """A number needs a reason and must be one; a year must be one."""
    field, value = Meaning.parse(name).field, stated.value
    if field == "year":
        year = read_year(value)
        if table == "constants" and (year is None or not FIRST_YEAR <= year <= LAST_YEAR):
            raise refusal(shown(value), f"{FIRST_YEAR}–{LAST_YEAR}", at=(table, name))
    elif field not in IDENTITY:
        if stated.because is None:
            raise refusal(shown(value), "{ value = …, because = { zh = …, en = … } }", at=(table, name))
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if is_number and value < 0:
            raise refusal(shown(value), Words("不小于0的数", "a number, 0 or more"), at=(table, name))


class PartForm(SheetForm):
    """[[sheet]]: what a mapping says of one sheet, or of those whose names fit a pattern."""

    name: Texts


class MappingForm(TermsForm, SheetForm):
    """A mapping as written."""

    note: Bilingual | None = None
    sheet: Texts = []
    recognise: bool = False
    standard: Texts | None = None
    required: list[Text] = ["students"]
    parts: list[PartForm] = Field(default=[], alias=PARTS)


def stated_numbers(form: SheetForm, groups: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    """Constants and blanks of fields that are numbers, with what is stated for them."""
    for table in ("constants", "blanks"):
        for name, stated in getattr(form, table).items():
            if Meaning.parse(name).field not in (*IDENTITY, *ROW_KEYS, *groups):
                yield table, name, stated.value
