"""Units as people write them: what they are called, and how one becomes another."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dougong.intake.cells import narrow


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. sort: what it measures; only units of one sort become each other. factor: to the sort's own unit."""

    sign: str
    sort: str
    factor: Decimal


#: sign, sort, factor, other names; all as `narrow` and small letters leave them.
_TABLE: Final = (
    ("t", "mass", "1", "吨 公吨 ton tons"),
    ("kg", "mass", "0.001", "公斤 千克 kgs"),
    ("g", "mass", "0.000001", "克"),
    ("m", "length", "1", "米 延米 延长米 延m"),
    ("km", "length", "1000", "公里 千米"),
    ("cm", "length", "0.01", "厘米"),
    ("mm", "length", "0.001", "毫米"),
    ("m2", "area", "1", "平方米 平米 平方 ㎡ sqm m²"),
    ("m3", "volume", "1", "立方米 立方 方 立米 cbm m³"),
    ("l", "volume", "0.001", "升"),
    ("d", "days", "1", "天 日 工日 工 个工 日历天 day days"),
    ("h", "hours", "1", "小时 工时 时 hr hrs hour hours"),
    ("min", "minutes", "1", "分钟 分 minute minutes"),
    ("元", "money", "1", "圆 元整 圆整 块 人民币 rmb cny yuan ¥"),
    ("台班", "shifts", "1", "个台班"),
)
#: Words for counting: each stands for itself.
_COUNTED: Final = (
    "个 件 套 台 根 块 张 人 名 次 项 处 樘 组 份 支 只 把 袋 包 桶 盘 车 点 户 层 栋 株 棵 片 卷 条 箱 盒 本 "
    "孔 座 榀 段 排 pcs pc set"
)
#: Words that multiply, the longest first.
LARGE: Final = {
    "万亿": Decimal(10) ** 12, "百万": Decimal(10) ** 6, "千万": Decimal(10) ** 7, "十万": Decimal(10) ** 5,
    "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4, "千": Decimal(10) ** 3, "百": Decimal(10) ** 2,
    "w": Decimal(10) ** 4,
}  # fmt: skip


def _called() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for sign, sort, factor, names in _TABLE:
        unit = Unit(sign, sort, Decimal(factor))
        found |= dict.fromkeys((sign, *(narrow(one).casefold() for one in names.split())), unit)
    found |= {name: Unit(name, name, Decimal(1)) for name in _COUNTED.split()}
    return found


_UNITS: Final = _called()


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit | None:
    """The unit a text names: "吨", "m³", "㎡", "元/t"; None for a word that is none."""
    said = narrow(text).casefold().replace(" ", "").rstrip(".")
    if said in _UNITS:
        return _UNITS[said]
    above, slash, below = said.partition("/")
    one, other = _UNITS.get(above), _UNITS.get(below)
    if slash and one and other:
        return Unit(f"{one.sign}/{other.sign}", f"{one.sort}/{other.sort}", one.factor / other.factor)
    return None


def between(given: Unit, wanted: Unit) -> Decimal | None:
    """What figures in one unit are multiplied by to be in the other; None for different sorts."""
    return given.factor / wanted.factor if given.sort == wanted.sort else None
