"""The list of series, one series, and what is done with it as a whole."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from meetings.base import clock
from meetings.conferences import choices
from meetings.series import actions, again, phrases, plan, queries, rules, turning
from meetings.series.doors import bp
from meetings.series.forms import CloseForm, NewRuleForm, SeriesForm, TitleForm
from meetings.web import asking
from meetings.web.access import allow, me
from meetings.web.buttons import EmptyForm
from meetings.web.paging import page

# How many days to come a series shows beside its drafts.
MORE = 3
PREVIEWED = 8


@bp.get("/series")
@allow(rules.can_plan)
def listed():
    typed = asking.asked()
    words, closed = typed.words(), typed.is_set("closed", "1")
    found = page(queries.all_series(me(), words, closed=closed))
    next_days = queries.next_days([one.id for one in found.items], clock.now())
    facts = {"next_days": next_days, "phrase": phrases.phrase, "today": clock.today()}
    facts["put_away"] = not (words or closed or found.total) and queries.has_any(queries.all_series(me(), closed=True))
    return render_template("series/list.html", page=found, words=words, closed=closed, **facts)


@bp.get("/series/new")
@allow(rules.can_plan)
def new():
    form = _offer(SeriesForm(formdata=None))
    typed = request.args.get("template", "")
    form.template.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    form.organiser.data = form.organiser.choices[0].value if form.organiser.choices else None
    if form.template.data in form.templates:
        form.title.data = form.templates[form.template.data].name
    return _form_page("series/new.html", form)


@bp.post("/series/new")
@allow(rules.can_plan)
def make():
    form = _offer(SeriesForm())
    if "do" in request.form:  # only the button without a name saves
        terms = {"first_on": form.first_on.data, "number": PREVIEWED}
        coming = form.foreseen(lambda: actions.preview(**terms, **form.terms()))
        return _form_page("series/new.html", form, coming=coming)
    if form.done(lambda: _opened(form)):
        _say_made(form.outcome[1])
        return redirect(url_for("series.show", series_id=form.outcome[0].id))
    return _form_page("series/new.html", form)


@bp.get("/series/<int:series_id>")
@allow(rules.can_keep, find=queries.series)
def show(series):
    return _page(series, CloseForm(formdata=None))


@bp.route("/series/<int:series_id>/edit", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.series)
def edit(series):
    form = TitleForm(obj=series)
    if form.done(lambda: (actions.revise(series, **form.values(), by=me()), actions.fill(series, by=me()))):
        flash(_("Saved."))
        return redirect(url_for("series.show", series_id=series.id))
    return render_template("series/edit.html", form=form, series=series), form.status


@bp.route("/series/<int:series_id>/rule", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.series)
def rule(series):
    form = NewRuleForm().offer(_templates(series))
    if "do" in request.form:  # only the button without a name saves
        tried = form.done(lambda: turning.foresee(series, number=PREVIEWED, **_without_version(form)))
        return _form_page("series/rule.html", form, series=series, turn=form.outcome if tried else None)
    if form.done(lambda: turning.change_rule(series, **form.values(), by=me())):
        _say_turn(form.outcome)
        return redirect(url_for("series.show", series_id=form.outcome.series.id))
    if request.method == "GET":
        form.show(series).version.data = series.version
        coming = [slot for slot in plan.coming(series, 1) if slot.held_on]
        form.first_on.data = coming[0].day if coming else clock.today()
    return _form_page("series/rule.html", form, series=series)


@bp.post("/series/<int:series_id>/fill")
@allow(rules.can_keep, find=queries.series)
def fill(series):
    form = EmptyForm()
    if form.done(lambda: actions.fill(series, by=me())):
        _say_made(form.outcome)
    return _back(series, form)


@bp.route("/series/<int:series_id>/again", methods=["GET", "POST"])
@allow(rules.can_keep, find=queries.series)
def as_last_time(series):
    form = EmptyForm()
    if form.done(lambda: again.complete(series, by=me())):
        flash(phrases.done(form.outcome))
        return redirect(url_for("desk.show", conference_id=form.outcome.conference.id))
    found = again.prospect(series)
    return render_template("series/again.html", series=series, form=form, prospect=found), form.status


@bp.post("/series/<int:series_id>/close")
@allow(rules.can_keep, find=queries.series)
def close(series):
    form = CloseForm()
    if form.done(lambda: turning.close(series, **form.values(), by=me())):
        _say_turn(form.outcome)
        return redirect(url_for("series.show", series_id=series.id))
    return _page(series, form)


def _opened(form):
    series = actions.open_series(**form.values(), by=me())
    return series, actions.fill(series, by=me())


def _offer(form):
    return form.offer(queries.choosable_templates()).offer_units(choices.organisers(me(), clock.today()))


def _templates(series):
    known = queries.choosable_templates()
    return known if series.template in known else [series.template, *known]


def _without_version(form):
    return {name: value for name, value in form.values().items() if name != "version"}


def _form_page(template, form, *, series=None, coming=None, turn=None):
    """The form, with what the rule would give where that was asked; nothing is kept."""
    coming = turn.coming if turn else coming
    return render_template(template, form=form, series=series, coming=coming, turn=turn), form.status


def _page(series, form):
    ahead = plan.coming(series, series.ahead + MORE)
    facts = {
        "coming": ahead,
        "touched": actions.touched(ahead),
        "prospect": again.next_of(series, ahead),
        "past": page(queries.past(series, clock.today()), size=20),
        "after": queries.followed_by(series),
        "rule": phrases.phrase(series),
        "today": clock.today(),
        "phrase": phrases.phrase,
    }
    form.version.raw_data, form.version.data = None, series.version
    return render_template("series/show.html", series=series, form=form, **facts), form.status


def _back(series, form):
    for words in form.form_errors:
        flash(words, "bad")
    return redirect(url_for("series.show", series_id=series.id))


def _say_made(made):
    if made:
        flash(_n("%(num)s draft has been made.", "%(num)s drafts have been made.", len(made)))
    else:
        flash(_("All drafts stand ready; there was nothing to do."))


def _say_turn(turn):
    """What became of the drafts; those that somebody had worked on by name, for they stayed."""
    flash(_("Saved."))
    if turn.followed:
        flash(_n("%(num)s draft has followed.", "%(num)s drafts have followed.", len(turn.followed)))
    if turn.dropped:
        flash(_n("%(num)s draft has been called off.", "%(num)s drafts have been called off.", turn.dropped), "warn")
    for one in turn.standing:
        flash(_said(one), "warn")


def _said(one):
    facts = {"title": one.row.conference.title if one.is_kept else "", "day": _day(one.day), "why": one.row.note}
    facts["ruled"] = _day(one.counts_for) if one.counts_for else ""
    if one.is_kept and one.counts_for not in (None, one.day):
        return _("Stays as it was, because somebody has worked on it: %(title)s, %(day)s. It counts as the one of "
                 "%(ruled)s of the new rule; no other draft is made for it.", **facts)  # fmt: skip
    if one.is_kept:
        return _("Stays as it was, because somebody has worked on it: %(title)s, %(day)s", **facts)
    if one.counts_for:
        return _("What was said of %(day)s holds for %(ruled)s of the new rule. %(why)s", **facts)
    return _("What was said of %(day)s by the former rule has no like day in the new one; look whether a day has to be "
             "left out. %(why)s", **facts)  # fmt: skip


def _day(day):
    return day.strftime("%d/%m/%Y")
