"""Numbers of a Chinese report read from its text (读数): value, unit, year, and everything that is uncertain about them.

A draft for a person, never evidence: what was guessed is said in `doubts`. Dates, document numbers, item numbers and
ages are passed over; lists share a unit; years that run into their number are cut off it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.language import Words

#: One character for one, so that positions stay those of the text: full-width forms, traditional and variant characters.
VARIANTS = str.maketrans(
    "０１２３４５６７８９％．，：∶；（）－—–～萬億個冊間畝臺處項對場組節戶級張門編製敎囲囙媔學壯",
    "0123456789%.,::;()----万亿个册间亩台处项对场组节户级张门编制教共因面学壮",
)
#: Measure words and units, longer ones before those they begin with.
COUNTED = (
    "人次|场次|组次|工日|学时|课时|[人名位所家间台套册件个项对处支次期节辆份起条户栋幢座张班轮级场门只瓶例届枚岗批种部]"
)
MEASURED = "平方公里|平方米|公里|公顷|千克|公斤|㎡|m2|m²|[米亩元吨倍]|分(?![别布类校散钟配])"
SHARES = "个百分点|百分点|%|‰"
MULTIPLE = "[百千]?[万亿]|[百千]"
UNIT = rf"{SHARES}|(?:{MULTIPLE})?(?:{COUNTED}|{MEASURED})|万|亿"
NUMBER = re.compile(
    r"(?P<number>(?<![\d.A-Za-z])\d{1,3}(?:,\d{3})+(?![\d,])"
    r"|(?:(?<=增长|增幅|增减|变化|增速)-)?(?<![\d.A-Za-z])\d+(?:\.\d+)?)"
    rf"(?P<over>多|余)?\s*(?P<unit>(?:万\(件\)套|(?:万)?件\(套\)|{UNIT}))?(?P<late>多|余|强)?(?P<more>\s*(?:\(含\))?(?:及)?以上)?"
)
#: What looks like a number of the report and is none.
NO_FIGURE = re.compile(
    r"""
      \d{4}\s*年?[-至、]\s*\d{4}\s*(?:学)?年度?            # 2016-2018年
    | \d{2,4}\s*年(?:\d{1,2}月(?:\d{1,2}日)?)?             # 2016年8月1日
    | \d{4}-\d{1,2}(?:-\d{1,2})?(?:\s+\d{1,2}:\d{2})?      # 2024-02-05 17:26
    | \d{1,2}月(?:\d{1,2}日)?(?:[-至]\d{1,2}日)?
    | (?:19|20)\d{2}以来
    | \d+日(?:至\d+)? | \d{1,2}:\d{2} | \d+年
    | [〔\[(【]?\d{4}[〕\])】]?\s*\d*\s*号 | \d+号          # 〔2016〕10号, and 201719号 with its brackets lost
    | 第\d+(?:[-]\d+)? | \d+-\d+岁 | \d+(?:周)?岁
    | (?<!\d)(?:110|119|120|12345|12355)(?=报警|热线|平台|电话)
    | (?<![代发地填报制])[表图]\s*\d+(?:[-.]\d+)*(?!\d|\s*(?:UNIT))           # 见表1, 图2-3
    | (?:(?<=\n)|^)[\s　]*第?[一二三四五六七八九十]+[、.章节][^\d\n]*[\s.…·]\d{1,3}[\s　]*(?=\n|$)  # a line of contents
    | 浏览量:?\d+ | 点击\D{0,3}\d+ | (?<![\dA-Za-z])[A-Za-z]+\d+
    """.replace("UNIT", UNIT),
    re.VERBOSE,
)
#: One side of a ratio is 1, and the other is its number: 师生比为1:15.2, 生师比15.2:1.
RATIO = re.compile(
    r"(?<=比)(?P<words>[^\d,;:()]{0,6})(?:(?P<one>1:)(?=\d)|(?P<all>\d+(?:\.\d+)?)(?P<last>:1)(?![\d.]))"
)
ITEM = re.compile(r"(?:(?<=^)|(?<=[。;:\n]))[ \t　]*\(?\d{1,2}(?:\)|[.、](?!\d))")
#: 2016619 is 619 of 2016; areas, books and money are as large by themselves.
RUN_TOGETHER = re.compile(
    r"(?<!\d)(20[12]\d)([1-9]\d{1,4})(?!\d|\.|号|日|\s*(?:平方|㎡|m|亩|米|册|本|元|[百千]?[万亿]|套|件|台))"
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?(?:\s*[-至]\s*((?:19|20)\d\d))?\s*(?:学)?年")
FAR_TOO_LONG = re.compile(r"\d{16,}")  # a code, or nonsense
SENTENCE = re.compile(r"[^。;\n!?]+")
PERSONS = re.compile(r"(?:学生|在校生|教师|子女|儿童|幼儿|人数|职工|校长|新生|毕业生|生)(?:共|达|有|为|约)*$")
MONEY = re.compile(r"元|资金|投入|投资|经费|捐赠|建设|新建|学校")
NEARLY, ABOUT = ("近", "将近"), ("约", "大约")
LIST_GAP = 12  # characters between two numbers of one list


@dataclass(frozen=True)
class ReadNumber:
    """One number found in a text, with what a person should look at."""

    printed: str
    unit: str
    year: str
    about: str
    at: int  # position in the text
    end: int  # where the number and its unit end
    label: str  # the words before it
    doubts: tuple[Words, ...]


RUN = Words("年份与数字连排，已分开", "year and number ran together and were cut apart")
NO_UNIT = Words("单位脱落或原文没有单位", "the unit is lost, or there is none")
BORROWED = Words("单位按相邻的数补", "unit taken from a neighbouring number")
GUESSED = Words("单位按前文推断", "unit inferred from the words before")
SPAN = Words("年份按所列年份的次序对应", "years matched to the list in order")
CARRIED = Words("年份沿用前文", "year carried over from before")
NO_YEAR = Words("前文没有年份", "no year stands before it")
COMMAS = Words("逗号当作千分位", "commas read as thousands")


def read_numbers(text: str) -> list[ReadNumber]:
    """Every number of a report's text that counts or measures something, in order (读数)."""
    plain = FAR_TOO_LONG.sub(_blank, repaired(text))
    found: list[ReadNumber] = []
    year = ""
    for sentence in SENTENCE.finditer(plain):
        numbers = _with_units(list(_of_sentence(sentence[0], sentence.start())), sentence[0])
        numbers, year = _with_years(numbers, sentence[0], sentence.start(), year)
        found += numbers
    return found


