"""The teeth of the laws: faults planted in a copy of the platform, one at a time; the laws must notice."""
