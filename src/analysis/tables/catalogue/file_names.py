"""What names and titles say where columns do not: 云山县2023年办学条件.xlsx is the county 云山县 in the year 2023."""

from __future__ import annotations

import re

from analysis.tables.sheets.vocabulary import SPELLINGS

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:\s*[-—–~至_]\s*(?:(?:19|20)?\d{2}))?(?:学年度?|年度?)?(?!\d)")
#: In a title a year needs its word, lest the number of a document (教督〔2017〕6号) is taken for one.
_YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:[-—–~至]\s*(?:19|20)?\d{2}\s*)?(?:学?年|[-./]\d{1,2}(?!\d))")
_YEAR_IN_WORDS = re.compile(r"二[〇零][〇零一二三四五六七八九]{2}(?=学?年)")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SEPARATORS = " _-—–~·.,，、()（）[]【】"
_SAYER = re.compile(r"(?:填报|上报|填表|统计)(?:单位|地区|县区)\s*[:：]\s*(.+)")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:省|自治[区州县旗]|[州盟县区旗市](?![州盟县区旗市]))")
_NO_COUNTY = frozenset(SPELLINGS["name"]["no_county"])
_CONTENT = re.compile("|".join(SPELLINGS["name"]["content"]))


def county_of_name(stem: str) -> str:
    """The county a file's name speaks of; without a word for one, the name without its year and what it is about."""
    return county_of_text(stem) or telling_name(stem) or "-".join(_pieces(stem)) or stem


def county_of_text(text: str) -> str:
    """The county (县、市、区、旗) a text begins with, after a year and its province and city; "" where it names none."""
    text = _YEAR_IN_WORDS.sub("", _YEAR.sub("", text))
    if said := _SAYER.search(text):
        text = said[1]
    text, county = text.strip(_SEPARATORS + "年度学"), ""
    while (found := _PLACE.match(text)) and not (found[0] in _NO_COUNTY or _CONTENT.search(found[0])):
        county, text = found[0], text[found.end() :]
    return county if county[-1:] in tuple("县区旗市") and not county.endswith("自治区") else ""


def telling_name(stem: str) -> str:
    """A name without its year and the words for what a table is about; "" when nothing else is in it."""
    return "-".join(piece for piece in _pieces(stem) if not _CONTENT.search(piece))


def _pieces(stem: str) -> list[str]:
    parts = (piece for part in _YEAR.sub("\n", stem).split("\n") for piece in re.split("[-_—–]", part))
    return [bare for part in parts if (bare := part.strip(_SEPARATORS))]


def year_of_name(stem: str) -> int | None:
    """The first four-digit year in a name; a school year by the year it begins in."""
    found = _YEAR.search(stem)
    return int(found[1]) if found else year_of_text(stem)


def year_of_text(text: str) -> int | None:
    """The year a title states ("2023年9月", "2023—2024学年", 二〇二三年); a number without its word is none."""
    found = _YEAR_IN_WORDS.search(text) or _YEAR_SAID.search(text)
    return int(found[0][:4].translate(_DIGITS)) if found else None
