"""Tokens to a tree, by binding powers (Pratt). It never recurses deeper than `DEPTH`."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from dougong.expression.errors import ExpressionError, unreadable
from dougong.expression.lexer import Token, tokens
from dougong.expression.limits import DEPTH, HEIGHT, NODES
from dougong.expression.nodes import (
    Binary,
    Call,
    Const,
    Each,
    Expr,
    If,
    Item,
    Listing,
    Member,
    Name,
    Node,
    Unary,
    height,
)

TERNARY: Final = 1
COMPARE: Final = 4
UNARY: Final = 7
POSTFIX: Final = 8
BINDS: Final = {
    "?": TERNARY, "||": 2, "&&": 3,
    "==": COMPARE, "!=": COMPARE, "<": COMPARE, "<=": COMPARE, ">": COMPARE, ">=": COMPARE, "in": COMPARE,
    "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, ".": POSTFIX, "[": POSTFIX,
}  # fmt: skip
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_OTHER_LANGUAGES: Final = {
    "and": "&&", "or": "||", "not": "!", "None": "null", "True": "true", "False": "false",
}  # fmt: skip

#: Characters of a formula that is remembered: a longer one would be a large tree kept for nothing.
REMEMBERED: Final = 200

#: Loops over a list: the numbers of arguments each takes.
VERBS: Final[dict[str, tuple[int, ...]]] = {
    "sum": (0, 2), "min": (0, 2), "max": (0, 2), "avg": (0, 2), "count": (0, 2),
    "all": (2,), "exists": (2,), "map": (2,), "filter": (2,),
}  # fmt: skip


def parse(text: str) -> Expr:
    """Read a formula; one text gives one value as long as it is remembered, so that copies of definitions share it.

    Raises `ExpressionError`, whose problem names the reason and the position.
    """
    return _remembered(text) if len(text) <= REMEMBERED else _read(text)


def _read(text: str) -> Expr:
    return Expr(text, _Parser(text).formula())


_remembered = lru_cache(maxsize=4096)(_read)


class _Parser:
    def __init__(self, source: str) -> None:
        self.tokens = tokens(source)
        self.index = 0
        self.depth = 0
        self.count = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def advance(self) -> Token:
        """The token at hand, never the closing one; callers have looked at it."""
        token = self.token
        self.index += 1
        return token

    def is_sign(self, sign: str) -> bool:
        return self.token.kind == "sign" and self.token.text == sign

    def expect(self, sign: str) -> None:
        if self.token.kind == "end":
            raise unreadable("unclosed", self.token.at, expected=sign)
        if not self.is_sign(sign):
            raise unreadable("expected", self.token.at, expected=sign, found=self.token.text)
        self.advance()

    def counted(self, node: Node) -> Node:
        self.count += 1
        if self.count > NODES:
            raise unreadable("too_many_nodes", node.at, limit=NODES)
        return node

    def formula(self) -> Node:
        if len(self.tokens) == 1:
            raise unreadable("empty", 0)
        node = self.expression(0)
        if self.token.kind != "end":
            raise self.unexpected()
        if height(node) > HEIGHT:
            raise unreadable("too_high", 0, limit=HEIGHT)
        return node

    def unexpected(self) -> ExpressionError:
        token = self.token
        if token.kind == "end":
            return unreadable("unfinished", token.at)
        if token.kind == "name" and token.text in _OTHER_LANGUAGES:
            return unreadable("meant", token.at, character=token.text, meant=_OTHER_LANGUAGES[token.text])
        return unreadable("unexpected", token.at, found=token.text)

    def expression(self, power: int) -> Node:
        """One expression whose operators bind tighter than `power`."""
        self.depth += 1
        if self.depth > DEPTH:
            raise unreadable("too_deep", self.token.at, limit=DEPTH)
        left = self.prefix()
        while (binds := self.binding()) > power:
            left = self.counted(self.infix(left, self.advance(), binds))
        self.depth -= 1
        return left

    def binding(self) -> int:
        """How tight the token at hand binds as an operator; 0 when it is none."""
        token = self.token
        if token.kind == "sign" or (token.kind == "name" and token.text == "in"):
            return BINDS.get(token.text, 0)
        return 0

    def prefix(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.advance()
            return self.counted(Const(Decimal(token.text), token.at))
        if token.kind == "text":
            self.advance()
            return self.counted(Const(token.text, token.at))
        if token.kind == "name":
            return self.counted(self.named())
        if token.kind == "sign" and token.text in ("!", "-"):
            self.advance()
            return self.counted(Unary(token.text, self.expression(UNARY), token.at))
        if self.is_sign("("):
            self.advance()
            inner = self.expression(0)
            self.expect(")")
            return inner
        if self.is_sign("["):
            self.advance()
            return self.counted(Listing(self.listed("]"), token.at))
        raise self.unexpected()

    def named(self) -> Node:
        if self.token.text == "in" or self.token.text in _OTHER_LANGUAGES:
            raise self.unexpected()
        token = self.advance()
        if token.text in _WORDS:
            return Const(_WORDS[token.text], token.at)
        if self.is_sign("("):
            self.advance()
            return Call(token.text, self.listed(")"), token.at)
        return Name(token.text, token.at)

    def listed(self, closing: str) -> tuple[Node, ...]:
        """Expressions between commas up to `closing`, which is taken too."""
        items: list[Node] = []
        while not self.is_sign(closing):
            if items:
                self.expect(closing if self.token.kind == "end" else ",")
            items.append(self.expression(0))
        self.advance()
        return tuple(items)

    def infix(self, left: Node, operator: Token, binds: int) -> Node:
        if binds == POSTFIX:
            return self.item(left, operator) if operator.text == "[" else self.dotted(left)
        if binds == TERNARY:
            then = self.expression(0)
            self.expect(":")
            return If(left, then, self.expression(0), operator.at)
        right = self.expression(binds)
        if binds == COMPARE and self.binding() == COMPARE:
            raise unreadable("chained", self.token.at, op=self.token.text)
        return Binary(operator.text, left, right, operator.at)

    def item(self, left: Node, operator: Token) -> Node:
        index = self.expression(0)
        self.expect("]")
        return Item(left, index, operator.at)

    def dotted(self, left: Node) -> Node:
        name = self.token
        if name.kind == "end":
            raise self.unexpected()
        if name.kind != "name":
            raise unreadable("expected_name", name.at, found=name.text)
        self.advance()
        if not self.is_sign("("):
            return Member(left, name.text, name.at)
        self.advance()
        args = self.listed(")")
        return self.loop(left, name, args)

    def loop(self, left: Node, name: Token, args: tuple[Node, ...]) -> Node:
        allowed = VERBS.get(name.text)
        if allowed is None:
            raise unreadable("unknown_loop", name.at, name=name.text, known=", ".join(sorted(VERBS)))
        if len(args) not in allowed:
            raise unreadable("loop_arguments", name.at, name=name.text)
        if not args:
            return Each(name.text, left, at=name.at)
        variable, body = args
        if not isinstance(variable, Name):
            raise unreadable("variable", variable.at, name=name.text)
        return Each(name.text, left, variable.name, body, name.at)
