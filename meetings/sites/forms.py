"""What a person may type about sites."""

from wtforms import EmailField, HiddenField, StringField, TelField, TextAreaField
from wtforms.widgets import HiddenInput

from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.base.telephone import can_be_rung
from meetings.base.vietnamese import alike
from meetings.sites import answering, last_time
from meetings.sites.models import AnswerWay, ChangeKind, Reply, SiteKind, SiteState
from meetings.units.models import UnitKind
from meetings.web import telephones, words
from meetings.web.fields import (
    VERSION_MISSING,
    Email,
    Length,
    OneOf,
    PersonNameField,
    Required,
    RowField,
    WholeNumber,
    id_or_none,
)
from meetings.web.forms import Form
from meetings.web.uploads import UploadField

SCANS = ("application/pdf", "image/jpeg", "image/png")
NAMED, OTHER = "named", "other"
DETAILS = ("contact_name", "contact_phone", "contact_email", "technician_name", "technician_phone", "room")
PHONES = ("contact_phone", "technician_phone")
NAMELESS = _l("Give the name of the one who is to preside.")
# What a site is asked that can only watch: taking part in both directions is not offered.
WATCHING = (Reply.RELAY, Reply.JOIN, Reply.NO, Reply.CHANGE)


def rung(known) -> dict:
    """What is filled in, without "telephones" that hold no number: the page would refuse what it has typed itself."""
    return {name: "" if name in PHONES and not can_be_rung(value) else value for name, value in known.items()}


def only_watches(site) -> bool:
    """Whether it was chosen as a relay, or its unit can do nothing else; not one that chose the relay itself."""
    return site.unit.kind is UnitKind.RELAY or (site.kind is SiteKind.RELAY and site.reply is not Reply.RELAY)


class ScanField(UploadField):
    """A scan of a paper: PDF or image, by its content."""

    only = SCANS
    not_taken = _l("Send a PDF, a JPEG or a PNG.")


ATTENDING = (Reply.YES.value, Reply.JOIN.value, Reply.RELAY.value)


class DetailsForm(Form):
    """Who presides, whom to ring, who minds the line, and where."""

    chair = OneOf(_l("Who presides at the site?"), default=NAMED)
    chair_name = PersonNameField(_l("Full name"), validators=[Length(120)])
    chair_title = StringField(_l("Position"), validators=[Length(160)])
    expected_count = WholeNumber(_l("How many delegates?"), high=20_000)
    contact_name = PersonNameField(_l("Contact"), validators=[Length(120)])
    contact_phone = TelField(_l("Contact's telephone"), validators=[Length(40), telephones.has_number])
    contact_email = EmailField(_l("Contact's e-mail"), validators=[Length(254), Email()])
    technician_name = PersonNameField(_l("Technician on duty"), validators=[Length(120)])
    technician_phone = TelField(_l("Technician's telephone"), validators=[Length(40), telephones.has_number])
    room = StringField(_l("Room"), validators=[Length(160)])

    @staticmethod
    def known(site) -> dict:
        """What the page knows of the site before anybody types; who presides is left as named."""
        known = {name: getattr(site, name) for name in (*DETAILS, "expected_count", "answers", "version")}
        return rung(known) | {"asked": site.conference.sequence}

    def offer(self, site, posts):
        """The chairs that can be chosen: the one named, the unit's leaders, somebody else. A leader whose name is
        filled in stands chosen."""
        self.named_chair, self.named_id = site.chair_name, site.chair_id
        leaders = [(post.person_id, post.person.name, post.title) for post in posts]
        self.known_people = [(site.chair_id, site.chair_name, site.chair_title), *leaders]
        self.leaders = {f"person-{one[0]}": one for one in leaders if one[1] != site.chair_name}
        named = [(NAMED, site.chair_name)] if site.chair_name else [(NAMED, _l("Not named yet"))]
        others = [(key, name) for key, (_, name, _) in self.leaders.items()]
        self.chair.choices = [*named, *others, (OTHER, _l("Somebody else…"))]
        filled_in = [key for key, name in others if not self.chair.raw_data and self._is_typed(name)]
        if self.chair.data == OTHER and len(filled_in) == 1:
            self.chair.data, self.chair_name.data, self.chair_title.data = filled_in[0], "", ""
        return self

    def positions(self) -> dict:
        """The position of each chair that can be chosen, by choice."""
        return {key: title for key, (_, _, title) in self.leaders.items()}

    def chosen_chair(self) -> dict:
        """The chosen chair; empty for the one already named."""
        if self.chair.data in self.leaders:
            number, name, title = self.leaders[self.chair.data]
            return {"chair_id": number, "chair_name": name, "chair_title": title}
        return self._typed_chair() if self.chair.data == OTHER else {}

    def _typed_chair(self):
        """Whoever is typed; the one named and the unit's leaders are known by more than the name, if typed too: what an
        account may do goes with it; which of several namesakes, says `answering.meant`."""
        people = [(number, held) for number, name, held in self.known_people if number and self._is_typed(name)]
        number = answering.meant(people, self.chair_title.data or "", self.named_id)
        return {"chair_id": number, "chair_name": self.chair_name.data, "chair_title": self.chair_title.data}

    def _is_typed(self, name):
        return bool(name) and alike(name) == alike(self.chair_name.data or "")

    def details(self) -> dict:
        """Contact, technician and room."""
        return {name: self[name].data for name in DETAILS if self[name].raw_data}

    def validate_chair_name(self, field):
        """Somebody else must have a name."""
        if self.chair.data == OTHER:
            Required(NAMELESS)(self, field)

    @property
    def has_faulty_details(self) -> bool:
        """Whether something is wrong with contact, technician or room."""
        return any(self[name].errors for name in DETAILS)


