"""When somebody was faster: what the other one kept, beside what was typed, and a form that can be saved again."""

from meetings.base.errors import Stale


def kept_meanwhile(form, thing) -> list[tuple[str, object]]:
    """The questions whose answer now kept of `thing` is not the one typed, each with what is kept; empty where nobody
    was faster. From here on the form is about `thing` as it stands, so that saving again overwrites knowingly."""
    if not isinstance(form.refusal, Stale):
        return []
    form.version.raw_data, form.version.data = None, thing.version
    asked = [(question, getattr(thing, name, None)) for name, question in form._fields.items() if name in form.values()]
    return [(question.label.text, kept) for question, kept in asked if (kept or "") != (question.data or "")]
