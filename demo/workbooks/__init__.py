"""The demo company's own spreadsheets: as messy as clients' files are, made anew from one seed."""
