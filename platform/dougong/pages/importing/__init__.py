"""The pages on which a spreadsheet becomes records: handed in, read column by column, checked, taken in, undone."""
