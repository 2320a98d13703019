"""The tables of batches, step by step."""
