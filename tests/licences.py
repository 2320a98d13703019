"""Refuse AGPL and GPL among everything installed: read each distribution's own metadata, offline."""

import sys
from importlib import metadata

#: Distributions whose metadata offers a choice of licences or names none, with what was read in their texts.
KNOWN = {
    "docutils": "public domain, BSD-2, GPL-3 only for one Emacs file that is not installed",
    "pyphen": "GPL-2+ OR LGPL-2.1+ OR MPL-1.1: taken under MPL",
}


def licence_of(distribution: metadata.Distribution) -> str:
    """What the distribution says of its licence, as one line."""
    about = distribution.metadata
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    text = (about.get("License") or "").strip().splitlines()
    return " | ".join(filter(None, [about.get("License-Expression"), *classifiers, *text[:1]]))


def forbidden(licence: str) -> bool:
    """AGPL or GPL (not LGPL), unless the expression offers another one to choose."""
    words = licence.replace("Lesser General Public", "LGPL").replace("LGPL", "lesser")
    strict = "AGPL" in words or "Affero" in words or "GPL" in words or "GNU General Public" in words
    return strict and " OR " not in words


def main() -> int:
    bad = []
    distributions = sorted(metadata.distributions(), key=lambda d: d.metadata["Name"].lower())
    for distribution in distributions:
        name, licence = distribution.metadata["Name"].lower(), licence_of(distribution)
        if name not in KNOWN and forbidden(licence):
            bad.append(f"{name}: {licence}")
    print(f"licences: {len(distributions)} distributions read, {len(bad)} under AGPL or GPL")
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
