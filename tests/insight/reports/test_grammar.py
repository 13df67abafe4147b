"""Relations by grammar: what a sentence states of its numbers, whether they agree or not."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.reading.drafted import Drafted, occurrences, read_draft

EIGHT = (
    "2024年某县教育工作报告\n"
    "全县共有义务教育学校46所，其中小学31所、初中11所、九年一贯制学校5所。"
    "小学、初中、九年一贯制学校在校生分别为15230人、8120人和4310人，合计27660人。"
    "小学共有班级437个，大班额12个，占2.7%。初中共有班级228个，大班额9个，占4.5%。"
    "全县专任教师1808人，生师比为15.3:1。"
    "教育经费总投入4.2亿元，其中公用经费0.63亿元，占总投入的15%。"
    "教育经费总投入比上年增加2000万元，增长5%。"
    "九年义务教育巩固率由96.5%提高到98.1%，提高1.6个百分点，达到95%以上的要求。"
)


def stated(text: str, steps: tuple[str, ...] = ("certain", "likely", "uncertain")) -> list[str]:
    """Every relation read, with the printed numbers in the place of their codes: "46 = 31 + 11 + 5"."""
    draft = read_draft(text, "t")
    return [_with_digits(draft, check.keys) for check in draft.checks if check.certainty in steps]


def _with_digits(draft: Drafted, keys) -> str:
    said = {key: _digits(draft, value) for key, value in keys.items() if key not in ("read", "words", "others")}
    match said:
        case {"of": of, "formula": formula}:
            return f"{of} = {formula}"
        case {"low": low, "high": high}:
            return f"{low} <= {high}"
        case {"of": of, "at_least": limit}:
            return f"{of} >= {limit}"
        case {"of": of, "at_most": limit}:
            return f"{of} <= {limit}"
        case {"of": of, "rate": rate}:
            return f"{of} up {rate}"
        case {"of": of, "increase": change}:
            return f"{of} {'less' if 'is_decrease' in said else 'more'} {change}"
        case {"pairs": pair}:
            return f"base {pair}"
    raise AssertionError(said)


def _digits(draft: Drafted, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_digits(draft, one) for one in value)
    return re.sub(r"\b[a-z]\w*", lambda name: draft.report.fact(name[0]).printed, str(value))


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        ("学校46所，其中小学31所、初中11所、九年一贯制学校5所。", "46 = 31 + 11 + 5"),
        ("学校共有30所，包括19所小学、6所初中和5所九年一贯制学校。", "30 = 19 + 6 + 5"),
        ("聘用4652人（高级岗位687人，中级岗位2810人，初级岗位1155人）。", "4652 = 687 + 2810 + 1155"),
        ("小学、初中在校生分别为15230人和8120人，合计23350人。", "23350 = 15230 + 8120"),
        ("在校生23350人，小学15230人、初中8120人。", "23350 = 15230 + 8120"),
        ("争取中央资金30万元、省级资金20万元，县级安排5万元，三项合计55万元。", "55 = 30 + 20 + 5"),
        ("幼儿园54所。公办园20所，民办园34所。公办园县城8所，农场3所，乡镇9所。", "20 = 8 + 3 + 9"),
        ("专任教师1903人，其中骨干教师718人。", "718 <= 1903"),
        ("交流教师143名，占1081名符合条件教师总数的13.24%。", "13.24 = 143 / 1081"),
        ("在校生2000人，其中寄宿生500人，占在校生总数的25%。", "25 = 500 / 2000"),
        ("初中共有班级228个，大班额9个，占4.5%。", "4.5 = 9 / 228"),
        ("交流教师215名，占应交流教师1790名的12%；其中骨干教师46名，占交流教师的21.4%。", "21.4 = 46 / 215"),
        ("残疾儿童218人，已入学213人，入学率97.7%。", "97.7 = 213 / 218"),
        ("交流教师655人，占全县教师总数的10.1%。", "base 655, 10.1"),
        ("人数分别为304人、307人，入学人数分别为267人、281人，入学率分别为87.83%、91.53%。", "91.53 = 281 / 307"),
        ("小学在校生17930人，教学班428个，平均班额41.89人。", "41.89 = 17930 / 428"),
        ("小学在校生17930人，骨干教师461人，每百名学生拥有骨干教师2.57人。", "2.57 = 461 / 17930"),
        ("初中在校生9883人，体育运动场馆面积127120.88平方米，生均12.86平方米。", "12.86 = 127120.88 / 9883"),
        ("资助学生1314人次，发放资金83.09万元，人均632元。", "632 = 83.09 / 1314"),
        ("小学在校生17930人，专任教师1132人，师生比为1∶15.84。", "15.84 = 17930 / 1132"),
        ("教育投入1250万元，比上年增加50万元，增长4.17%。", "4.17 = 50 / (1250 - 50)"),
        ("2020年支出57314.66万元，2021年支出57926.18万元，增长1.07%。", "1.07 = (57926.18 - 57314.66) / 57314.66"),
        ("大班额比例由21.23%下降至8.52%，下降12.71个百分点。", "12.71 = 21.23 - 8.52"),
        ("招生1200人，比上年的1100人增加100人。", "100 = 1200 - 1100"),
        ("专任教师1903人，比上年增长3.5%。", "1903 up 3.5"),
        ("残疾儿童入学率为97.67%（高于95%的指标）。", "97.67 >= 95"),
        ("小学综合差异系数为0.39，不高于0.65。", "0.39 <= 0.65"),
        ("入学率分别为87.83%、91.53%，均达到80%以上的要求。", "91.53 >= 80"),
        ("近视率54.7%，较上年降低1.2个百分点。", "54.7 less 1.2"),
        ("小学生近视率为41.2%，全省平均值44.5%，低于全省平均值3.3个百分点。", "3.3 = 44.5 - 41.2"),
        ("生均支出1.26万元，比上年的1.27万元增长-0.01万元。", "-0.01 = 1.26 - 1.27"),
        ("督查发现问题83个，已整改问题73个，10个问题正在整改。", "83 = 73 + 10"),
        ("残疾儿童112人，随班就读等方式就读103人，未入学的9人。", "112 = 103 + 9"),
        ("92个测评点中有18个测评点不属于本县职责；实际自评测评点为74个。", "74 = 92 - 18"),
        ("退出领导岗位25人，除5人被聘为督学外，其余回到课堂。", "5 <= 25"),
        ("自评得分95.8分。其中，第3项扣1分；第9项扣3.2分。", "95.8 = 100 - 1 - 3.2"),
        ("拨款700万元，其中150万元用于监控，400万元用于工资，150万元用于围墙。", "700 = 150 + 400 + 150"),
        ("普通高中招生3931人，中职招生5468人，职普招生比为58%:42%。", "58 = 5468 / (3931 + 5468)"),
        ("城区教师本科率为80%；乡镇教师本科率为72%。城区与乡镇的比例为1:0.9。", "0.9 = 72 / 80"),
        ("人均差额5511元，共计补发1476万元。", "base 1476, 5511"),
        ("在校生60157人，按在校学生人数平均的教育支出为1.26万元。教育支出75801.3万元。", "1.26 = 75801.3 / 60157"),
    ],
)
def test_a_sentence_is_read_for_what_it_states(sentence, relation):
    assert relation in stated(sentence)


@pytest.mark.parametrize(
    ("sentences", "relation"),
    [
        ("全县有学校40所，在校生27660人。小学31所，学生15230人；初中9所，学生12430人。", "40 = 31 + 9"),
        ("全县有学校40所，在校生27660人。小学31所，学生15230人；初中9所，学生12430人。", "27660 = 15230 + 12430"),
        ("教职工1945人。专任教师1903人。全县教学班641个。超过45人教学班178个。", "1903 <= 1945"),
        ("教职工1945人。专任教师1903人。全县教学班641个。超过45人教学班178个。", "178 <= 641"),
        ("县城学校教师625人。全县现有教职工1945人。", "625 <= 1945"),
        ("约谈违规机构5个，通报处理3个。", "3 <= 5"),
        ("公办园53所，另有民办园。幼儿园128所，其中公办53所，民办75所；城区50所，农村78所。", "128 = 50 + 78"),
        ("教师8229人，其中中学2741人、小学3057人、幼儿园2000人、特殊教育21人。", "8229 = 2741 + 3057 + 2000 + 21"),
        ("学校349所，学生136584人，其中：小学312所，学生91635人；初中37所，学生44949人。", "349 = 312 + 37"),
    ],
)
def test_what_stands_in_several_sentences_is_proposed_and_never_certain(sentences, relation):
    assert relation in stated(sentences) and relation not in stated(sentences, ("certain",))


@pytest.mark.parametrize(
    ("sentence", "misread"),
    [
        ("优良率68%；近视率较上年下降1%。", "68 less 1"),
        ("新增学位4230个，公办园在园幼儿占比达到50%。", "base 4230, 50"),
        ("招聘教师55人，其中本科教师40人；引进硕士3人。", "3 <= 55"),
        ("教师68人，其中16名有证书，达到“1000名学生配备1名”的要求。", "1 <= 68"),
        ("休学43人，转出7人，死亡1人，巩固率99.63%。", "99.63 = 1 / 7"),
        ("5所学校获县级荣誉，17所学校获市级荣誉。", "17 <= 5"),
        ("高中9所（普通高中5所、职业高中3所、综合高中1所）。", "5 = 3 + 1"),
        ("又有69个县通过认定，全国累计2767个县，占比95.32%。", "95.32 = 2767 / 69"),
        ("全国2767个县，其中中部872个，西部1005个，中西部占比67%。", "67 = 1005 / 872"),
        ("建设项目41个，新增学位22000个。其中民生项目18个，续建项目23个。", "18 <= 22000"),
        ("尚有9个省份136个县未通过，其中中部2个省份39个县。", "2 <= 136"),
        ("教育支出2732元，比上年的2610元增长4.67%，其中农村2495元。", "2495 <= 2610"),
        ("在园幼儿18527人，其中城区11023人，农村7504人，教职工2171人。", "2171 <= 18527"),
    ],
)
def test_what_no_sentence_states_is_not_read(sentence, misread):
    assert misread not in stated(sentence)


def test_the_two_slips_of_the_eight_sentences_are_named_and_nothing_else():
    draft = read_draft(EIGHT, "t")
    wrong = [one for one in draft.checks if draft.outcome(one).conclusion is Conclusion.NOT_REPRODUCED]
    assert [_with_digits(draft, one.keys) for one in wrong] == ["46 = 31 + 11 + 5", "4.5 = 9 / 228"]
    assert all(one.certainty == "certain" for one in wrong)


@pytest.mark.parametrize(
    "sentence",
    [
        "专任教师1203人，其中骨干教师210人、女教师805人、党员390人。",  # overlapping
        "评选优秀教师50名、优秀班主任30名、优秀校长20名。",
        "投入3200万元，改造学校12所，新建教室56间。",
        "全县辖12个乡镇、186个行政村。",
        "生均公用经费小学800元、初中1000元。",
    ],
)
def test_what_states_no_sum_makes_no_certain_one(sentence):
    assert not [one for one in stated(sentence, ("certain",)) if " + " in one or " / " in one]


def test_stage_year_and_subject_are_carried_through_clause_and_list():
    draft = read_draft("2024年小学共有班级437个，大班额12个，占2.7%。初中在校生、教职工分别为8120人和799人。", "t")
    assert [(fact.id, fact.stage, fact.label.zh) for fact in draft.facts] == [
        ("classes_primary_2024", "primary", "小学班级"),
        ("large_classes_primary_2024", "primary", "大班额"),
        ("large_classes_share_primary_2024", "primary", "大班额占比"),
        ("students_junior_2024", "junior", "初中在校生"),
        ("staff_junior_2024", "junior", "教职工"),
    ]


def test_a_sentence_that_only_names_a_stage_speaks_for_its_paragraph():
    draft = read_draft("——小学。校数17所。在校生22250人，教师1412人。\n全县在校生33262人。", "t")
    assert [fact.stage for fact in draft.facts] == ["primary", "primary", "primary", "all"]


def test_codes_are_unique_and_say_what_the_number_is():
    draft = read_draft(EIGHT * 3, "t")
    codes = [fact.id for fact in draft.facts]
    assert len(set(codes)) == len(codes) and "large_classes_primary_2024" in codes
    assert not [fact for fact in draft.facts if fact.label.zh in ("占", "的", "") or "第" in fact.label.zh]


def test_every_relation_quotes_the_words_it_rests_on():
    draft = read_draft(EIGHT, "t")
    first = draft.checks[0]
    assert first.keys["words"] == "全县共有义务教育学校46所，其中小学31所、初中11所、九年一贯制学校5所"
    assert all(part in EIGHT for one in draft.checks for part in str(one.keys["words"]).split(" … "))


@pytest.mark.parametrize("noise", ["))))", "（（（其中", "占%的", "其中：，、", "1" * 400, "分别为、、和"])
def test_nonsense_and_unbalanced_brackets_lose_no_sentence(noise):
    draft = read_draft(f"{noise}。\n" + EIGHT + f"\n{noise}", "t")
    assert sum(draft.outcome(one).conclusion is Conclusion.NOT_REPRODUCED for one in draft.checks) == 2


def test_digits_are_counted_as_a_search_through_the_text_finds_them():
    text = "2012年12所，112人，1212.12万元"
    for (digits, at), nth in occurrences(text, {"12", "112"}).items():
        place = -1
        for _ in range(nth):
            place = text.find(digits, place + 1)
        assert place == at


def made_reports():
    path = Path(__file__).resolve().parents[3] / "benchmarks" / "made_reports.py"
    spec = importlib.util.spec_from_file_location("made_reports", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("count", [25, pytest.param(1000, marks=pytest.mark.slow)])
def test_planted_slips_are_found_and_what_is_right_is_not_called_wrong(count):
    score = made_reports().measured(count)
    assert score.found.total() >= 0.9 * score.planted.total() == 0.9 * count
    assert score.wrong.total() <= 0.01 * score.right.total()
