"""The file tables, step by step."""
