"""The doors to a site's self-test: the browser tries its own camera, microphone, speaker and line, and tells us."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base.errors import NotNow
from meetings.gateways import jitsi
from meetings.rehearsals import actions, queries, rules
from meetings.rehearsals.doors import bp
from meetings.rehearsals.forms import SelfTestForm
from meetings.rehearsals.models import Result
from meetings.rooms import passes
from meetings.sites import entry, links
from meetings.sites import queries as sites
from meetings.sites import rules as site_rules
from meetings.web import words
from meetings.web.access import allow, me
from meetings.web.headers import let_in_devices, private_address

TESTABLE = (entry.Stand.OPEN, entry.Stand.LOCKED, entry.Stand.LIVE)


@bp.get("/sites/<int:site_id>/test")
@allow(rules.can_test, find=sites.site)
def self_test(site):
    return _page("rehearsals/self_test.html", site, SelfTestForm(formdata=None))


@bp.post("/sites/<int:site_id>/test")
@allow(rules.can_test, find=sites.site)
def record_self_test(site):
    form, site_id = SelfTestForm(), site.id
    if form.done(lambda: actions.record_self_test(site, **form.values(), by=me())):
        flash(_("The result is kept; the technician and the secretariat see it."))
        return redirect(url_for("rehearsals.self_test", site_id=site_id))
    return _page("rehearsals/self_test.html", site, form)


@bp.get("/x/<token>/test")
@allow(site_rules.holds_link, find=entry.opened)
def linked_test(link):
    if entry.stand(link) not in TESTABLE:
        return redirect(url_for("sites.linked", token=entry.token_of(link)))
    return _linked(link, SelfTestForm(formdata=None))


@bp.post("/x/<token>/test")
@allow(site_rules.holds_link, find=entry.opened)
def test_by_link(link):
    form, token = SelfTestForm(), entry.token_of(link)

    def act():
        if entry.stand(link) not in TESTABLE:
            raise NotNow(actions.OVER)
        actions.record_self_test(link.site, **form.values(), by=links.Bearer(link))

    if form.done(act):
        flash(_("The result is kept; the technician and the secretariat see it."))
        return redirect(url_for("rehearsals.linked_test", token=token))
    return _linked(link, form)


def _linked(link, form):
    page = _page("rehearsals/linked_test.html", link.site, form, link=link, token=entry.token_of(link))
    return private_address(page)


def _page(template, site, form, **more):
    script, socket = _addresses()
    html = render_template(
        template,
        site=site,
        conference=site.conference,
        form=form,
        tests=queries.self_tests_of(site.id),
        browser=request.user_agent.string[:200],
        script=script,
        socket=socket,
        said={value: str(label) for value, label in words.choices(Result)},
        **more,
    )
    response = let_in_devices(html, [address for address in (script, socket) if address])
    response.status_code = form.status
    return response


def _addresses():
    """What the page asks the video host; nothing where none is connected."""
    deployment = passes.settings()
    return jitsi.probe_addresses(deployment) if deployment else ("", "")
