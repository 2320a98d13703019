"""Poisoned definitions: every door that takes one refuses in words, within a second of work and 256 MB.

    python -m tests.poison --many 10000

`poisons` makes them from a seed, `doors` hands them in; the process that does so has a memory limit of its own.
"""
