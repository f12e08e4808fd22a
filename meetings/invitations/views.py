"""The doors to the letter of invitation."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.db import transaction
from meetings.conferences import queries as conferences
from meetings.gateways import pdf
from meetings.invitations import actions, invitees, papers, queries, rules
from meetings.invitations import standing as calendars
from meetings.invitations.forms import LetterForm, ReleaseForm
from meetings.sites import beside
from meetings.web import answers
from meetings.web.access import allow, me

bp = Blueprint("invitations", __name__)
beside.plug_in(calendars)


@bp.get("/conferences/<int:conference_id>/invitation")
@allow(rules.can_write, find=conferences.conference)
def letter(conference):
    standing = queries.letter(conference.id)
    return _page(conference, standing, LetterForm.of(standing) if standing else None)


@bp.post("/conferences/<int:conference_id>/invitation/start")
@allow(rules.can_write, find=conferences.conference)
def start(conference):
    with transaction():
        actions.start(conference, by=me())
    return redirect(url_for("invitations.letter", conference_id=conference.id))


@bp.post("/conferences/<int:conference_id>/invitation")
@allow(rules.can_write, find=conferences.conference)
def save(conference):
    standing, form = queries.letter(conference.id), LetterForm()
    if standing is None:
        return redirect(url_for("invitations.letter", conference_id=conference.id))
    look = partial(_faults, standing, form)

    def revise():
        """The button of the warning writes anew who is invited, out of the sites, and keeps all else that was typed."""
        facts = form.facts()
        if request.form.get("anew"):
            facts["attendees"] = invitees.anew(standing, facts["attendees"] or "")
        return actions.revise(standing, **facts, by=me())

    if form.done(revise, look=look):
        flash(_("The letter is saved."))
        return redirect(url_for("invitations.letter", conference_id=conference.id))
    return _page(conference, standing, form)


@bp.post("/conferences/<int:conference_id>/invitation/release")
@allow(rules.can_write, find=conferences.conference)
def release(conference):
    standing = queries.letter(conference.id)
    # The page sends along what was typed; who only knows the version gives out what was saved.
    form = LetterForm() if "subject" in request.form else ReleaseForm()
    if standing is None:
        return redirect(url_for("invitations.letter", conference_id=conference.id))

    def release_as_typed():
        if isinstance(form, ReleaseForm):
            return actions.release(standing, version=form.version.data, by=me())
        actions.revise(standing, **form.facts(), by=me())
        return actions.release(standing, by=me())

    if form.done(release_as_typed, look=partial(_faults, standing, form)):
        return redirect(url_for("invitations.letter", conference_id=conference.id))
    return _page(conference, standing, form if isinstance(form, LetterForm) else _edited(standing, form))


def _faults(standing, form):
    """What the action would find in a form in which single questions have faults."""
    return actions.answer_faults(standing, form.answer_by()) if isinstance(form, LetterForm) else ()


def _edited(standing, form):
    edited = LetterForm.of(standing)
    edited.form_errors += [*form.form_errors, *form.version.errors]
    edited.refusal = form.refusal
    return edited


@bp.get("/conferences/<int:conference_id>/invitation/preview")
@allow(rules.can_write_letter, find=queries.letter)
def preview(standing):
    """As it was given out, while that holds; else what would be given out."""
    if standing.paper and not actions.is_outdated(standing):
        return pdf.html(papers.TEMPLATE, standing.paper.facts)
    return pdf.html(papers.TEMPLATE, _facts(standing), draft=True)


@bp.get("/conferences/<int:conference_id>/invitation/draft.pdf")
@allow(rules.can_write_letter, find=queries.letter)
def draft_pdf(standing):
    return answers.pdf(pdf.paper(papers.TEMPLATE, _facts(standing), draft=True), "giay-moi-du-thao.pdf")


def _facts(standing):
    former = standing.paper if actions.is_outdated(standing) else None
    return papers.facts(standing, actions.other_sites(standing.conference), former=former)


def _page(conference, standing, form):
    if standing is None:
        return render_template("invitations/start.html", conference=conference, over=actions.OVER)
    html = render_template(
        "invitations/letter.html",
        conference=conference,
        letter=standing,
        form=form,
        needs=actions.missing(standing),
        flaw=actions.flaw(standing),
        misfit=invitees.misfit(standing) if conference.is_open else None,
        over=actions.OVER,
    )
    return html, form.status


@bp.app_context_processor
def offer():
    """Let the pages on which sites answer name the term that the letter sets, and no other."""
    return {"answers_due": _answers_due}


def _answers_due(conference, last):
    """Until when answers are wanted, `last` where the letter says nothing, and whether that has passed."""
    until = min(queries.answer_by(conference.id) or last, last)
    return until, until < clock.now()
