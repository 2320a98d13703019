"""What the tests of this room share."""

from tests.emptying import tables_can_be_emptied

__all__ = ["tables_can_be_emptied"]
