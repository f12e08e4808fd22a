"""What a message will say, before it is sent."""

from meetings.desk import telling
from meetings.web import texts


def announcement(conference, site="…") -> texts.Text:
    """The message that a site gets when the conference is announced."""
    facts = {**telling.facts(conference), "site": site, "path": "/sites/…"}
    return texts.written("conference_announced", facts, to_name="…", reason=f"Anh/chị là đầu mối của điểm cầu {site}.")
