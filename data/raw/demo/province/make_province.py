"""Write the synthetic province (合成省) as tables: python data/raw/demo/province/make_province.py [folder]

Everything is drawn; no county, school, class, teacher or birth is real. A second run writes the same bytes. What the
programmes did, which no real province would know, stands in truth.toml.
"""

import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import province as model

SEED = 2026
HERE = Path(__file__).resolve().parent
YEARS = range(model.FIRST_YEAR, model.FIRST_YEAR + model.YEARS)
COUNTIES = [f"9901{number:02d}" for number in range(1, model.COUNTIES + 1)]  # 99 is no province's code
NUMERALS = "一二三四五六七八九十"
STAGES = {"primary": "小学", "junior": "初中"}
BANDS = (
    "25人及以下", "26-30人", "31-35人", "36-40人", "41-45人", "46-50人", "51-55人", "56-60人", "61-65人", "66人及以上",
)  # fmt: skip
BAND_EDGES = (26, 31, 36, 41, 46, 51, 56, 61, 66)


def county_name(number: int) -> str:
    """合成一县 … 合成十二县: synthetic, and says so."""
    return f"合成{NUMERALS[number] if number < 10 else '十' + NUMERALS[number - 10]}县"


def schools() -> pd.DataFrame:
    rows = []
    for stage in (model.PRIMARY, model.JUNIOR):
        for number in range(model.COUNTIES):
            for school in range(stage.schools):
                is_town = school < stage.town_schools
                place = "城关" if is_town else "乡村"
                ordinal = school + 1 if is_town else school - stage.town_schools + 1
                rows.append(
                    {
                        "county": COUNTIES[number],
                        "county_name": county_name(number),
                        "school_id": f"{COUNTIES[number]}{'1' if stage.name == 'primary' else '2'}{school + 1:02d}",
                        "school": f"{county_name(number)}{place}第{NUMERALS[ordinal - 1]}{STAGES[stage.name]}",
                        "stage": stage.name,
                        "area": "town" if is_town else "rural",
                    }
                )
    return pd.DataFrame(rows)


