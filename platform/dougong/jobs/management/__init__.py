"""Management commands of the job worker."""
