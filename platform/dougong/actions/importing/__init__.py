"""Taking in a file of records: mapped, checked and staged in chunks, taken in by one transaction, undone again."""
