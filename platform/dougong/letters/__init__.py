"""Letters: what is told to people outside the pages, in their language, as text and as HTML."""

from dougong.letters.posting import Letter, post
from dougong.letters.words import invitation_letter, reset_letter

__all__ = ["Letter", "invitation_letter", "post", "reset_letter"]
