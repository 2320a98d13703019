"""The definition's own tests: given this record and this person, that is expected."""
