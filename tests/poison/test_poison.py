"""Three hundred poisons at six doors. Ten thousand: `python -m tests.poison --many 10000`."""

from tests.poison.running import run


def test_poisoned_definitions_are_refused_in_words() -> None:
    told = run(0, 300)
    print(told.line())
    assert not told.wrong, "\n".join(told.wrong)
    assert sum(told.tally.values()) == 300
    assert sum(count for name, count in told.tally.items() if name.endswith("refused")) > 150
