"""What a site said of itself last time, offered where it answers; nothing of it counts before the site sends it."""

from meetings.sites import queries

# Offered together, and only where nobody has named any of it: a telephone of last time would not be that of a bearer
# named since, nor a name that of a telephone.
TOGETHER = (
    ("chair_name", "chair_title"),
    ("contact_name", "contact_phone", "contact_email"),
    ("technician_name", "technician_phone"),
    ("room",),
    ("expected_count",),
)


def offered(site) -> dict:
    """The values for what nobody has named yet, by name of the site's columns; none once it has answered.

    A new site takes over what its unit said before; asked again is where no chair is known, and in a copy, which may
    have been made before the site answered for its model (one statement then, else none).
    """
    blank = [names for names in TOGETHER if not is_named(site, names)]
    is_asked = not site.chair_name or site.conference.copied_from_id is not None
    if site.answered_at is not None or not (blank and is_asked):
        return {}
    last = queries.last_sites([site.unit_id], before=site.conference).get(site.unit_id)
    said = [names for names in blank if last is not None and is_named(last, names[:1])]
    return {name: getattr(last, name) for names in said for name in names}


def is_named(site, names) -> bool:
    """Whether something stands in one of the columns."""
    return any(getattr(site, name) not in ("", None) for name in names)
