"""Ways into a video room: the pass of one guest, the plain link that bears it, and the options of the frame."""

from flask import current_app

from meetings.gateways import jitsi


def settings():
    """The settings of the video server; None where none is connected."""
    return jitsi.Settings.of(current_app.config)


def way_in(deployment, slug, guest, *, subject, lasts, moderates=False, group="") -> dict:
    """Name, link and frame options for the `guest`: good for him and this room alone, until `lasts` is over."""
    token = jitsi.sign_pass(
        deployment,
        slug,
        guest,
        moderator=moderates,
        group=group,
        valid_for=lasts,
        features={"lobby": True, "moderation": True} if moderates else None,
    )
    shown = {"name": guest.name, "subject": subject}
    return {
        "options": jitsi.frame_options(deployment, slug, token, **shown),
        "link": jitsi.room_link(deployment, slug, token, **shown),
        "name": guest.name,
    }


def person(someone, site_name="") -> jitsi.Guest:
    """A signed-in person as a guest, with the name of the site at which he sits."""
    name = f"{site_name} – {someone.name}" if site_name else someone.name
    return jitsi.Guest(id=f"p{someone.id}", name=name, email=someone.email or "")


def bearer(link) -> jitsi.Guest:
    """Who comes with a site's link: the site's name and his own; his number is the link's."""
    name = f"{link.site.name} – {link.to_name}" if link.to_name else link.site.name
    return jitsi.Guest(id=f"l{link.id}", name=name)
