"""The table of marks, step by step."""
