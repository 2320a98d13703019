"""How values look when they are read: the cells of lists and of a record's page. Presenters never write."""

from dougong.tables.cells import CELLS, NONE, Cell, Reader, cell, plain_number
from dougong.tables.rows import Row, rows_of

__all__ = ["CELLS", "NONE", "Cell", "Reader", "Row", "cell", "plain_number", "rows_of"]
