"""Valid files changed at random: bytes, words, marks, parts of an archive, and the structure of TOML."""

import copy
import datetime as dt
import tomllib
from collections.abc import Iterator, Sequence
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import tomlkit

ODD = (
    0, -1, 1, 2**70, 1e308, -0.0, float("nan"), float("inf"), True, "", " ", "\x00", "x" * 400, "../../etc/passwd", "=1+1", "{zh}",
    "%s", "𝟙", "\u202e", "2023", [], {}, [[]], [{}], {"zh": "一"}, {"zh": 1, "en": 2}, dt.date(2023, 9, 1),
    dt.datetime(2023, 9, 1, 1), dt.time(9), [1, "a"], {"a": {"b": {"c": []}}}, "re:(", "re:(a+)+$", "*", "[", "9" * 400,
)  # fmt: skip
WORDS = (
    b"=", b"[", b"]", b"[[", b"]]", b'"', b"'", b'"""', b"{", b"}", b",", b"\n", b"\\u0000", b"\\", b"#", b"nan", b"inf", b"-", b"1e999",
    b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", "，".encode(), "％".encode(), b"<!ENTITY x SYSTEM 'file:///etc/passwd'>", b"&x;",
)  # fmt: skip


def changed_bytes(content: bytes, random: Random) -> bytes:
    """One to four changes of single bytes, runs and words."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(content) + 1)
        length = random.choice((1, 1, 2, 8, 64, 500))
        piece = content[at : at + length]
        content = (
            content[:at]
            + random.choice(
                (b"", piece * 2, piece[::-1], random.choice(WORDS), bytes(random.randrange(256) for _ in piece), piece)
            )
            + content[at + length :]
        )
    return content


def changed_words(content: bytes, random: Random, between: bytes = b" ") -> bytes:
    """Words of a text that change places, or that stand twice."""
    words = content.split(between)
    for _ in range(random.randint(1, 5)):
        one, other = random.randrange(len(words)), random.randrange(len(words))
        words[one], words[other] = words[other], random.choice((words[one], words[other], b""))
    return between.join(words)


def changed_marks(content: bytes, random: Random) -> bytes:
    """The same of the elements of a page."""
    return changed_words(content, random, b"<")


def changed_archive(content: bytes, random: Random) -> bytes:
    """An archive that is whole, with one or two of its parts changed: a reader gets further than in one that is not."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in random.choices(list(parts), k=random.randint(1, 2)):
        parts[name] = random.choice((changed_bytes, changed_words, changed_marks))(parts[name], random)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def changed_toml(content: bytes, random: Random) -> bytes:
    """A TOML file whose keys and values are others at one to three places."""
    data = tomllib.loads(content.decode("utf-8-sig"))
    for _ in range(random.randint(1, 3)):
        holders = [one for one in _holders(data) if one]
        holder = random.choice(holders) if holders else data
        _change(holder, random)
    try:
        return tomlkit.dumps(data).encode("utf-8", "replace")
    except (TypeError, ValueError, tomlkit.exceptions.TOMLKitError):
        return changed_bytes(content, random)


def _holders(data: object) -> Iterator[dict | list]:
    if isinstance(data, (dict, list)):
        yield data
        for one in data.values() if isinstance(data, dict) else data:
            yield from _holders(one)


def _change(holder: dict | list, random: Random) -> None:
    keys: Sequence = list(holder) if isinstance(holder, dict) else range(len(holder))
    if not keys:
        return
    key = random.choice(keys)
    act = random.randrange(6)
    if act == 0:
        del holder[key]
    elif act == 1:
        holder[key] = copy.deepcopy(random.choice(ODD))
    elif act == 2 and isinstance(holder, dict):
        holder[random.choice(("", "x", key[:-1], f"{key}s", key.upper(), "schema", "第一"))] = holder.pop(key)
    elif act == 3:
        holder[key] = [holder[key], copy.deepcopy(holder[key])]
    elif act == 4:
        other = random.choice(keys)
        holder[key], holder[other] = holder[other], holder[key]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[f"{key}_2"] = copy.deepcopy(holder[key])
