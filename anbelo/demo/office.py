"""The demo office: eight sites like Rhein-Berg, its teams, invented people, a routing table."""

from datetime import time
from typing import NamedTuple

from sqlalchemy.orm import Session

from anbelo.accounts.models import ApiClient, Staff, WorkingTime
from anbelo.accounts.queries import client_key_hash
from anbelo.accounts.rules import Role, Scope
from anbelo.accounts.service import hash_password
from anbelo.core.calendar import Land
from anbelo.notices.kinds import install_kinds
from anbelo.offices.models import OpeningHour, RoutingRule, Site, Team, TeamMember

PASSWORD = "Rückruf vor Bescheid"  # noqa: S105 - printed on purpose, the demo holds nobody's data
API_KEY = "demo-benefits-system-key"

SITES = (
    ("GL", "Bergisch Gladbach"),
    ("BUR", "Burscheid"),
    ("KUE", "Kürten"),
    ("LEI", "Leichlingen"),
    ("ODE", "Odenthal"),
    ("OVE", "Overath"),
    ("ROE", "Rösrath"),
    ("WER", "Wermelskirchen"),
)

TEAMS = (
    ("LEISTUNG", "Leistung"),
    ("KDU", "Unterkunft und Heizung"),
    ("RECHT", "Rechtsbehelfsstelle"),
    ("EINGANG", "Eingangszone"),
    ("VERMITTLUNG", "Vermittlung"),
    ("TEAMLEITUNG", "Teamleitungen"),
    ("DATENSCHUTZ", "Datenschutz"),
    ("ANBELO", "AnBeLo"),
)


class Person(NamedTuple):
    """Somebody of the demo; `teams` they belong to, `backup` teams they call for in need."""

    login: str
    name: str
    roles: tuple[Role, ...]
    languages: tuple[str, ...]
    teams: tuple[str, ...] = ()
    backup: tuple[str, ...] = ()


PEOPLE = (
    Person("schalter", "Karla Muster", (Role.FRONT_DESK,), ("de", "en", "tr"), ("EINGANG",)),
    Person("leistung", "Said Beispiel", (Role.TEAM_MEMBER,), ("de", "ar", "en", "fr"),
           ("LEISTUNG",), ("KDU",)),
    Person("leistung2", "Olena Exempel", (Role.TEAM_MEMBER,), ("de", "uk", "ru"), ("LEISTUNG",)),
    Person("kdu", "Ayşe Probe", (Role.TEAM_MEMBER,), ("de", "tr", "ku"), ("KDU",), ("LEISTUNG",)),
    Person("kdu2", "Roman Test", (Role.TEAM_MEMBER,), ("de", "de-easy", "pl", "ro", "bg"), ("KDU",),
           ("LEISTUNG",)),
    Person("vermittlung", "Mina Vorlage", (Role.TEAM_MEMBER,), ("de", "fa", "en"),
           ("VERMITTLUNG",), ("LEISTUNG",)),
    Person("teamleitung", "Jo Modell", (Role.TEAM_LEAD,), ("de", "en"),
           ("LEISTUNG", "KDU", "TEAMLEITUNG")),
    Person("recht", "Uta Paragraf", (Role.TEAM_MEMBER,), ("de",), ("RECHT",)),
    Person("ombuds", "Heinz Mittler", (Role.OMBUDSPERSON,), ("de", "en", "ar"), ("ANBELO",)),
    Person("leitung", "Dr. Lea Kopf", (Role.MANAGEMENT,), ("de",)),
    Person("admin", "Ada Schrauber", (Role.ADMINISTRATOR,), ("de",)),
    Person("datenschutz", "Paul Wächter", (Role.AUDITOR,), ("de",), ("DATENSCHUTZ",)),
)  # fmt: skip

# category, kind, urgency, legal nature, team: the first line that fits decides.
ROUTES: tuple[tuple[str | None, str | None, str | None, str | None, str], ...] = (
    (None, None, "self_harm", None, "ANBELO"),
    ("DSG", None, None, None, "DATENSCHUTZ"),
    (None, None, None, "data_request", "DATENSCHUTZ"),
    (None, None, None, "objection", "RECHT"),
    ("WAR-4", None, None, None, "RECHT"),
    ("BES-6", None, None, None, "RECHT"),
    ("KDU", None, None, None, "KDU"),
    ("BES", None, None, None, "LEISTUNG"),
    ("LEI", None, None, None, "LEISTUNG"),
    ("WAR-5", None, None, None, "EINGANG"),
    ("WAR-7", None, None, None, "EINGANG"),
    ("WAR", None, None, None, "LEISTUNG"),
    ("UMG", None, None, None, "TEAMLEITUNG"),
    ("VER", None, None, None, "VERMITTLUNG"),
    ("ZUG", None, None, None, "EINGANG"),
    (None, None, None, None, "ANBELO"),
)

MORNING, AFTERNOON = (time(9), time(12)), (time(13), time(16))
FRIDAY = 4


def build_office(session: Session, *, password_hash: str | None = None) -> None:
    """Fill an empty database with the demo office; everybody has the same printed password."""
    install_kinds(session)
    sites = {code: _site(code, name) for code, name in SITES}
    teams = {code: Team(code=code, name=name) for code, name in TEAMS}
    session.add_all([*sites.values(), *teams.values()])
    hashed = password_hash or hash_password(PASSWORD)
    session.add_all(_staff(person, teams, hashed) for person in PEOPLE)
    session.add_all(
        RoutingRule(position=position, category=category, kind=kind, urgency=urgency,
                    legal_nature=nature, team=teams[team])
        for position, (category, kind, urgency, nature, team) in enumerate(ROUTES, start=1)
    )  # fmt: skip
    scopes = sorted(scope.value for scope in Scope)
    session.add(
        ApiClient(
            name="Fachverfahren (Demo)", key_hash=client_key_hash(API_KEY), scope_values=scopes
        )
    )
    session.flush()  # the caller goes on with cases that refer to all this


def _site(code: str, name: str) -> Site:
    hours = [OpeningHour(weekday=day, opens=time(8), closes=time(12)) for day in range(5)]
    hours.append(OpeningHour(weekday=3, opens=time(14), closes=time(17)))
    return Site(
        code=code,
        name=name,
        address=f"Musterstraße 1, {name}",
        phone="+49 2202 555 0100",
        land=Land.NW,
        hours=hours,
    )


def _staff(person: Person, teams: dict[str, Team], password_hash: str) -> Staff:
    staff = Staff(
        login=person.login,
        name=person.name,
        password_hash=password_hash,
        role_values=[role.value for role in person.roles],
        languages=list(person.languages),
    )
    blocks = [(day, part) for day in range(5) for part in (MORNING, AFTERNOON)]
    staff.working_times = [
        WorkingTime(weekday=day, starts=starts, ends=ends)
        for day, (starts, ends) in blocks
        if (day, starts) != (FRIDAY, AFTERNOON[0])
    ]
    for codes, backup in ((person.teams, False), (person.backup, True)):
        for code in codes:
            teams[code].members.append(TeamMember(staff=staff, backup=backup))
    return staff
