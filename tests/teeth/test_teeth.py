"""The laws notice what somebody forgot. `make teeth` plants every fault; with DOUGONG_TEETH=N the suite plants N."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.teeth.__main__ import lost, run, sample
from tests.teeth.patches import CLASSES, PATCHES


def test_every_fault_still_has_its_place() -> None:
    assert lost() == []
    assert len(PATCHES) >= 50
    assert set(Counter(one.fault for one in PATCHES)) == set(CLASSES)


SAMPLE = int(os.environ.get("DOUGONG_TEETH", "0"))


@pytest.mark.skipif(
    not SAMPLE, reason="each fault takes half a minute: DOUGONG_TEETH=6, or all of them by `make teeth`"
)
def test_the_laws_notice_a_sample_of_faults(tmp_path: Path) -> None:
    assert run(tmp_path, sample(SAMPLE), trusting=True) == 0  # asked about the platform as it is beside this
