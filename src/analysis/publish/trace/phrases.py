"""How sentences tell a number (句中说法): a few words with its place among them, by which it is known again.

"#" is the number, "*" any other number: "误计少于#人", "由*变为#". Letters count without their case, spaces as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from analysis.language import Words

NUMBER = re.compile(r"[-−]?\d(?:[\d,]*\d)?(?:\.\d+)?")
_OWN, _OTHER = "#", "*"
_NUMBERS = {_OWN: f"({NUMBER.pattern})", _OTHER: NUMBER.pattern}
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")  # what is set on a page has its quotation marks curled
SHARE_DECIMALS = 10  # what a percentage is known to: beyond, binary arithmetic speaks
MOST = 1e15  # a number that is printed is below it
_TELLING = 3  # digits a rounded whole number needs to be known again
_MARKS = "，。；：、（）∶,.;:() "
_SPACES = re.compile(r"\s+")


def as_compared(text: str) -> str:
    """A text as phrases are looked for in it."""
    return _SPACES.sub(" ", text).translate(_STRAIGHT).casefold()


def as_read(said: str) -> str:
    """A phrase as a reader is told it, an ellipsis for its numbers."""
    return re.sub(r"[#*]", "…", said).strip(_MARKS)


def value_of(number: re.Match) -> float:
    """What a number of a text says; a percentage as a share."""
    is_share = number.string[number.end() :].lstrip().startswith("%")
    return float(Decimal(number[0].replace(",", "").replace("−", "-")) / (100 if is_share else 1))


def about(text: str, number: re.Match) -> Words:
    """A text as a phrase about one of its numbers."""
    return Words(*[f"{text[: number.start()]}#{text[number.end() :]}"] * 2)


def is_printed(number: re.Match, value: float) -> bool:
    """Whether a number of a text is some value, rounded half up to as many decimals; a percentage is of a share."""
    if not abs(value) < MOST:  # unknown, or endless
        return False
    text = number[0].replace(",", "").replace("−", "-")
    is_share = number.string[number.end() :].lstrip().startswith("%")
    value = round(value * 100, SHARE_DECIMALS) if is_share else float(value)
    decimals = len(text.partition(".")[2])
    if not decimals and value != round(value) and len(text.lstrip("-")) < _TELLING:
        return False
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(value)).quantize(step, ROUND_HALF_UP) == Decimal(text)


class Phrase:
    """One such phrase."""

    def __init__(self, said: str) -> None:
        self._said = as_compared(said)
        self._longest = max(re.split(r"[#*]", self._said), key=len)
        self._pattern: re.Pattern | None = None

    def places(self, text: str) -> Iterator[int]:
        """Where the numbers begin that a text tells so; the text is as compared."""
        if self._longest not in text:
            return
        self._pattern = self._pattern or _pattern(self._said)
        yield from (found.start(1) for found in self._pattern.finditer(text))


@cache
def _pattern(said: str) -> re.Pattern:
    parts = re.split(r"([#*])", said)
    return re.compile("".join(_NUMBERS.get(part) or re.escape(part) for part in parts))
