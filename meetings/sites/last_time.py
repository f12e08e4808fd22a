"""What a site said of itself last time, offered where it answers; nothing of it counts before the site sends it."""

from meetings.sites import queries

# What is blank in the new site is offered together: a telephone without its bearer helps nobody.
TOGETHER = (
    ("contact_name", "contact_phone", "contact_email"),
    ("technician_name", "technician_phone"),
    ("room",),
    ("expected_count",),
)
CHAIR = ("chair_name", "chair_title")


def offered(site) -> dict:
    """The values for what nobody has named yet, by name of the site's columns; none once it has answered.

    A new site takes over what its unit said before; asked again is where no chair is known, and in a copy, which may
    have been made before the site answered for its model (one statement then, else none).
    """
    blank = [names for names in (CHAIR, *TOGETHER) if getattr(site, names[0]) in ("", None)]
    is_asked = not site.chair_name or site.conference.copied_from_id is not None
    if site.answered_at is not None or not (blank and is_asked):
        return {}
    last = queries.last_sites([site.unit_id], before=site.conference).get(site.unit_id)
    said = [names for names in blank if last is not None and getattr(last, names[0]) not in ("", None)]
    return {name: getattr(last, name) for names in said for name in names}
