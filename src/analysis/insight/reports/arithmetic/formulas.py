"""Formulas over printed facts: read as arithmetic and nothing else, computed over ranges, solved for one part."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

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
    """A range of numbers in basic units; units are added, multiplied and divided with their numbers."""

    numbers: Range
    unit: Unit
    is_literal: bool = False  # a bare number of the formula, which takes the unit of what it is added to

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.numbers + other.numbers, same_unit(self, other))

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.numbers - other.numbers, same_unit(self, other))

    def __mul__(self, other: Quantity) -> Quantity:
        return Quantity(self.numbers * other.numbers, self.unit * other.unit)

    def __truediv__(self, other: Quantity) -> Quantity:
        return Quantity(self.numbers / other.numbers, self.unit / other.unit)

    def __neg__(self) -> Quantity:
        return Quantity(-self.numbers, self.unit, self.is_literal)


def same_unit(left: Quantity, right: Quantity) -> Unit:
    """The unit both have; a bare number has the other's, in its basic unit. TableError naming both when they differ."""
    if left.is_literal:
        return right.unit
    if left.unit.powers != right.unit.powers and not right.is_literal:
        a, b = left.unit.name, right.unit.name
        remedy = Words("（请核对单位，或在算式中相除、相乘）", "(check the units, or multiply or divide)")
        raise refuse(Words(f"{a}与{b}", f"{a} and {b}"), Words("同一单位", "one unit"), remedy)
    return left.unit


@dataclass(frozen=True)
class Formula:
    """A formula that was found to be arithmetic: names, numbers, signs and the four operations."""

    text: str
    tree: ast.expr

    @property
    def names(self) -> tuple[str, ...]:
        """The facts it speaks of, in the order of the text, each once."""
        return tuple(dict.fromkeys(_names(self.tree)))

    @property
    def summands(self) -> tuple[str, ...]:
        """The facts of a plain sum; nothing when it is anything else."""
        parts = [node for node in ast.walk(self.tree) if not isinstance(node, ast.Load | ast.Add)]
        return tuple(_names(self.tree)) if all(_is_of_a_sum(part) for part in parts) else ()


def _names(tree: ast.expr) -> list[str]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return [node.id for node in sorted(found, key=lambda node: (node.lineno, node.col_offset))]


def _is_of_a_sum(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add))


def read_formula(text: str) -> Formula:
    """Read a formula (算式); TableError when it is not arithmetic. Nothing of it is ever executed."""
    text = text.strip()
    if len(text) > LONGEST:
        raise refuse(Words(f"{len(text)}个字符的算式", f"a formula of {len(text)} characters"), EXPECTED)
    try:
        return Formula(text, _arithmetic(ast.parse(text, mode="eval").body, text))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise refuse(Words(f"“{text}”", f"'{text}'"), EXPECTED) from error


def _arithmetic(node: ast.expr, text: str) -> ast.expr:
    """The tree with sum() and mean() written out, and its numbers exact."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() as op, right=right):
            return ast.BinOp(_arithmetic(left, text), op, _arithmetic(right, text))
        case ast.UnaryOp(op=ast.USub() as op, operand=operand):
            return ast.UnaryOp(op, _arithmetic(operand, text))
        case ast.Call(func=ast.Name(id="sum" | "mean" as function), args=[_, *_] as parts, keywords=[]):
            total = reduce(lambda a, b: ast.BinOp(a, ast.Add(), b), [_arithmetic(part, text) for part in parts])
            count = ast.Constant(Fraction(len(parts)))
            return ast.BinOp(total, ast.Div(), count) if function == "mean" else total
        case ast.Name(id=name) if name not in FUNCTIONS:
            return node
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            # As its digits say it, never by way of a binary float.
            return ast.Constant(Fraction(ast.get_source_segment(text, node) or ""))
    said = ast.get_source_segment(text, node) or text
    raise refuse(Words(f"“{said}”", f"'{said}'"), EXPECTED)


def compute(formula: Formula, facts: Mapping[str, Quantity]) -> Quantity:
    """What the printed parts give, as a range.

    A rounded fact that stands twice in a formula is allowed to differ from itself, so the range errs on the wide side.

    Raises
    ------
    TableError        : units that do not match
    ZeroDivisionError : a divisor that may be 0
    """
    return _value(formula.tree, facts)


_OPERATIONS: dict[type, Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
#: result = x op other, solved for x.
_INVERSE: dict[type, Callable] = {
    ast.Add: operator.sub,
    ast.Sub: operator.add,
    ast.Mult: operator.truediv,
    ast.Div: operator.mul,
}


def _value(node: ast.expr, facts: Mapping[str, Quantity]) -> Quantity:
    match node:
        case ast.Name(id=name):
            return facts[name]
        case ast.Constant(value=number):
            return Quantity(Range.at(number), NUMBER, is_literal=True)
        case ast.UnaryOp(operand=operand):
            return -_value(operand, facts)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_value(left, facts), _value(right, facts))
    raise AssertionError(node)  # read_formula lets nothing else through


def needed(formula: Formula, name: str, facts: Mapping[str, Quantity], result: Range) -> Range | None:
    """What one part would have to be for the formula to give `result`, the others as printed (反推某一部分).

    None when the part stands more than once, or would have to be divided by something that may be 0.
    """
    if _names(formula.tree).count(name) != 1:
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
        case ast.BinOp(left=left, op=op, right=right) if name in _names(left):
            return _solved(left, name, facts, _INVERSE[type(op)](result, _value(right, facts).numbers))
        case ast.BinOp(left=left, op=ast.Add() | ast.Mult() as op, right=right):
            return _solved(right, name, facts, _INVERSE[type(op)](result, _value(left, facts).numbers))
        case ast.BinOp(left=left, op=op, right=right):  # result = other − x, result = other / x
            return _solved(right, name, facts, _OPERATIONS[type(op)](_value(left, facts).numbers, result))
    raise AssertionError(node)


def refuse(found: Words, expected: Words, remedy: Words | None = None) -> TableError:
    """A fault without its place, which whoever reads or audits the file knows."""
    return TableError(Problem("", found, expected, remedy))
