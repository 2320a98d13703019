"""The shared texts of an old .xls file: only how long each is. A text may be cut by the end of a record."""


class _Records:
    """The bytes of the table, which stand in several records."""

    def __init__(self, records: list[bytes]) -> None:
        self.records = [one for one in records if one]
        self.at, self.offset = 0, 8  # the two counts at the beginning say nothing that may be relied on

    @property
    def over(self) -> bool:
        """Whether nothing follows."""
        while self.at < len(self.records) and self.offset >= len(self.records[self.at]):
            self.offset -= len(self.records[self.at])
            self.at += 1
        return self.at >= len(self.records)

    def number(self, size: int) -> int:
        """A number of so many bytes."""
        found = 0
        for place in range(size):
            if self.over:
                return found
            found |= self.records[self.at][self.offset] << (8 * place)
            self.offset += 1
        return found

    def letters(self, count: int, width: int) -> None:
        """Passes over letters; where they go on in the next record, their width is given there anew."""
        while count and not self.over:
            here = min(count, (len(self.records[self.at]) - self.offset) // width)
            self.offset += here * width
            count -= here
            if count:
                self.offset = len(self.records[self.at])
                if self.over:
                    return
                width = 2 if self.number(1) & 1 else 1


def shared_lengths(records: list[bytes]) -> list[int]:
    """The length in letters of each shared text."""
    table = _Records(records)
    lengths: list[int] = []
    while not table.over:
        count, flags = table.number(2), table.number(1)
        lengths.append(count)
        runs = table.number(2) if flags & 0x08 else 0
        extra = table.number(4) if flags & 0x04 else 0
        table.letters(count, 2 if flags & 0x01 else 1)
        table.offset += runs * 4 + extra
    return lengths
