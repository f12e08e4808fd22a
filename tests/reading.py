"""What an answer says to who reads the page."""

import html


def seen(answer):
    """The page with its signs as they are read: a quotation mark, not its code."""
    return html.unescape(answer.text)


def ticket_in(answer):
    """What the dry run of a table gives to the button that does it."""
    return seen(answer).partition('name="ticket" value="')[2].partition('"')[0]
