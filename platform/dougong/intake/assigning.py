"""Pairs of which every left and right stands in one at most, with the largest sum of scores."""

from collections.abc import Sequence


def best_pairs(scores: Sequence[Sequence[int]]) -> dict[int, int]:
    """The right of each left (rows are lefts) that makes the sum of scores largest; scores of 0 make no pair.

    The Hungarian method with potentials, in the cube of the smaller side's count.
    """
    if not scores or not scores[0]:
        return {}
    turned = len(scores) > len(scores[0])
    table = [list(column) for column in zip(*scores, strict=True)] if turned else [list(row) for row in scores]
    pairs = {row: column for column, row in _matched(table).items() if table[row][column] > 0}
    return {column: row for row, column in pairs.items()} if turned else pairs


def _matched(table: list[list[int]]) -> dict[int, int]:
    """The row of each column, for at most as many rows as columns."""
    rows, columns = len(table), len(table[0])
    of_row, of_column = [0] * (rows + 1), [0] * (columns + 1)
    owner, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0], at = row, 0
        least, seen = [2**60] * (columns + 1), [False] * (columns + 1)
        while owner[at]:
            seen[at] = True
            here, delta, following = owner[at], 2**60, 0
            for column in range(1, columns + 1):
                if seen[column]:
                    continue
                cost = -table[here - 1][column - 1] - of_row[here] - of_column[column]
                if cost < least[column]:
                    least[column], way[column] = cost, at
                if least[column] < delta:
                    delta, following = least[column], column
            for column in range(columns + 1):
                if seen[column]:
                    of_row[owner[column]] += delta
                    of_column[column] -= delta
                else:
                    least[column] -= delta
            at = following
        while at:
            owner[at], at = owner[way[at]], way[at]
    return {column - 1: owner[column] - 1 for column in range(1, columns + 1) if owner[column]}