def repaired(text: str) -> str:
    """The text in one set of characters and with recognisable damage mended, length kept: 100虬 is 100%."""
    return re.sub(r"(?<=\d)虬", "%", text.translate(VARIANTS))


def _of_sentence(sentence: str, offset: int) -> Iterator[ReadNumber]:
    masked = ITEM.sub(_blank, sentence)
    masked, ratios = _one_sided(masked)
    cut, years = _cut_apart(masked)
    cut = NO_FIGURE.sub(_blank, cut)
    for match in NUMBER.finditer(cut):
        before = cut[max(0, match.start() - 14) : match.start()]
        digits, doubts = match["number"], []
        if "," in digits:
            digits = digits.replace(",", "")
            doubts.append(COMMAS)
        if match.start() in years:
            doubts.append(RUN)
        yield ReadNumber(
            printed=digits,
            unit="1" if match.start() in ratios else _spelt(match["unit"] or ""),
            year=years.get(match.start(), ""),
            about=_about(match, before),
            at=offset + match.start(),
            end=offset + match.end(),
            label=_label(before),
            doubts=tuple(doubts),
        )


def _one_sided(sentence: str) -> tuple[str, set[int]]:
    """15.2:1 → 15.2, blanks in the place of the rest; and where the numbers of such ratios stand."""
    starts: set[int] = set()
    for match in RATIO.finditer(sentence):
        side = "one" if match["one"] else "last"
        starts.add(match.end("one") if match["one"] else match.start("all"))
        sentence = sentence[: match.start(side)] + "　" * len(match[side]) + sentence[match.end(side) :]
    return sentence, starts


def _label(before: str) -> str:
    """The words since the last number or comma."""
    ends = [found.end() for found in NUMBER.finditer(before)]
    return re.split(r"[,、:()]", before[max(ends, default=0) :])[-1].strip()


