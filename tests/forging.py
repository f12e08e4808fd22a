"""What can be made of two genuine tokens that is neither: cut, longer, spliced, another number, another signature."""

from hypothesis import strategies as st

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
ANYTHING = st.text(min_size=1, max_size=40)


@st.composite
def forgeries(draw, more=ANYTHING):
    """A function from two genuine tokens to what is typed instead; `more` is what may stand there besides. It may
    happen to be one of the two: who asks leaves that out."""
    place, other_end = draw(st.integers(1, 36)), draw(st.integers(1, 36))
    sign, number, besides = draw(st.sampled_from(LETTERS)), draw(st.integers(-1, 10**24)), draw(more)
    signature = draw(st.text(LETTERS, min_size=20, max_size=36))
    ways = [
        lambda one, other: one[:-place],
        lambda one, other: one + besides,
        lambda one, other: besides + one,
        lambda one, other: one[:-place] + sign + one[len(one) - place + 1 :],
        lambda one, other: one[:place] + other[other_end:],
        lambda one, other: f"{other.partition('-')[0]}-{one.partition('-')[2]}",
        lambda one, other: f"{number}-{one.partition('-')[2]}",
        lambda one, other: f"{one.partition('-')[0]}-{signature}",
        lambda one, other: besides,
    ]
    return draw(st.sampled_from(ways))
