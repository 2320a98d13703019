"""The progress table, step by step."""
