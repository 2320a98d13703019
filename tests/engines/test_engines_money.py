"""Amounts in words, tax and shares: the worked figures of the trade, and what always holds."""

from decimal import Decimal

import pytest
from dougong.engines import FUNCTIONS, SIGNATURES, amount_in_words, before_tax, share_out, tax_in
from hypothesis import given
from hypothesis import strategies as st

WORDS = {
    "1409.50": "人民币壹仟肆佰零玖元伍角整",
    "6007.14": "人民币陆仟零柒元壹角肆分",
    "1680.32": "人民币壹仟陆佰捌拾元零叁角贰分",
    "107000.53": "人民币壹拾万柒仟元零伍角叁分",
    "16409.02": "人民币壹万陆仟肆佰零玖元零贰分",
    "325.04": "人民币叁佰贰拾伍元零肆分",
    "0.05": "人民币伍分",
    "0.50": "人民币伍角整",
    "0": "人民币零元整",
    "10.00": "人民币壹拾元整",
    "30978.22": "人民币叁万零玖佰柒拾捌元贰角贰分",
    "341500.00": "人民币叁拾肆万壹仟伍佰元整",
    "100000001.00": "人民币壹亿零壹元整",
    "2150000000.00": "人民币贰拾壹亿伍仟万元整",
    "1000000000000": "人民币壹万亿元整",
    "10200300040005000.60": "人民币壹亿零贰佰万叁仟亿肆仟万伍仟元零陆角整",
    "-18500": "人民币负壹万捌仟伍佰元整",
    "-0.004": "人民币零元整",
    "19.995": "人民币贰拾元整",
}


@pytest.mark.parametrize(("amount", "words"), WORDS.items())
def test_amounts_in_words(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


VALUES = {"零": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
TENS = {"拾": 10, "佰": 100, "仟": 1000}


def read(words: str) -> Decimal:
    """What words say, read independently: digits times units, 万 and 亿 over all before them."""
    words = words.removeprefix("人民币").removesuffix("整")
    yuan, _yuan, rest = words.rpartition("元")
    done, section, digit = 0, 0, 0
    for sign in yuan:
        if sign in VALUES:
            digit = VALUES[sign]
        elif sign in TENS:
            section, digit = section + digit * TENS[sign], 0
        elif sign == "万":
            section, digit = (section + digit) * 10**4, 0
        elif sign == "亿":
            done, section, digit = (done + section + digit) * 10**8, 0, 0
    parts = dict.fromkeys("角分", 0)
    for at, sign in enumerate(rest):
        if sign in parts:
            parts[sign] = VALUES[rest[at - 1]]
    return Decimal(done + section + digit) + Decimal(parts["角"]) / 10 + Decimal(parts["分"]) / 100


@given(st.integers(0, 10**14))
def test_words_say_the_amount(cents: int) -> None:
    amount = Decimal(cents) / 100
    words = amount_in_words(amount)
    assert read(words) == amount
    assert "零零" not in words
    assert words.endswith(("分", "整"))


@pytest.mark.parametrize(
    ("gross", "rate", "net", "tax"),
    [
        ("1090000", "0.09", "1000000.00", "90000.00"),
        ("226000", "0.13", "200000.00", "26000.00"),
        ("31500", "0.13", "27876.11", "3623.89"),
        ("100", "0", "100.00", "0.00"),
    ],
)
def test_tax_worked_by_hand(gross: str, rate: str, net: str, tax: str) -> None:
    assert (before_tax(Decimal(gross), Decimal(rate)), tax_in(Decimal(gross), Decimal(rate))) == (
        Decimal(net),
        Decimal(tax),
    )


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        before_tax(Decimal(1), Decimal("-0.09"))


def test_thirds_of_a_hundred() -> None:
    assert share_out(Decimal(100), [Decimal(1)] * 3) == (Decimal("33.34"), Decimal("33.33"), Decimal("33.33"))
    assert share_out(Decimal("-0.02"), [Decimal(1)] * 3) == (Decimal("-0.01"), Decimal("-0.01"), Decimal(0))


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_shares_make_the_whole_and_none_is_off_by_a_step(cents: int, weights: list[int]) -> None:
    whole, total = Decimal(cents) / 100, sum(weights)
    parts = share_out(whole, [Decimal(one) for one in weights])
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * total - whole * weight) < Decimal("0.01") * total


@pytest.mark.parametrize(("whole", "weights"), [("1", []), ("1", ["0"]), ("1", ["2", "-1"]), ("0.001", ["1"])])
def test_what_cannot_be_shared_out(whole: str, weights: list[str]) -> None:
    with pytest.raises(ValueError, match=r"weights|multiple"):
        share_out(Decimal(whole), [Decimal(one) for one in weights])


def test_formulas_call_them_with_what_they_have() -> None:
    assert FUNCTIONS.keys() == SIGNATURES.keys()
    assert FUNCTIONS["amount_in_words"](10) == "人民币壹拾元整"
    assert FUNCTIONS["before_tax"](None, Decimal("0.09")) is None