def class_rows(world, roster: pd.DataFrame) -> pd.DataFrame:
    """One row per class and year."""
    tables = []
    for stage, housed in world.classes.items():
        year, school, grade, slot = np.nonzero(housed.sizes)
        ids = roster.loc[roster["stage"] == stage, "school_id"].to_numpy()
        tables.append(
            pd.DataFrame(
                {
                    "year": year + model.FIRST_YEAR,
                    "school_id": ids[school],
                    "grade": grade + 1,
                    "class_id": [f"{g + 1}-{s + 1}" for g, s in zip(grade, slot, strict=True)],
                    "students": housed.sizes[year, school, grade, slot],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def school_rows(classes: pd.DataFrame, world, roster: pd.DataFrame) -> pd.DataFrame:
    """One row per school and year as a statistical office would export it, with band counts and classrooms."""
    band = np.searchsorted(BAND_EDGES, classes["students"], side="right")
    keys = ["year", "school_id"]
    counts = pd.crosstab([classes["year"], classes["school_id"]], band).reindex(columns=range(10), fill_value=0)
    counts.columns = list(BANDS)
    totals = classes.groupby(keys)["students"].agg(["sum", "size"]).set_axis(["在校生数", "班级数"], axis=1)
    table = totals.join(counts).join(_rooms(world, roster)).reset_index().merge(roster, on="school_id")
    head = {
        "年度": table["year"],
        "县区代码": table["county"],
        "县区名称": table["county_name"],
        "学校标识码": table["school_id"],
        "学校名称": table["school"],
        "办学类型": table["stage"].map({"primary": "小学", "junior": "初级中学"}),
        "城乡类型": table["area"].map({"town": "镇区", "rural": "乡村"}),
    }
    return pd.concat([pd.DataFrame(head), table[["在校生数", "班级数", *BANDS, "教室数"]]], axis=1)


def _rooms(world, roster: pd.DataFrame) -> pd.Series:
    columns = {
        school: housed.rooms[:, number]
        for stage, housed in world.classes.items()
        for number, school in enumerate(roster.loc[roster["stage"] == stage, "school_id"])
    }
    table = pd.DataFrame(columns, index=pd.Index(YEARS, name="year"))
    return table.rename_axis(columns="school_id").stack().astype(int).rename("教室数")


def birth_rows(world, rng: np.random.Generator) -> pd.DataFrame:
    """Births by calendar month; those entering grade 1 in autumn Y were born Sep Y − 7 to Aug Y − 6."""
    rows = []
    for entry, counts in enumerate(world.births[model.WARM_UP :], start=model.FIRST_YEAR):
        for county, births in zip(COUNTIES, counts, strict=True):
            for month, number in zip(
                (9, 10, 11, 12, *range(1, 9)), rng.multinomial(births, [1 / 12] * 12), strict=True
            ):
                rows.append((county, entry - 7 if month >= 9 else entry - 6, month, number))
    return pd.DataFrame(rows, columns=["county", "year", "month", "births"]).sort_values(["county", "year", "month"])


def staff_rows(world) -> pd.DataFrame:
    """Bases of the exchange ratios by county and year; a school has one principal."""
    principals = model.PRIMARY.schools + model.JUNIOR.schools
    return pd.DataFrame(
        [
            (county, year, int(world.teachers[t, c]), int(world.eligible[t, c]), principals)
            for c, county in enumerate(COUNTIES)
            for t, year in enumerate(YEARS)
        ],
        columns=["county", "year", "teachers", "eligible", "principals"],
    )


def register_rows(world, roster: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Everybody exchanged: a hashed person, from where to where, backbone or not, principal or not."""
    rows = []
    for c, county in enumerate(COUNTIES):
        own = roster[roster["county"] == county]
        ids, stages = own["school_id"].to_numpy(), own["stage"].to_numpy()
        by = {stage: [ids[(stages == stage) & (own["area"] == area)] for area in ("town", "rural")] for stage in STAGES}
        for t, year in enumerate(YEARS):
            people = rng.choice(world.eligible[t, c], world.exchanged[t, c], replace=False)
            heads = np.flatnonzero(rng.random(len(own)) < 0.12)
            for number in people:
                is_backbone = bool(rng.random() < 0.22)
                rows.append((county, _hashed(f"t{number}", county), year, *_move(by, rng), True, is_backbone, False))
            for number in heads:
                others = ids[(stages == stages[number]) & (ids != ids[number])]
                move = ids[number], rng.choice(others)
                rows.append((county, _hashed(f"h{number}", county), year, *move, False, False, True))
    columns = ["county", "person", "year", "from_school", "to_school", "is_eligible", "is_backbone", "is_principal"]
    return pd.DataFrame(rows, columns=columns)


def _move(by: dict[str, list[np.ndarray]], rng: np.random.Generator) -> tuple[str, str]:
    """Within a stage; half go from town to country, a quarter the other way, the rest anywhere."""
    town, country = by["primary" if rng.random() < 0.7 else "junior"]
    luck = rng.random()
    if luck < 0.5:
        return rng.choice(town), rng.choice(country)
    if luck < 0.75:
        return rng.choice(country), rng.choice(town)
    start, end = rng.choice(np.concatenate([town, country]), 2, replace=False)
    return start, end


def _hashed(person: str, county: str) -> str:
    return sha256(f"{SEED}/{county}/{person}".encode()).hexdigest()[:12]


def truth_text(with_both, without) -> str:
    """What nobody could know of a real province: the effects by which the programmes were simulated."""
    truth, after = model.Truth(), slice(model.CHOSEN_IN - model.FIRST_YEAR + 1, None)
    shares = [w.classes["primary"].shares_over() for w in (with_both, without)]
    ratios = [w.exchanged / w.eligible for w in (with_both, without)]
    lines = [
        "# Synthetic. What the programmes of this made-up province did; written by make_province.py.",
        "schema = 1",
        f"seed = {SEED}",
        f"chosen_in = {model.CHOSEN_IN}  # the worst {model.CHOSEN} counties of that autumn; programmes begin a year later",
    ]
    for name, chosen, (with_it, without_it), built in (
        (
            "class_size",
            with_both.chosen_class_size,
            shares,
            f"rooms_built_share = {truth.rooms}  # of the rooms missing at the limit, a third in each of three years",
        ),
        ("exchange", with_both.chosen_exchange, ratios, f"added_probability = {truth.points}"),
    ):
        effects = (with_it - without_it)[after][:, chosen].mean(axis=0)
        listed = ", ".join(
            f'"{COUNTIES[c]}" = {effect:.6f}' for c, effect in zip(np.flatnonzero(chosen), effects, strict=True)
        )
        lines += [
            "",
            f"[{name}]",
            built,
            f"effect = {effects.mean():.6f}  # mean over treated counties and years of the share with minus without it",
            f"by_county = {{ {listed} }}",
        ]
    return "\n".join(lines) + "\n"


def main(folder: Path) -> None:
    with_both, without = model.draw_province(SEED)
    rng = np.random.default_rng([SEED, 1])
    roster = schools()
    classes = class_rows(with_both, roster)
    tables = {
        "schools": roster,
        "classes": classes,
        "school_rows": school_rows(classes, with_both, roster),
        "births": birth_rows(with_both, rng),
        "staff": staff_rows(with_both),
        "exchange_register": register_rows(with_both, roster, rng),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    (folder / "truth.toml").write_text(truth_text(with_both, without), encoding="utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
