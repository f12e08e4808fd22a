"""The secretariat's page of a site's links: who has one, showing it for the telephone, a new one, the end of one."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.gateways import qr
from meetings.sites import links, queries, rules, telling
from meetings.sites.doors import bp
from meetings.sites.entry import token_of
from meetings.sites.link_forms import LinkForm, RenewForm
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm


@bp.get("/sites/<int:site_id>/links")
@allow(rules.can_manage_site, find=queries.site)
def links_of(site):
    return _page(site, LinkForm(formdata=None))


@bp.post("/sites/<int:site_id>/links")
@allow(rules.can_manage_site, find=queries.site)
def issue_link(site):
    form = LinkForm()

    def act():
        given = links.issue(site, **form.values(), by=me())
        if form.is_mailed:
            telling.tell_bearer(given)
        return given

    if form.done(act):
        if form.is_mailed:
            flash(_("The link is made and goes to %(address)s by mail.", address=form.outcome.to_address))
        else:
            flash(_("The link is made. Nothing is sent: hand it over yourself; it is shown below."))
        return redirect(url_for("sites.links_of", site_id=site.id, show=form.outcome.id))
    return _page(site, form)


@bp.post("/links/<int:link_id>/renew")
@allow(rules.can_manage_link, find=links.link)
def renew_link(link):
    form, site_id = RenewForm(), link.site_id
    is_mailed = bool(form.mail.data) and link.has_mail

    def act():
        given = links.reissue(link, by=me())
        if is_mailed:
            telling.tell_bearer(given, is_anew=True)
        return given

    if form.done(act):
        if is_mailed:
            words = _("The old link opens nothing any more. The new one goes to %(to)s by mail.", to=link.to_address)
        else:
            words = _("The old link opens nothing any more. Nothing is sent: hand the new one over; it is shown below.")
        flash(words)
        return redirect(url_for("sites.links_of", site_id=site_id, show=form.outcome.id))
    return _page(link.site, LinkForm(formdata=None), refusal=form.refusal)


@bp.post("/links/<int:link_id>/withdraw")
@allow(rules.can_manage_link, find=links.link)
def withdraw_link(link):
    form, site_id = EmptyForm(), link.site_id
    if form.done(lambda: links.withdraw(link, by=me())):
        flash(_("The link opens nothing any more."))
        return redirect(url_for("sites.links_of", site_id=site_id))
    return _page(link.site, LinkForm(formdata=None), refusal=form.refusal)


def _page(site, form, refusal=None):
    known = links.links_of(site)
    shut_out = links.shut_out([one for one in known if one.ended_at is None])
    opening = [one for one in known if one.ended_at is None and one.id not in shut_out]
    shown = next((one for one in opening if str(one.id) == request.args.get("show")), None)
    address = f"{current_app.config['PUBLIC_URL'].rstrip('/')}/x/{token_of(shown)}" if shown else ""
    html = render_template(
        "sites/links.html",
        site=site,
        conference=site.conference,
        tab="sites",
        form=form,
        links=known,
        shut_out=shut_out,
        shown=shown,
        address=address,
        code=qr.code(address) if shown else None,
        refusal=refusal,
    )
    return html, refusal.status if refusal else form.status
