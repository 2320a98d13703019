"""Documents nobody would write, with the words that mean something to merging in them."""

from hypothesis import strategies as st

KEYS = ("title", "properties", "oneOf", "order", "steps", "required", "x_a", "b", "c", "a/b", "~", "")
WORDS = st.lists(st.sampled_from(("own", "b", "c", "x_a", "title")), max_size=4)
LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(("", "b", "Note"))
CHOICES = st.lists(
    st.builds(lambda const, title: {"const": const, "title": title}, st.sampled_from(("own", "b", "x_a")), LEAVES),
    max_size=3,
)
NODES = st.recursive(
    LEAVES | WORDS | CHOICES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=14,
)
DOCUMENTS = st.dictionaries(st.sampled_from(("entities/slip", "tables/slip", "roles")), NODES, max_size=3)
