"""How large a formula and its values may grow. Defended at one place each, named here."""

from typing import Final

#: Characters of the formula text.
TEXT_OF_FORMULA: Final = 2_000
#: Nodes of the tree.
NODES: Final = 500
#: Nesting: parentheses, arguments, lists, unary signs and ternaries inside each other.
DEPTH: Final = 32
#: Height of the tree, so that a long chain `a + b + ...` stays far from Python's own recursion limit.
HEIGHT: Final = 100
#: Steps of one evaluation: see `program.Run`.
STEPS: Final = 10_000
#: A loop's body costs one step more per entry for every so many nodes: 10,000 steps stay near 50 ms.
NODES_PER_STEP: Final = 8
#: Characters of produced text that one step pays for.
CHARACTERS_PER_STEP: Final = 64
#: Characters of a text a formula produces.
CHARACTERS: Final = 65_536
#: Digits of a number that is written in a formula or read from text.
DIGITS: Final = 38
#: Significant digits of a computed number.
PRECISION: Final = 28
#: Decimal exponent of a computed number, up and down.
EXPONENT: Final = 100
#: Decimal places of a quotient.
QUOTIENT_PLACES: Final = 12