class AnswerForm(DetailsForm):
    """The three questions of the site's page: taking part? who presides? how many?"""

    reply = OneOf(_l("Does the site take part?"), choices=words.choices(Reply), default=Reply.YES.value)
    change = OneOf(_l("What is to be changed?"), choices=words.choices(ChangeKind), default=ChangeKind.OTHER.value)
    joined = RowField(_l("At which site?"), optional=True)
    chair_email = EmailField(_l("E-mail of the one who presides instead"), validators=[Length(254), Email()])
    scan = ScanField(_l("Authorisation (scan or photo, if there is one)"), optional=True)
    note = TextAreaField(_l("Reason or note"), validators=[Length(2000)])
    answers = WholeNumber(validators=[Required(VERSION_MISSING)], widget=HiddenInput(), high=1_000_000)
    asked = WholeNumber(widget=HiddenInput(), high=1_000_000)

    def offer(self, site, posts, hosts):
        """Beside the chairs, the sites in whose room one may attend; nobody is asked where while there is none."""
        super().offer(site, posts)
        self.hosts = hosts
        self.joined.offer(hosts.choices)
        offered = WATCHING if only_watches(site) else Reply
        replies = [reply for reply in offered if reply is not Reply.JOIN or hosts.rows or hosts.is_sought]
        self.reply.choices = [(reply.value, words.word(reply)) for reply in replies]
        return self

    @staticmethod
    def known(site, last=None) -> dict:
        """What the page knows beside the details: what the site said last and why, whether it is asked anew or changes
        its mind; `last` is that answer, which still says whom or what it asked for. What was refused is not asked for
        again, and the reason of what was decided is none for anything else. Before its first answer: what it said of
        itself in the conference before.
        """
        note = "" if site.decision_note or AnswerForm._is_settled(site, last) else site.answer_note
        former = rung(last_time.offered(site))
        chair = {"chair": OTHER} if "chair_name" in former else {}
        return DetailsForm.known(site) | former | chair | AnswerForm._said(site, last) | {"note": note}

    @staticmethod
    def _is_settled(site, last):
        """Whether the last answer asked for something that has been decided since, or by whoever took the call."""
        if last is not None and last.is_overtaken(site.conference):
            return True
        if last is None or (site.former or site.state) is SiteState.CHANGE_REQUESTED:
            return False
        return last.change is not None or (last.way is AnswerWay.TELEPHONE and site.former_chair != "")

    @staticmethod
    def _said(site, last):
        stood = site.former or site.state
        if last is not None and last.is_overtaken(site.conference):
            stood = SiteState.CONFIRMED
        if stood is SiteState.DECLINED:
            return {"reply": Reply.NO.value}
        if stood is SiteState.CHANGE_REQUESTED:
            return {"reply": Reply.CHANGE.value} | (AnswerForm._asked_for(last) if last else {})
        if site.reply in (Reply.JOIN, Reply.RELAY):
            return {"reply": site.reply.value, "joined": site.joined_id}
        return {"reply": Reply.RELAY.value} if only_watches(site) else {}

    @staticmethod
    def _asked_for(last):
        chair = {"chair": OTHER, "chair_name": last.chair_name, "chair_title": last.chair_title}
        return {"change": (last.change or ChangeKind.OTHER).value} | (chair if last.change is ChangeKind.CHAIR else {})

    def chosen_chair(self):
        """The chosen chair; whoever asks for another one names him, and need not tick "somebody else" beside that."""
        return self._typed_chair() if self._wants_another() else super().chosen_chair()

    def validate_chair_name(self, field):
        """Another chair must have a name."""
        if self._wants_another():
            Required(NAMELESS)(self, field)
        else:
            super().validate_chair_name(field)

    def _wants_another(self):
        asks = self.reply.data == Reply.CHANGE.value and self.change.data == ChangeKind.CHAIR.value
        return asks and self.chair.data == NAMED

    def validate_joined(self, field):
        """Attending elsewhere needs a place."""
        if self.reply.data == Reply.JOIN.value:
            Required(_l("Choose the site where you attend."))(self, field)

    @property
    def has_lost_scan(self) -> bool:
        """Whether a file was chosen that the browser does not send again by itself."""
        return bool(self.errors and self.scan.data is not None and not self.scan.errors)

    @property
    def replaces_named(self) -> bool:
        """Whether somebody else is to preside than the one named, whose place is not his to give away."""
        return bool(self.named_chair) and self.chair.data != NAMED and not self._names_the_same()

    def _names_the_same(self):
        """Not where the position typed is that of another one of this name."""
        is_typed = self.chair.data == OTHER and self._is_typed(self.named_chair)
        return is_typed and not answering.is_another(self.named_id, self._typed_chair()["chair_id"])

    @property
    def offers_last_chair(self) -> bool:
        """Whether the page fills in who presided last time, as nobody has been named for this one."""
        return not self.is_submitted() and not self.named_chair and self.chair.data != NAMED

    def further(self):
        """A site that stays away or asks for something says why."""
        why = {Reply.NO.value: answering.WHY_NOT, Reply.CHANGE.value: answering.WHY_CHANGE}.get(self.reply.data)
        asks_for_another = self.reply.data == Reply.CHANGE.value and self.change.data == ChangeKind.CHAIR.value
        if asks_for_another or (self.reply.data in ATTENDING and self.replaces_named):
            why = answering.WHY_ANOTHER
        if why and not self.note.data:
            self.note.label.text = _l("Reason")
            yield NotValid(why, field="note")

    def values(self):
        return {
            "reply": Reply(self.reply.data),
            "change": ChangeKind(self.change.data),
            "expected_count": self.expected_count.data,
            "note": self.note.data or "",
            "details": self.details(),
            "answers": self.answers.data,
            "asked": self.asked.data,
            "joined_id": self.joined.data,
            "chair_email": self.chair_email.data or "",
            "scan": self.scan.data,
            **self.chosen_chair(),
        }


class TelephoneForm(AnswerForm):
    """The same questions, answered by telephone."""

    given_by = StringField(_l("Who gave the answer"), validators=[Required(), Length(160)])
    # Who took the call heard why, and consents by writing it down.
    replaces_named = False

    def values(self):
        return {**super().values(), "given_by": self.given_by.data}


def renew(form, site):
    """After a clash the page shows what is new; sending it again means it."""
    known = DetailsForm.known(site)
    for name in ("answers", "asked", "version"):
        if name in form:
            form[name].raw_data, form[name].data = None, known[name]


class TurnAwayForm(Form):
    """There is no room for a guest."""

    note = TextAreaField(_l("Why can it not come to you?"), validators=[Required(), Length(500)])
    host = HiddenField()

    def values(self):
        return {"note": self.note.data, "host_id": id_or_none(self.host.data)}
