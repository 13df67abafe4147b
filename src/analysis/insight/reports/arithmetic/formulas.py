"""Formulas over printed facts: read as arithmetic and nothing else, computed over ranges, solved for one part."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from analysis.errors import Problem, TableError
from analysis.insight.reports.arithmetic.ranges import Range
from analysis.insight.reports.arithmetic.units import NUMBER, Unit
from analysis.language import Words

LONGEST = 2000  # characters; a report's largest sum has some twenty parts
FUNCTIONS = ("sum", "mean")
EXPECTED = Words(
    "由已录入的数、+ − × ÷、括号、sum()、mean()组成的算式", "arithmetic over entered facts: + - * / ( ) sum() mean()"
)


@dataclass(frozen=True)
class Quantity:
    """A range of numbers in basic units."""

    numbers: Range
    unit: Unit
    is_literal: bool = False  # a bare number of the formula, which takes the unit of what it is added to


@dataclass(frozen=True)
class Formula:
    """A formula that was found to be arithmetic."""

    text: str
    tree: ast.expr

    @property
    def names(self) -> tuple[str, ...]:
        """The facts it speaks of, in the order of the text, each once."""
        return tuple(dict.fromkeys(self._leaves()))

    @property
    def summands(self) -> tuple[str, ...]:
        """The facts of a plain sum; nothing when it is anything else."""
        return tuple(_summands(self.tree) or ())

    def once(self, name: str) -> bool:
        return list(self._leaves()).count(name) == 1

    def _leaves(self) -> Iterator[str]:
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node.id not in FUNCTIONS]
        yield from (node.id for node in sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def read_formula(text: str, place: str) -> Formula:
    """Read a formula (算式); TableError when it is not arithmetic. Nothing of it is ever executed."""
    if len(text) > LONGEST:
        raise refuse(place, Words(f"{len(text)}个字符的算式", f"a formula of {len(text)} characters"), EXPECTED)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        _must_be_arithmetic(tree, text.strip(), place)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise refuse(place, Words(f"“{text}”", f"'{text}'"), EXPECTED) from error
    return Formula(text.strip(), tree)


def _must_be_arithmetic(node: ast.expr, text: str, place: str) -> None:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            parts = [left, right]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            parts = [operand]
        case ast.Call(func=ast.Name(id="sum" | "mean"), args=[_, *_] as parts, keywords=[]):
            pass
        case ast.Name(id=name) if name not in FUNCTIONS:
            parts = []
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            node.value = _as_written(ast.get_source_segment(text, node) or "", place)
            parts = []
        case _:
            said = ast.get_source_segment(text, node) or text
            raise refuse(place, Words(f"“{said}”", f"'{said}'"), EXPECTED)
    for part in parts:
        _must_be_arithmetic(part, text, place)


def _as_written(digits: str, place: str) -> Fraction:
    """A number of the formula as its digits say it, never by way of a binary float."""
    try:
        return Fraction(digits)
    except ValueError as error:
        raise refuse(place, Words(f"“{digits}”", f"'{digits}'"), EXPECTED) from error


def _summands(node: ast.expr) -> list[str] | None:
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [left, right]
        case ast.Call(func=ast.Name(id="sum"), args=parts):
            pass
        case _:
            return None
    found = [_summands(part) for part in parts]
    return None if None in found else [name for names in found for name in names]


def compute(formula: Formula, facts: Mapping[str, Quantity], place: str) -> Quantity:
    """What the printed parts give, as a range.

    A rounded fact that stands twice in a formula is allowed to differ from itself, so the range errs on the wide side.

    Raises
    ------
    TableError        : units that do not match
    ZeroDivisionError : a divisor that may be 0
    """
    return _value(formula.tree, facts, place)


def _value(node: ast.expr, facts: Mapping[str, Quantity], place: str) -> Quantity:
    match node:
        case ast.Name(id=name):
            return facts[name]
        case ast.Constant(value=number):
            return Quantity(Range.at(number), NUMBER, is_literal=True)
        case ast.UnaryOp(operand=operand):
            value = _value(operand, facts, place)
            return Quantity(-value.numbers, value.unit, value.is_literal)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            values = [_value(argument, facts, place) for argument in arguments]
            total = values[0]
            for value in values[1:]:
                total = _added(total, value, place)
            count = len(values) if function == "mean" else 1
            return Quantity(total.numbers.scaled(Fraction(1, count)), total.unit)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_value(left, facts, place), _value(right, facts, place), place)
    raise AssertionError(node)  # read_formula lets nothing else through


def _added(left: Quantity, right: Quantity, place: str) -> Quantity:
    return Quantity(left.numbers + right.numbers, same_unit(left, right, place))


def _taken_off(left: Quantity, right: Quantity, place: str) -> Quantity:
    return Quantity(left.numbers - right.numbers, same_unit(left, right, place))


def _times(left: Quantity, right: Quantity, place: str) -> Quantity:
    return Quantity(left.numbers * right.numbers, left.unit * right.unit)


def _over(left: Quantity, right: Quantity, place: str) -> Quantity:
    return Quantity(left.numbers / right.numbers, left.unit / right.unit)


_OPERATIONS: dict[type, Callable[[Quantity, Quantity, str], Quantity]] = {
    ast.Add: _added,
    ast.Sub: _taken_off,
    ast.Mult: _times,
    ast.Div: _over,
}


def same_unit(left: Quantity, right: Quantity, place: str) -> Unit:
    """The unit both have; a bare number has the other's, in its basic unit. TableError naming both when they differ."""
    if left.is_literal:
        return right.unit
    if left.unit.powers != right.unit.powers and not right.is_literal:
        a, b = left.unit.name, right.unit.name
        remedy = Words("（请核对单位，或在算式中相除、相乘）", "(check the units, or multiply or divide)")
        raise refuse(place, Words(f"{a}与{b}", f"{a} and {b}"), Words("同一单位", "one unit"), remedy)
    return left.unit


