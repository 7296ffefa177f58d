"""What is going on in the demo office right now, so that everybody finds something to do."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from anbelo.cases.rules import Channel
from anbelo.core.calendar import at, local_day
from anbelo.demo.calls import notice_life
from anbelo.demo.life import case_life
from anbelo.demo.stage import CALENDAR, Life, Office, Start, office_hours
from anbelo.demo.texts import Sample, pick
from anbelo.triage.proposal import Kind

Lives = Iterator[tuple[datetime, Life]]

# Wake the office up with what cannot wait; minutes before now.
PRESSING = (
    (25, "KDU-5", "de", Channel.FORM,
     ("Heute kam der Brief: Am Donnerstag wird uns der Strom abgestellt. Ich habe zwei kleine "
     "Kinder. Bitte rufen Sie mich an.")),
    (50, "LEI-3", "ar", Channel.FORM,
     "لم يصل المال هذا الشهر وليس عندي طعام لأطفالي. أرجو المساعدة اليوم."),
    (95, "LEI-3", "de", Channel.PHONE,
     "Auf dem Konto ist nichts und der Kühlschrank ist leer. Ich habe kein Geld bis Montag."),
    (130, "BES-3", "de", Channel.LETTER,
     "Ich kann nicht mehr. Seit dem Brief will ich nicht mehr leben."),
)  # fmt: skip
OBJECTIONS = (
    (160, "LEI-1", "de", Channel.LETTER,
     "Gegen den Bescheid vom Montag lege ich Widerspruch ein. Mein Lohn ist falsch angerechnet."),
    (205, "DSG-3", "de", Channel.EMAIL,
     "Bitte schicken Sie mir eine Kopie aller Daten, die Sie über mich gespeichert haben."),
)  # fmt: skip
CONFIDENTIAL = (
    ("UMG-2", Kind.COMPLAINT,
     "Wegen meines Kopftuchs wurde ich am Empfang anders behandelt als alle anderen."),
    ("UMG-1", Kind.COMPLAINT,
     ("Mein Sachbearbeiter hat mich vor anderen Leuten ausgelacht. Ich möchte nicht, dass er davon "
     "erfährt.")),
    ("UMG-3", Kind.COMPLAINT,
     "Die Sachbearbeiterin ist mit meinem früheren Mann befreundet. Bitte ohne ihr Team klären."),
    ("DSG-1", Kind.COMPLAINT,
     "Mein Vermieter weiß jetzt von meinen Schulden. Das kann er nur vom Jobcenter haben."),
    ("UMG-5", Kind.COMPLAINT,
     "Der Sicherheitsdienst hat mich festgehalten, obwohl ich nur nach dem Weg gefragt habe."),
)  # fmt: skip
# Held notices: working days left, topic, language of the talk (so that every caller has one).
HELD = (
    (1, "KDU-1", "tr"), (1, "LEI-7", "de"), (2, "BES-3", "ar"), (2, "KDU-2", "de"),
    (3, "LEI-1", "uk"), (3, "KDU-3", "pl"), (4, "LEI-4", "ru"), (4, "BES-4", "en"),
    (5, "WAR-1", "de"), (6, "KDU-1", "de"), (7, "LEI-2", "fa"), (8, "BES-1", "bg"),
)  # fmt: skip
ASSIGNED = (
    "BES-1", "KDU-1", "WAR-4", "VER-1", "LEI-1", "KDU-3", "ZUG-1", "UMG-4", "BES-3", "VER-2",
    "KDU-8", "BES-6", "LEI-2", "WAR-5", "DSG-2", "KDU-4",
)  # fmt: skip


def present_lives(office: Office, seed: int, *, now: datetime) -> Lives:
    """This week: emergencies, a full inbox, calls for everybody, notices near their last day."""
    rng = Random(f"{seed}:present")  # noqa: S311 - a repeatable demo, no secret
    yield from _pressing(office, seed, now=now)
    yield from _inbox(office, seed, rng, now=now)
    yield from _confidential(office, seed, now=now)
    yield from _assigned(office, seed, rng, now=now)
    yield from _held(office, seed, now=now)


def _pressing(office: Office, seed: int, *, now: datetime) -> Lives:
    for number, (minutes, topic, language, channel, text) in enumerate(PRESSING + OBJECTIONS):
        start = Start(
            moment=now - timedelta(minutes=minutes),
            sample=Sample(language, topic, Kind.COMPLAINT, text),
            channel=channel,
            site="GL",
            seed=f"{seed}:pressing:{number}",
            decided=False,
        )
        yield start.moment, case_life(office, start)


def _inbox(office: Office, seed: int, rng: Random, *, now: datetime) -> Lives:
    """New contacts of the last hours, not looked at yet."""
    topics = ("BES-1", "WAR-1", "KDU-1", "LEI-2", "ZUG-1", "BES-3", "KDU-8", "UMG-6", "WAR-3")
    for number, topic in enumerate(topics):
        start = Start(
            moment=now - timedelta(minutes=40 + 45 * number),
            sample=pick(rng, topic),
            channel=(Channel.FORM, Channel.COUNTER, Channel.PHONE)[number % 3],
            site=("GL", "OVE", "WER", "LEI")[number % 4],
            seed=f"{seed}:inbox:{number}",
            decided=False,
        )
        yield start.moment, case_life(office, start)


def _confidential(office: Office, seed: int, *, now: datetime) -> Lives:
    """What only the ombudsperson may know of: some of it fresh, some of it being worked on."""
    for number, (topic, kind, text) in enumerate(CONFIDENTIAL):
        start = Start(
            moment=now - timedelta(hours=3 + 30 * number),
            sample=Sample("de", topic, kind, text),
            channel=(Channel.FORM, Channel.COUNTER)[number % 2],
            site="GL",
            seed=f"{seed}:confidential:{number}",
            confidential=True,
            decided=number > 1,
        )
        yield start.moment, case_life(office, start)


def _assigned(office: Office, seed: int, rng: Random, *, now: datetime) -> Lives:
    """Cases of the last days for every team, decided but not answered yet."""
    today = local_day(now)
    for number, topic in enumerate(ASSIGNED):
        day = CALENDAR.add_working_days(today, -2 - number % 4)
        start = Start(
            moment=office_hours(rng, day),
            sample=pick(rng, topic),
            channel=(Channel.FORM, Channel.PHONE, Channel.COUNTER)[number % 3],
            site=("BUR", "GL", "ROE", "KUE", "ODE")[number % 5],
            seed=f"{seed}:assigned:{number}",
            closed=False,
        )
        yield start.moment, case_life(office, start)


def _held(office: Office, seed: int, *, now: datetime) -> Lives:
    """Notices that wait for a talk; nobody has answered yet."""
    today = local_day(now)
    for number, (days_left, topic, language) in enumerate(HELD):
        ago = number % 3
        moment = now - timedelta(minutes=20)
        if ago:
            moment = at(
                CALENDAR.add_working_days(today, -ago), time(9 + number % 5, 7 * number % 60)
            )
        life = notice_life(
            office,
            Sample(language, topic, Kind.QUESTION, ""),
            Random(f"{seed}:held:{number}"),  # noqa: S311 - a repeatable demo, no secret
            now=moment,
            days=days_left + ago,
            lucky=False,
        )
        yield moment, life
