"""Rehearsals of the next conference: one closed with its faults, one ahead for those that have not passed."""

from datetime import timedelta

from sqlalchemy import select

from meetings.base import clock
from meetings.base.db import db
from meetings.conferences.models import Conference
from meetings.conferences.models import ConferenceState as C
from meetings.demo.cast import unit
from meetings.rehearsals import actions, queries, telling
from meetings.rehearsals.models import Verdict

OPERATOR = "Sở Khoa học và Công nghệ"
FAULTS = {
    2: (Verdict.FAILED, {"picture": "good", "sound": "bad"}, "Micro bàn chủ trì không có tín hiệu, đang thay dây"),
    7: (Verdict.ABSENT, {}, "Gọi hai lần không nghe máy"),
    11: (Verdict.FAILED, {"echo": "bad", "camera": "bad"}, "Loa đặt trước micro; camera chĩa vào cửa"),
    19: (Verdict.PASSED, {"name_plate": "bad"}, "Biển tên in lại trước giờ họp"),
}
UNSEEN = (15, 16)


def tell(people) -> None:
    """Rehearse the next conference whose sites are being asked, once."""
    found = select(Conference).where(Conference.state == C.INVITING, Conference.starts_at > clock.now())
    conference = db.session.scalars(found.order_by(Conference.starts_at).limit(1)).first()
    if conference is None or queries.last_number(conference.id):
        return
    first = _yesterdays(conference, people["secretary"])
    _of_site_itself(first, people["officer"])
    starts_at = conference.starts_at - timedelta(minutes=90)
    if starts_at <= clock.now():
        return
    again = actions.plan(
        conference, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=60), operator=unit(OPERATOR),
        repeats=first, note="Cán bộ kỹ thuật có mặt trước 60 phút, chuẩn bị đường truyền dự phòng.",
        by=people["secretary"],
    )  # fmt: skip
    telling.tell_sites(again, "rehearsal_planned")


def _yesterdays(conference, secretary):
    starts_at = clock.now() - timedelta(hours=20)
    with clock.at(starts_at - timedelta(hours=20)):
        ends_at = starts_at + timedelta(minutes=90)
        row = actions.plan(conference, starts_at=starts_at, ends_at=ends_at, operator=unit(OPERATOR), by=secretary)
    for number, trial in enumerate(db.session.scalars(queries.trials(row.id)).all()):
        if number in UNSEEN:
            continue
        verdict, findings, note = FAULTS.get(number, (Verdict.PASSED, None, None))
        with clock.at(starts_at + timedelta(minutes=number)):
            facts = {"findings": findings, "note": note, "version": trial.version}
            actions.judge(trial, verdict=verdict, by=secretary, **facts)
    with clock.at(starts_at + timedelta(minutes=95)):
        actions.close(row, version=row.version, by=secretary)
    return row


def _of_site_itself(rehearsal, officer):
    """The site of the demo's officer tried its own equipment, first with a blocked microphone, then well."""
    own = [t for t in db.session.scalars(queries.trials(rehearsal.id)) if t.site.unit_id in officer.unit_ids]
    good = dict.fromkeys(("secure", "camera", "microphone", "speaker"), "good")
    for hours, results, level in ((5, good | {"microphone": "refused"}, 0), (4, good, 46)):
        with clock.at(clock.now() - timedelta(hours=hours)):
            for trial in own:
                browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0"
                actions.record_self_test(trial.site, results=results, level=level, browser=browser, by=officer)