def needed(formula: Formula, name: str, facts: Mapping[str, Quantity], result: Range) -> Range | None:
    """What one part would have to be for the formula to give `result`, the others as printed (反推某一部分).

    None when the part stands more than once, or would have to be divided by something that may be 0.
    """
    if not formula.once(name):
        return None
    try:
        return _solved(formula.tree, name, facts, result)
    except ZeroDivisionError:
        return None


def _solved(node: ast.expr, name: str, facts: Mapping[str, Quantity], result: Range) -> Range:
    match node:
        case ast.Name():
            return result
        case ast.UnaryOp(operand=operand):
            return _solved(operand, name, facts, -result)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            inside = next(argument for argument in arguments if _holds(argument, name))
            total = result.scaled(Fraction(len(arguments) if function == "mean" else 1))
            for other in arguments:
                total = total if other is inside else total - _numbers(other, facts)
            return _solved(inside, name, facts, total)
        case ast.BinOp(left=left, op=op, right=right) if _holds(left, name):
            return _solved(left, name, facts, _LEFT[type(op)](result, _numbers(right, facts)))
        case ast.BinOp(left=left, op=op, right=right):
            return _solved(right, name, facts, _RIGHT[type(op)](result, _numbers(left, facts)))
    raise AssertionError(node)


def _numbers(node: ast.expr, facts: Mapping[str, Quantity]) -> Range:
    return _value(node, facts, "").numbers


def _holds(node: ast.expr, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


#: result = x op other, solved for x; and result = other op x.
_LEFT: dict[type, Callable[[Range, Range], Range]] = {
    ast.Add: lambda result, other: result - other,
    ast.Sub: lambda result, other: result + other,
    ast.Mult: lambda result, other: result / other,
    ast.Div: lambda result, other: result * other,
}
_RIGHT: dict[type, Callable[[Range, Range], Range]] = {
    ast.Add: lambda result, other: result - other,
    ast.Sub: lambda result, other: other - result,
    ast.Mult: lambda result, other: result / other,
    ast.Div: lambda result, other: other / result,
}


def refuse(place: str, found: Words, expected: Words, remedy: Words | None = None) -> TableError:
    return TableError(Problem(place, found, expected, remedy))
