"""The gateway for short messages: how it is set up, without its secret, and a message to try it."""

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from wtforms import TelField

from meetings.accounts import rules
from meetings.base import clock, segments, telephone
from meetings.base.errors import NotValid, Unreachable
from meetings.base.language import _l
from meetings.desk.doors import bp
from meetings.gateways import texting
from meetings.web.access import allow
from meetings.web.fields import Length, Required
from meetings.web.forms import Form

NO_GATEWAY = _l("No gateway for short messages is set up (TEXT_GATEWAY is empty).")
NO_MOBILE = _l("This is not a mobile number of Vietnam. Write it as 0912 345 678.")


class TryForm(Form):
    """To whose telephone the message goes."""

    to = TelField(_l("Mobile number"), [Required(), Length(40)])


@bp.get("/settings/texts")
@allow(rules.can_administer)
def text_gateway():
    return _page(TryForm(formdata=None))


@bp.post("/settings/texts")
@allow(rules.can_administer)
def try_text_gateway():
    form = TryForm()
    # No transaction: nothing is kept, and the gateway may take its time.
    if form.validate_on_submit():
        number = telephone.takes_texts(form.to.data)
        if not number:
            form.to.errors = [NotValid(NO_MOBILE).message]
            return _page(form)
        _sink().send(texting.Text(number, _trial(), f"thu-{clock.now():%Y%m%d%H%M%S%f}"))
        flash(_("The gateway has taken the message to %(number)s.", number=number))
        return redirect(url_for("desk.text_gateway"))
    return _page(form)


def _sink():
    sink = texting.open_sink(texting.Settings.of(current_app.config))
    if sink is None:
        raise Unreachable(NO_GATEWAY, again=False)
    return sink


def _trial():
    said = f"Tin thử từ {current_app.config['PRODUCT_NAME']}, {clock.local(clock.now()):%H:%M %d/%m/%Y}."
    return said if current_app.config["TEXT_MARKS"] else segments.without_marks(said)


def _page(form):
    config = current_app.config
    html = render_template(
        "desk/text_gateway.html",
        form=form,
        is_set=bool(config["TEXT_GATEWAY"]),
        name=config["TEXT_NAME"],
        place=_place(config["TEXT_GATEWAY"]),
        method=config["TEXT_METHOD"],
        success=config["TEXT_SUCCESS"],
        has_secret=bool(config["TEXT_SECRET"] or config["TEXT_SECRET_FILE"]),
        marks=config["TEXT_MARKS"],
        quiet=config["QUIET_HOURS"],
    )
    return html, form.status


def _place(address):
    """Where messages go, without names, passwords and whatever else stands in an address."""
    parts = urlsplit(address)
    where = parts.path if parts.scheme == "folder" else parts.hostname or ""
    return f"{parts.scheme}: {where}".rstrip(": ")