def _blank(match: re.Match[str]) -> str:
    return "　" * len(match[0])


def _cut_apart(sentence: str) -> tuple[str, dict[int, str]]:
    """2016619 → 619 of 2016; positions are kept by blanks."""
    years: dict[int, str] = {}
    masked = NO_FIGURE.sub(_blank, sentence)
    out = sentence
    for match in RUN_TOGETHER.finditer(masked):
        years[match.start(2)] = match[1]
        out = out[: match.start(1)] + "　" * 4 + out[match.start(2) :]
    return out, years


def _spelt(unit: str) -> str:
    return {"名": "人", "位": "人", "㎡": "平方米", "m2": "平方米", "m²": "平方米", "百分点": "个百分点"}.get(
        unit, unit
    )


def _about(match: re.Match[str], before: str) -> str:
    if match["more"]:
        return "or_more"
    if match["over"] or match["late"]:
        return "over"
    if before.endswith(NEARLY):
        return "nearly"
    return "about" if before.endswith(ABOUT) else ""


def _with_units(numbers: list[ReadNumber], sentence: str) -> list[ReadNumber]:
    """Units that are lost: from the words before, else from the neighbour in the list; 亿 and 万 of money are 亿元."""
    done: list[ReadNumber] = []
    for place, number in enumerate(numbers):
        after = numbers[place + 1] if place + 1 < len(numbers) else None
        before = done[-1] if done else None
        done.append(_with_unit(number, before, after, sentence))
    return done


def _with_unit(number: ReadNumber, before: ReadNumber | None, after: ReadNumber | None, sentence: str) -> ReadNumber:
    if number.unit in ("亿", "万"):
        is_money = number.unit == "亿" or (MONEY.search(number.label) and "元" in sentence) or "预算" in sentence
        unit = number.unit + ("元" if is_money else "")
        return replace(number, unit=unit, doubts=(*number.doubts, GUESSED if is_money else NO_UNIT))
    if number.unit or "." in number.printed:
        return number if number.unit else replace(number, doubts=(*number.doubts, NO_UNIT))
    if PERSONS.search(number.label):
        return replace(number, unit="人", doubts=(*number.doubts, GUESSED))
    for neighbour in (after, before):
        if neighbour and neighbour.unit and abs(neighbour.at - number.at) <= LIST_GAP + len(number.printed):
            return replace(number, unit=neighbour.unit, doubts=(*number.doubts, BORROWED))
    return replace(number, doubts=(*number.doubts, NO_UNIT))


def _with_years(numbers: list[ReadNumber], sentence: str, offset: int, carried: str) -> tuple[list[ReadNumber], str]:
    """The year before each number; a list as long as a span of years takes them in order."""
    marks = [(offset + m.start(), m[1], m[2]) for m in YEAR.finditer(sentence)]
    done = []
    for place, number in enumerate(numbers):
        before = [mark for mark in marks if mark[0] < number.at]
        if number.year:
            done.append(number)
        elif before and before[-1][2]:
            years = range(int(before[-1][1]), int(before[-1][2]) + 1)
            run = _list_place(numbers, place)
            if run and run[1] == len(years):
                done.append(replace(number, year=str(years[run[0]]), doubts=(*number.doubts, SPAN)))
            else:
                done.append(replace(number, year=f"{years[0]}-{years[-1]}"))
        elif before:
            done.append(replace(number, year=before[-1][1]))
        else:
            done.append(replace(number, year=carried, doubts=(*number.doubts, CARRIED if carried else NO_YEAR)))
    last = marks[-1] if marks else None
    return done, (last[2] or last[1]) if last else carried


def _list_place(numbers: list[ReadNumber], place: int) -> tuple[int, int] | None:
    """Which of how many this is in a list of numbers of one unit that follow each other closely."""
    first = last = place
    while first > 0 and _next_in_list(numbers[first - 1], numbers[first]):
        first -= 1
    while last + 1 < len(numbers) and _next_in_list(numbers[last], numbers[last + 1]):
        last += 1
    return (place - first, last - first + 1) if last > first else None


def _next_in_list(one: ReadNumber, other: ReadNumber) -> bool:
    return one.unit == other.unit and not other.label and other.at - one.at <= LIST_GAP + len(one.printed)
