"""The company's settings, for those whose role administers it."""
