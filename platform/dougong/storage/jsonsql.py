"""Numbers that stand in JSON, as SQL compares them."""

from dougong.storage.codecs import is_postgres


def json_number(text: str, scale: int) -> str:
    """The SQL of a number that stands in JSON (`text` takes it out), as a whole number of `scale` decimals.

    What a column cannot hold counts as the greatest it can.
    """
    if is_postgres():
        most = 2**63 - 1
        number = f"trunc(({text})::numeric * {10**scale})"
        there = f"{text} ~ '^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$'"
        return f"(CASE WHEN {there} THEN greatest(least({number}, {most}), -{most})::bigint END)"
    if not scale:
        return f"CAST({text} AS INTEGER)"
    places = f"(CASE instr({text}, '.') WHEN 0 THEN 0 ELSE length({text}) - instr({text}, '.') END)"
    # Digit by digit where the text has no more decimals than are kept; a number with an exponent is a float.
    digits = f"CAST(replace({text}, '.', '') || substr('{'0' * scale}', 1, {scale} - {places}) AS INTEGER)"
    near = f"CAST(CAST({text} AS REAL) * {10**scale} AS INTEGER)"
    return f"(CASE WHEN {places} > {scale} OR {text} GLOB '*[eE]*' THEN {near} ELSE {digits} END)"
