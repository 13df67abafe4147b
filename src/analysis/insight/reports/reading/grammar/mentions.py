"""Numbers with the words they stand among (数的上下文): what a number is, of what, and where lists begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from analysis.insight.reports.arithmetic.units import read_unit
from analysis.insight.reports.reading.grammar.cues import Role, any_of, cues, stage_in
from analysis.insight.reports.reading.names import by_unit, cleaned, core_of, said_of
from analysis.insight.reports.reading.numbers import ReadNumber, repaired

JOINED = re.compile(r"[、,和及与或\s　]*(?:以及)?[\s　]*")  # all that stands between the numbers of one series
CLAUSE_ENDS = re.compile(r"[,;。:!?()\n]")
ENDS_AFTER = re.compile(rf"{CLAUSE_ENDS.pattern}|共有|现有|拥有|中有")
STOPS = re.compile(r"[。!?\n]")
ENDED = re.compile(r"[。!?\n][。!?\s　]*")  # a full stop at the end of a paragraph ends one sentence
MEMBERS = re.compile(r"[、,]|以及|[和与及]")
ASIDE = re.compile(r"\([^()\d;。\n]{1,20}\)")  # 体育、艺术(音乐、美术)专任教师
THINGS = ("所", "个班", "次", "项")  # never averaged by a student
ONE_TO = re.compile(r"(?<=[^\d.])1:(?=\d)")  # 师生比为1:15.3
TAIL = re.compile(r"[^、和与\d]{1,14}?(?:、|和|与|以及)")  # 34所[小学、]21所初中: said of the number before
OF_THAT = re.compile(r"[^占]{0,16}的(?:比例|比重)?(?:为|达到|达)?")
ASKED = re.compile(r"(?:的)?(?:要求|标准|指标|规定|底线)")
TAIL_BEFORE_HAVING = re.compile(r"[^、和与\d占比]{1,8}?(?=共有|现有|中有|拥有)")  # 227个[教学班]共有学生9624人
GROWING = re.compile(r"(?:逐年|稳步|持续|不断|连年|均|实现)+(?:增长|提高|增加|改善|下降|减少|)*$")
THAN_THE = re.compile(r"[比较][^,;。:]*的$")
WITHIN = re.compile(r"[^,、]{0,4}以(?:[下内]|上的)")
WHOLE_NAMES = re.compile(r".*[生班人师职]")
PLACES = re.compile(r".*[校园点]")  # names of things counted in 所; 幼儿园1078人 needs its subject
LIKE_THE_LAST = (
    "at_least",
    "at_most",
    "level",
    "up",
    "down",
    "plain",
)  # of what the number before is of, per what it is
PERCENT = ("%", "‰", "个百分点")


@dataclass(frozen=True)
class Mention:
    """One number and what the words around it say it is.

    gap      : everything since the number before, or since the start of the paragraph
    clause   : of that, the words of its own clause
    after    : the words behind it, to the next mark or number
    series   : place of the first number of the series it is in (its own when alone)
    sentence : count of full stops before it; segment: of semicolons, too
    depth    : how many brackets are open around it
    """

    number: ReadNumber
    place: int
    gap: str
    clause: str
    after: str
    series: int
    sentence: int
    segment: int
    depth: int
    unit: str
    role: Role = "count"
    label: str = ""
    stage: str = ""
    year: str = ""

    @property
    def powers(self) -> tuple[tuple[str, int], ...]:
        return read_unit(self.unit).powers

    @property
    def is_percent(self) -> bool:
        return self.unit in PERCENT

    @property
    def is_part(self) -> bool:
        """A count or an amount: something that adds up."""
        return self.role == "count" and not self.is_percent and bool(self.powers)

    def counted(self) -> Mention:
        """The same as if it were a count: an increase is of what increases."""
        return replace(self, role="count")

    def of_stage(self, stage: str) -> Mention:
        return replace(self, stage=stage)

    @property
    def thing(self) -> str:
        """What is counted in 个, where it is named behind the number: 2个[省]份."""
        return self.after.strip(" 　")[:1] if self.unit == "个" else ""

    @property
    def is_earlier(self) -> bool:
        """What another number is compared with: 比上年的2610.80元."""
        return THAN_THE.search(self.clause) is not None

    def like(self, other: Mention) -> bool:
        """Whether the two can be added."""
        if self.thing and other.thing and self.thing != other.thing:
            return False
        return self.is_part and other.is_part and self.powers == other.powers


def read_mentions(text: str, numbers: Sequence[ReadNumber]) -> list[Mention]:
    """Every number with its words, in the order of the text; positions are those of the text."""
    placed = list(_placed(repaired(text), numbers))
    placed = _in_series(placed)
    return _labelled([replace(one, role=_role(one, placed), unit=_unit(one)) for one in placed])


def _placed(text: str, numbers: Sequence[ReadNumber]) -> Iterator[Mention]:
    text = ONE_TO.sub("　　", ASIDE.sub(lambda aside: "　" * len(aside[0]), text))
    sentence = segment = depth = 0
    end = 0
    for place, number in enumerate(numbers):
        gap = text[end : number.at]
        stops = len(ENDED.findall(gap))
        sentence += stops
        segment += stops + gap.count(";")
        since = STOPS.split(gap)[-1]
        depth = max(0, (0 if stops else depth) + since.count("(") - since.count(")"))
        following = numbers[place + 1].at if place + 1 < len(numbers) else len(text)
        after = ENDS_AFTER.split(text[number.end : min(following, number.end + 40)], maxsplit=1)[0]
        clause = CLAUSE_ENDS.split(gap)[-1]
        if place and clause == gap and (tail := TAIL.match(clause) or TAIL_BEFORE_HAVING.match(clause)):
            clause = clause[tail.end() :]
        yield Mention(number, place, gap, clause, after, place, sentence, segment, depth, number.unit, year=number.year)
        end = number.end


def _in_series(mentions: list[Mention]) -> list[Mention]:
    """Numbers of one unit that follow each other with nothing but commas between: 559人、655人、725人."""
    done: list[Mention] = []
    for one in mentions:
        before = done[-1] if done else None
        is_next = before and before.sentence == one.sentence and before.unit == one.unit
        follows = is_next and one.gap and JOINED.fullmatch(one.gap)
        done.append(replace(one, series=before.series if before and follows else one.place))
    return done


def _role(one: Mention, mentions: Sequence[Mention]) -> Role:
    """What a number is by the words of its clause; in a series, by those of the first."""
    first = mentions[one.series]
    is_percent = one.unit in PERCENT
    if (
        is_percent
        and first.place
        and "占" in mentions[first.place - 1].clause
        and OF_THAT.fullmatch(first.clause.strip())
    ):
        return "share"  # 占1081名教师总数的13.24%
    if one.number.about == "or_more" and ASKED.match(one.after):
        return "at_least"  # 达到80%以上的要求
    if WITHIN.match(one.after):
        return "plain"  # 1000名师生以下的学校
    clause = with_heading(first).rstrip()
    if cues().level.fits(clause, is_percent):
        return "level"  # 下降为11.89%: before the 为 is taken for nothing
    while clause and (shorter := _trimmed(clause)) != clause:
        clause = shorter
    named = next(
        (cue.name for cue in cues().role if cue.fits(clause, is_percent)), "percent" if is_percent else "count"
    )
    return "count" if named == "average" and one.unit in THINGS else named


def with_heading(one: Mention) -> str:
    """The clause, and the one before it where this is only the name of a part: 生均公用经费逐年增长,小学1058元."""
    return _heading_of(one) + one.clause


def _heading_of(one: Mention) -> str:
    own = cleaned(one.clause)
    if own and not _is_only_a_part(own):
        return ""
    before = re.split(r"[;。:()\n]", one.gap)[-1].rsplit(",", 2)
    return before[-2] if len(before) > 1 else ""


def _trimmed(clause: str) -> str:
    """Without a word of no meaning before the number."""
    return _about_words().sub("", clause).rstrip()


@cache
def _about_words() -> re.Pattern[str]:
    return re.compile(
        r"(?:约|近|大约|将近|达到|达|了|为|是|仅|共|(?<![班生师校人户平])均|分别|已|又|再|都|目前的?|现在的?|如今的?)$"
    )


def _unit(one: Mention) -> str:
    """The unit with what it is per, and classes told from other things counted in 个."""
    unit = one.unit or "1"
    if unit in ("个", "班") and re.search(r"班(?:额|级)?(?:数|总数)?[^班]{0,4}$", one.clause + one.after[:4]):
        return "个班"
    return unit


def _labelled(mentions: list[Mention]) -> list[Mention]:
    """Subject, stage and year of each, carried along through clause and list."""
    carried = Carried()
    done: list[Mention] = []
    for one in mentions:
        if not done or one.sentence != done[-1].sentence:
            carried = Carried(_stage_above(one.gap, carried.above))
        done.append(carried.label(one, mentions, done))
    return done


class Carried:
    """What a sentence has named so far; `above` is the stage its paragraph is about."""

    def __init__(self, above: str = "") -> None:
        self.above = above
        self.stages: list[str] = [above] if above else []
        self.members: list[str] = []  # of a series under 分别
        self.subject = ""

    def label(self, one: Mention, mentions: Sequence[Mention], done: list[Mention]) -> Mention:
        last = next((other for other in reversed(done[-3:]) if other.role not in ("up", "down")), None)
        if last and self._is_as_before(one, last):
            one = replace(one, role=last.role, unit=last.unit)
        role = one.role
        if one.series == one.place:
            self.members = self._members(one, mentions)
        own = self._own(one)
        stage = stage_in(own) or stage_in(one.clause) or ("" if self._is_total(one) else self._stage(one))
        if stage and stage not in self.stages[-1:]:
            self.stages.append(stage)
        label, subject = self._said(one, own)
        if role not in ("share", "at_least", "at_most", "percent") and subject:
            self.subject = subject
        unit = _with_per(one, done) if role == "average" and "/" not in one.unit else one.unit
        is_of_last = role in LIKE_THE_LAST or (one.depth and role == "count" and not cleaned(one.clause))
        if is_of_last and done and done[-1].unit.split("/")[0] == unit:
            unit = done[-1].unit
        if unit == "个" and role in ("up", "down", "level") and done and done[-1].unit == "个班":
            unit = "个班"
        if unit == "个" and label.endswith(("班", "班额", "班级")):
            unit = "个班"
        return replace(one, label=label, stage=stage or "all", unit=unit, year=_year(one))

    def _is_as_before(self, one: Mention, last: Mention) -> bool:
        """生均公用经费小学800元、初中1000元; 生均1.26万元,比上年的1.27万元: the second is an average too."""
        if last.role != "average" or one.role != "count" or one.unit != last.unit.split("/")[0]:
            return False
        own = cleaned(_last_of_list(one.clause))
        return one.sentence == last.sentence and ((not own and one.is_earlier) or _needs_subject(own, one.unit))

    def _members(self, one: Mention, mentions: Sequence[Mention]) -> list[str]:
        """小学、初中在校生分别为 … → 小学在校生, 初中在校生, when there are as many numbers."""
        length = sum(1 for other in mentions[one.place : one.place + 12] if other.series == one.place)
        if length < 2:
            return []
        words = re.split(r"[;。:()\n]", one.gap)[-1]
        words = re.sub(r"分别(?:共?有|为|是|达到?)?", "", words).rstrip(",")
        parts = [cleaned(part) for part in MEMBERS.split(cleaned(words))]
        parts = [part for part in parts if part][-length:]
        if len(parts) != length:
            return [cleaned(words)] * length
        head = _head_of(parts[-1])
        needy = [_is_only_a_part(part) or PLACES.fullmatch(part) for part in parts]
        return [part + head if needs and head else part for part, needs in zip(parts, needy, strict=True)]

    def _own(self, one: Mention) -> str:
        """The words that name a number: of its clause, of the series, or behind it."""
        if self.members:
            return self.members[min(one.place - one.series, len(self.members) - 1)]
        return cleaned(_last_of_list(one.clause)) or cleaned(one.after)[:12]

    def _stage(self, one: Mention) -> str:
        """The stage carried along; where the sentence has named several, a new beginning counts all of them."""
        if _names_kind_of_school(one.clause):
            return ""
        if one.is_part and len(set(self.stages)) > 1 and any(word in one.clause for word in cues().anew):
            return ""
        return self.stages[-1] if self.stages else ""

    def _is_total(self, one: Mention) -> bool:
        """Whether a number is the total of several stages: of all of them."""
        return len(set(self.stages)) > 1 and any(word in one.clause for word in (*cues().total, *cues().total_if_bare))

    def _said(self, one: Mention, own: str) -> tuple[str, str]:
        """Label, and the subject that is carried on."""
        subject = self.subject or by_unit(one.unit)
        if one.role == "share":
            return said_of(subject, "share"), ""
        if one.role in ("up", "down"):
            kind = {"up": "growth", "down": "decline"}[one.role] if one.unit == "%" else one.role
            what = cleaned(re.split(r"增|减|提高|提升|上升|下降|降|缩|多|少|比|较", own)[0])
            return said_of(what if len(what) > 1 else subject, kind), what if len(what) > 1 else ""
        if one.role in ("at_least", "at_most"):
            return said_of(subject, one.role), ""
        if not own and self._is_total(one):
            return core_of(subject), ""
        if own and _needs_subject(own, one.unit):
            if heading := GROWING.sub("", cleaned(_heading_of(one))):
                self.subject = heading
            head = core_of(self.subject) or cleaned(one.after)[:6] or by_unit(one.unit)
            return (own if own.endswith(head) else own + head), ("" if self.subject else head)
        return own or subject, own


def _stage_above(gap: str, above: str) -> str:
    """——小学。校数17所。在校生22250人: a sentence that only names a stage speaks for its paragraph."""
    *ended, _ = STOPS.split(gap)
    named = next((stage_in(words) for words in reversed(ended) if _is_only_a_part(cleaned(words))), "")
    return named or ("" if "\n" in gap else above)


def _last_of_list(clause: str) -> str:
    """The words after the last enumeration comma, unless it stands inside one name: 体育、艺术专任教师, 小学、初中专任教师."""
    last = clause.rsplit("、", 1)
    if several := re.search(rf"(?:{_part_words().pattern}、)+{_part_words().pattern}\D{{2}}", clause):
        return clause[several.start() :]
    if len(last) == 2 and re.search(r"[体音美](?:育|乐|术)?、|教学、|、(?:艺术|美术|体育|辅助)", clause):
        return clause
    return last[-1]


def _names_kind_of_school(words: str) -> bool:
    """普通中学, 特殊教育学校: kinds of school that are of no stage, so that none is carried to them."""
    kinds = next(partition for partition in cues().partition if partition.name == "stage")
    return kinds.member(words) is not None


@cache
def _part_words() -> re.Pattern[str]:
    words = [word for partition in cues().partition for members in partition.members for word in members]
    return re.compile(rf"(?:{any_of(words)})")


def _is_only_a_part(label: str) -> bool:
    """小学, 公办, 男: words that need their subject."""
    return bool(_part_words().fullmatch(label))


def _needs_subject(own: str, unit: str) -> bool:
    """小学1146人 is of something; 小学19所 and 小学生17930人 are not."""
    if unit in ("所", "%") or not _is_only_a_part(own) or WHOLE_NAMES.fullmatch(own):
        return False
    return unit != "个" or not PLACES.fullmatch(own)


def _head_of(label: str) -> str:
    """What a label is of, its stage or kind aside: 初中在校生 → 在校生."""
    core = core_of(label)
    found = _part_words().match(core)
    return core[found.end() :] if found else core


def _with_per(one: Mention, done: Sequence[Mention]) -> str:
    """41.89人 → 人/班 under 平均班额; 人均 is by whom the sentence has counted, 人 or 人次."""
    per = next((per for per in cues().per if any(word in with_heading(one) for word in per.words)), None)
    if per is None:
        return one.unit
    counted = [other.unit for other in done[-3:] if other.unit in ("人", "人次") and other.sentence == one.sentence]
    below = counted[-1] if per.noun == "persons" and counted else per.unit
    return f"{'人' if one.unit == '1' else one.unit}/{below}"


def _year(one: Mention) -> str:
    """The year before where the words say so."""
    if re.search(r"(?<![比较])(?:上年|去年|上一年|上学年)", one.clause) and re.fullmatch(r"\d{4}", one.year):
        return str(int(one.year) - 1)
    return one.year
