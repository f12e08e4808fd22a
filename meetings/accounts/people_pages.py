"""People and their posts: the list, one person, the import, one-time passwords."""

from functools import partial

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from meetings.accounts import actions, faults, imports, letting_in, passwords, queries, rules, tables
from meetings.accounts.doors import bp
from meetings.accounts.forms import EditPersonForm, EditPostForm, EndPostForm, NewPersonForm, PostForm
from meetings.accounts.models import Role
from meetings.base import clock
from meetings.base.db import db, transaction
from meetings.base.errors import Faults
from meetings.base.language import _l
from meetings.gateways import sheets
from meetings.units import queries as units
from meetings.web import answers, asking
from meetings.web.access import allow, me
from meetings.web.fields import id_or_none
from meetings.web.imports import Importer
from meetings.web.imports import page as import_page
from meetings.web.paging import page
from meetings.web.words import choices

STATES = ("open", "closed", "all")
ONCE = "first_password"


def asked():
    """What the address asks of the list."""
    typed = asking.asked()
    unit = typed.number("unit", exists=units.unit)
    return {
        "words": typed.words(),
        "unit": units.unit(unit) if unit else None,
        "role": typed.one_of("role", Role),
        "state": typed.one_of("state", STATES, "open"),
    }


def _to(person):
    return redirect(url_for("accounts.person", person_id=person.id))


def _units_to_give():
    return units.choices(within=rules.reach(me()))


@bp.get("/people")
@allow(rules.can_keep_people)
def people():
    filters, within = asked(), rules.reach(me())
    found = page(queries.people(**filters, within=within))
    facts = {"found": found, "filters": filters, "roles": choices(Role), "me": me(), "never_in": None}
    if filters["state"] != "closed":
        since = letting_in.good_since(current_app.config["INVITE_DAYS"])
        facts["never_in"] = queries.never_in(**filters, within=within, invited_since=since)
    return render_template("accounts/people.html", **facts)


@bp.get("/people/export")
@allow(rules.can_keep_people)
def export_people():
    found = db.session.scalars(queries.people(**asked(), within=rules.reach(me())))
    columns = [sheets.Column(heading) for heading in tables.HEADINGS]
    book = sheets.Workbook(_("People"), [sheets.Table(_("People"), columns, tables.rows(found))]).to_bytes()
    with transaction():
        actions.note_export(by=me())
    return answers.xlsx(book, "nguoi-dung.xlsx")


@bp.get("/people/<int:person_id>")
@allow(rules.can_see_person, find=queries.person)
def person(found):
    return render_template(
        "accounts/person.html",
        person=found,
        may_edit=rules.can_edit_person(me(), found),
        can_edit_post=rules.can_edit_post,
        invited_at=queries.invited_at([found], letting_in.good_since(current_app.config["INVITE_DAYS"])).get(found.id),
    )


@bp.route("/people/new", methods=["GET", "POST"])
@allow(rules.can_keep_people)
def add_person():
    form = NewPersonForm(unit=id_or_none(request.args.get("unit")))
    form.offer(rules.roles_to_give(me()), _units_to_give())
    ready = _first if form.with_password.data else None
    if form.done(lambda *first: _add(form, *first), prepare=ready, look=lambda: _faults(form, is_new=True)):
        person, first = form.outcome
        flash(_("%(name)s is added.", name=person.name))
        return _shown_once(person, first) if first else _to(person)
    return render_template("accounts/edit.html", form=form, person=None), form.status


def _add(form, first=None):
    """The faults of the person and of the post are told at once."""
    Faults(_faults(form, is_new=True)).tell()
    facts = {name: form[name].data for name in ("name", "user_name", "email", "phone")}
    person = actions.add_person(**facts, by=me())
    actions.give_post(person, units.unit(form.unit.data), **form.post(), by=me())
    if first:
        actions.give_first_password(person, first, by=me())
    return person, first


def _faults(form, *, is_new=False, but=None):
    """What the actions would find in what was typed, also where single questions have faults."""
    facts = {name: form[name].data for name in ("name", "user_name", "email")}
    yield from faults.person_faults(**facts, but=but, signs_in=is_new and form.with_password.data)
    if is_new:
        days = {name: form[name].data for name in ("valid_from", "valid_until")}
        unit = None if form.unit.errors else units.unit(form.unit.data)
        yield from faults.post_faults(unit, title=form.title.data, **days)
        yield from faults.double_faults(unit, title=form.title.data, **facts)


def _first():
    return passwords.first(current_app.config["SECRET_KEY"])


