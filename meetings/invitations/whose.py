"""Whose answer a calendar gives where it names more than one: who delegates and his delegate each name both (RFC 5546,
3.2.2.3). What it says is believed of nobody here; only which of its lines speaks."""

DELEGATED = "DELEGATED"
DECIDED = ("ACCEPTED", "TENTATIVE", "DECLINED")


def speaking(answers, bearer, sender) -> tuple:
    """Of what a letter's calendars say, the line that is meant (or None), and whether `bearer` says it: the invite
    whose mark stands in the address to which it came, or None. `sender` is who wrote the letter.

    The mark says whose it is, from whatever mailbox it comes; but not where the bearer sent another one, who answers
    for himself in the mail that was passed on to him.
    """
    to_his = [one for one in answers if bearer is not None and one.uid == bearer.conference.uid]
    if not to_his:
        return _likeliest(answers, sender), False
    his = {bearer.key, bearer.address.lower()}
    own = next((one for one in to_his if one.attendee in his), None)
    others = [one for one in to_his if one.attendee not in his]
    if sender not in his:
        passed_on = next((one for one in others if one.partstat in DECIDED and one.delegator in his), None)
        if passed_on and (own is None or own.partstat == DELEGATED):
            return passed_on, False
    return own or _likeliest(to_his, sender), True


def _likeliest(answers, sender):
    """Without a mark: what the sender says of himself; a delegate who has decided; who delegates; the first."""
    ways = (
        lambda one: one.attendee == sender,
        lambda one: one.delegator and one.partstat in DECIDED,
        lambda one: one.delegate,
        lambda one: True,
    )
    return next((one for is_meant in ways for one in answers if is_meant(one)), None)
