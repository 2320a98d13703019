"""Numbers that bear a check figure, and names: made from a seed, belonging to nobody."""

import random
from collections.abc import Iterator
from datetime import date

_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
FIRST, SECOND = "建志国永文德春海金立学宝长庆世明广玉保运", "军强华平生林山福民祥东根友贵才武忠财发兴"
#: Where site workers come from.
AREAS = ("320583", "341225", "411627", "370785", "421127", "510722", "522426", "612427", "321324", "340621")


def credit_code(number: int, kind: str = "91") -> str:
    """A credit code of 18 signs whose last one is right."""
    body = f"{kind}320583MA2{number:06d}"[:17].ljust(17, "0")
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return body + _CREDIT_SIGNS[(31 - total % 31) % 31]


def id_card(rng: random.Random, born: date, male: bool) -> str:  # noqa: FBT001 - half of all numbers
    """An ID card number of 18 figures whose last one is right."""
    order = rng.randrange(50) * 20 + rng.randrange(10) * 2 + int(male)
    body = f"{rng.choice(AREAS)}{born:%Y%m%d}{order % 1000:03d}"
    return body + "10X98765432"[sum(int(one) * weight for one, weight in zip(body, _PERSON_WEIGHTS, strict=True)) % 11]


def bank_card(rng: random.Random) -> str:
    """A bank card number of 19 figures with Luhn's figure."""
    body = "622202" + "".join(str(rng.randrange(10)) for _ in range(12))
    total = 0
    for at, sign in enumerate(reversed(body)):
        figure = int(sign) * (2 if at % 2 == 0 else 1)
        total += figure - 9 if figure > 9 else figure
    return body + str(-total % 10)


def names(rng: random.Random, taken: set[str]) -> Iterator[str]:
    """Names of people, none twice and none that is taken."""
    while True:
        name = rng.choice(SURNAMES) + rng.choice(FIRST) + rng.choice(SECOND)
        if name not in taken:
            taken.add(name)
            yield name