def _shown_once(person, first):
    """On to the page that shows it, so that reloading it makes no second one. The session is the reader's own, but lies
    open in his cookie: it holds what the password is made of here, and not the password."""
    session[ONCE] = [person.id, first.seed]
    return redirect(url_for("accounts.show_password", person_id=person.id))


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@allow(rules.can_edit_person, find=queries.person)
def edit_person(person):
    form = EditPersonForm(obj=person)
    look = partial(_faults, form, but=person.id)
    if form.done(lambda: actions.change_person(person, **form.values(), version=form.version.data, by=me()), look=look):
        flash(_("The changes are kept."))
        return _to(person)
    return render_template("accounts/edit.html", form=form, person=person), form.status


@bp.route("/people/<int:person_id>/posts/new", methods=["GET", "POST"])
@allow(rules.can_edit_person, find=queries.person)
def give_post(person):
    form = PostForm()
    form.offer(rules.roles_to_give(me()), _units_to_give())
    if form.done(lambda: actions.give_post(person, units.unit(form.unit.data), **form.post(), by=me())):
        flash(_("The position is given."))
        return _to(person)
    return render_template("accounts/post.html", form=form, person=person, post=None), form.status


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@allow(rules.can_edit_post, find=queries.post)
def edit_post(post):
    form = EditPostForm(obj=post)
    form.offer(rules.roles_to_give(me()))
    if form.done(lambda: actions.change_post(post, **form.post(), version=form.version.data, by=me())):
        flash(_("The changes are kept."))
        return _to(post.person)
    return render_template("accounts/post.html", form=form, person=post.person, post=post), form.status


@bp.route("/posts/<int:post_id>/end", methods=["GET", "POST"])
@allow(rules.can_edit_post, find=queries.post)
def end_post(post):
    form = EndPostForm(on=clock.today(), version=post.version)
    if form.done(lambda: actions.end_post(post, on=form.on.data, version=form.version.data, by=me())):
        flash(_("The position ends."))
        return _to(post.person)
    return render_template("accounts/end_post.html", form=form, person=post.person, post=post), form.status


@bp.post("/people/<int:person_id>/password")
@allow(rules.can_edit_person, find=queries.person)
def give_password(person):
    first = _first()
    with transaction():
        actions.give_first_password(person, first, by=me())
    return _shown_once(person, first)


@bp.get("/people/<int:person_id>/password")
@allow(rules.can_edit_person, find=queries.person)
def show_password(person):
    """Once, and while it is good: whoever reloads the page reads that it is gone, and how another one is given."""
    password = ""
    if session.get(ONCE, (0, ""))[0] == person.id:
        word = passwords.first_word(current_app.config["SECRET_KEY"], session.pop(ONCE)[1])
        password = word if person.must_change_password and passwords.fits(person.password_hash, word) else ""
    return render_template("accounts/password_once.html", person=person, password=password)


@bp.post("/people/<int:person_id>/close")
@allow(rules.can_edit_person, find=queries.person)
def close_account(person):
    with transaction():
        actions.close(person, by=me())
    flash(_("The account is closed; %(name)s is signed out everywhere.", name=person.name))
    return _to(person)


@bp.post("/people/<int:person_id>/reopen")
@allow(rules.can_edit_person, find=queries.person)
def reopen_account(person):
    with transaction():
        actions.reopen(person, by=me())
    flash(_("The account is open again."))
    return _to(person)


COLUMNS = {
    "name": _l("Family name first, as on papers."),
    "user_name": _l("For signing in; by it, else by the e-mail address, a person is recognised."),
    "email": _l("Where notices go."),
    "phone": _l("As it is dialled."),
    "unit": _l("Code or full name of the unit of the position; one that you keep."),
    "title": _l("The position, as it stands under the name."),
    "role": _l("“quản trị, thư ký, lãnh đạo, đầu mối điểm cầu, thành viên”."),
    "valid_from": _l("From day, dd/mm/yyyy. Empty: always."),
    "valid_until": _l("Until day. Empty: it goes on."),
}
IMPORTER = Importer(
    noun="people",
    title=_l("Import people"),
    run=imports.run,
    foresee=imports.foresee,
    columns=COLUMNS,
    aliases=imports.ALIASES,
    back=lambda: url_for("accounts.people"),
    template=lambda: url_for("accounts.export_people"),
)


@bp.route("/people/import", methods=["GET", "POST"])
@allow(rules.can_keep_people)
def import_people():
    return import_page(IMPORTER)
