"""What was answered to a request that said a key, so that sending it again does nothing twice."""

from typing import TYPE_CHECKING

from dougong.tenancy import lazily

if TYPE_CHECKING:
    from dougong.once.keeping import DAYS, Kept, begin, keep, sweep_answers

__getattr__ = lazily(__name__, {"keeping": ("DAYS", "Kept", "begin", "keep", "sweep_answers")})

__all__ = ["DAYS", "Kept", "begin", "keep", "sweep_answers"]
