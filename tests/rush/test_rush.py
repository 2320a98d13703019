"""The short form: 40 saves while three publications come between them. The long one: `python -m tests.rush`."""

from tests.live import running
from tests.rush import rush


def test_no_save_is_lost_while_definitions_change() -> None:
    with running(workers=2) as live:
        told = rush(live, saves=40, publications=3)
    print(told.line())
    assert not told.lost, told.lost
    assert not told.errors, told.errors
    assert not told.unexplained, told.unexplained
    assert told.tally["saved"] + told.tally["given up"] == 40
    assert told.tally["given up"] == 0
    assert max(told.seen) < 5, told.seen
