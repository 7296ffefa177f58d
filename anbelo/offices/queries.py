"""Reading the house: sites, teams, routing, calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from anbelo.core.calendar import Land, WorkCalendar, local, public_holidays
from anbelo.core.texts import SOURCE
from anbelo.offices.models import (
    ClosingDay,
    HouseText,
    OpeningHour,
    RoutingRule,
    Site,
    Team,
    TeamMember,
)
from anbelo.offices.rules import Purpose, Rule


def site_by_code(session: Session, code: str) -> Site | None:
    """The site with this code."""
    return session.scalar(select(Site).where(Site.code == code))


def sites(session: Session) -> Sequence[Site]:
    """All sites with their opening hours, by name."""
    return session.scalars(select(Site).options(selectinload(Site.hours)).order_by(Site.name)).all()


def teams(session: Session) -> Sequence[Team]:
    """All teams, by name."""
    return session.scalars(select(Team).order_by(Team.name)).all()


def teams_with_members(session: Session) -> Sequence[Team]:
    """All teams with the people in them, by name."""
    return session.scalars(
        select(Team)
        .options(selectinload(Team.members).joinedload(TeamMember.staff))
        .order_by(Team.name)
    ).all()


def team_by_code(session: Session, code: str) -> Team | None:
    """The team with this code."""
    return session.scalar(select(Team).where(Team.code == code))


def routing(session: Session) -> list[Rule]:
    """The routing table in its order, as values for `choose_team`."""
    rows = session.execute(
        select(
            RoutingRule.id,
            RoutingRule.team_id,
            RoutingRule.category,
            RoutingRule.kind,
            RoutingRule.urgency,
            RoutingRule.legal_nature,
            RoutingRule.site_id,
        ).order_by(RoutingRule.position)
    )
    return [Rule(*row) for row in rows]


def my_teams(staff_id: int) -> Select[int]:
    """The ids of somebody's own teams, as a subquery: membership counts as it is at that moment.

    Whoever only helps out sees the calls given to them, not everything of the team (§ 35 SGB I).
    """
    return select(TeamMember.team_id).where(
        TeamMember.staff_id == staff_id, TeamMember.backup.is_(False)
    )


def calendar(session: Session, team_id: int | None, *, land: Land = Land.NW) -> WorkCalendar:
    """The working days of a team's site (or of the whole house): its Land and its closing days.

    `land` counts when the team belongs to no site or there is no team.
    """
    site = None
    if team_id is not None:
        site = session.scalar(
            select(Site).join(Team, Team.site_id == Site.id).where(Team.id == team_id)
        )
    return site_calendar(session, site, land=land)


def team_calendars(session: Session) -> dict[int | None, WorkCalendar]:
    """The working days of every team by its id, and under None those of the whole house."""
    days: dict[int | None, set[date]] = {}
    for closing in session.scalars(select(ClosingDay)):
        days.setdefault(closing.site_id, set()).add(closing.day)
    everywhere = days.get(None, set())
    found: dict[int | None, WorkCalendar] = {None: WorkCalendar(Land.NW, frozenset(everywhere))}
    rows = session.execute(
        select(Team.id, Site.id, Site.land).outerjoin(Site, Site.id == Team.site_id)
    )
    for team_id, site_id, land in rows:
        closed = everywhere | (days.get(site_id, set()) if site_id else set())
        found[team_id] = WorkCalendar(land or Land.NW, frozenset(closed))
    return found


def site_calendar(session: Session, site: Site | None, *, land: Land = Land.NW) -> WorkCalendar:
    """The working days of one site, or of the whole house."""
    closed: Sequence[date] = session.scalars(
        select(ClosingDay.day).where(
            or_(ClosingDay.site_id.is_(None), ClosingDay.site_id == (site.id if site else None))
        )
    ).all()
    return WorkCalendar(site.land if site else land, frozenset(closed))


@dataclass(frozen=True)
class SiteToday:
    """A site and when it is open: `hours` every week (weekday 0 is Monday).

    `today` is what is left of this day's hours, without holidays and closing days; `open_until` is
    set while it is open. All times are the wall clock in Berlin.
    """

    code: str
    name: str
    address: str
    phone: str
    hours: tuple[tuple[int, time, time], ...]
    today: tuple[tuple[time, time], ...]
    open_until: time | None


def sites_today(session: Session, moment: datetime) -> list[SiteToday]:
    """All sites by name, with what is open at this (aware) moment."""
    wall = local(moment)
    day = wall.date()
    closed = set(session.scalars(select(ClosingDay.site_id).where(ClosingDay.day == day)))
    # Plain columns: this is on every receipt, and forty objects would cost more than the case.
    rows = session.execute(
        select(Site.id, Site.code, Site.name, Site.address, Site.phone, Site.land,
               OpeningHour.weekday, OpeningHour.opens, OpeningHour.closes)
        .outerjoin(Site.hours)
        .order_by(Site.name, Site.id, OpeningHour.weekday, OpeningHour.opens)
    )  # fmt: skip
    found = []
    for place, lines in groupby(rows, key=lambda row: row[:6]):
        site_id, code, name, address, phone, land = place
        hours = tuple((w, opens, closes) for *_, w, opens, closes in lines if opens is not None)
        shut = {None, site_id} & closed or day in public_holidays(land, day.year)
        left = [(o, c) for w, o, c in hours if w == day.weekday() and c > wall.time()]
        today = () if shut else tuple(left)
        until = next((closes for opens, closes in today if opens <= wall.time()), None)
        found.append(SiteToday(code, name, address, phone, hours, today, until))
    return found


@dataclass(frozen=True)
class Shown:
    """A text of the house as it is shown: in the language asked for, else in German."""

    text: str
    language: str


def house_texts(session: Session, purpose: Purpose, language: str) -> dict[str | None, Shown]:
    """The house's own words by site code (None: of the whole house), best language first."""
    rows = session.execute(
        select(Site.code, HouseText.text, HouseText.language)
        .select_from(HouseText)
        .outerjoin(Site, Site.id == HouseText.site_id)
        .where(HouseText.purpose == purpose, HouseText.language.in_({language, SOURCE}))
    ).all()
    ordered = sorted(rows, key=lambda row: row.language == language)
    return {code: Shown(text, spoken) for code, text, spoken in ordered}


def house_text(
    session: Session, purpose: Purpose, language: str, site: str | None, *, lock: bool = False
) -> HouseText | None:
    """One text as it is stored; `site` is the code of its site, None for the whole house."""
    wanted = select(HouseText).filter_by(purpose=purpose, language=language)
    if site is None:
        wanted = wanted.where(HouseText.site_id.is_(None))
    else:
        wanted = wanted.where(HouseText.site_id.in_(select(Site.id).where(Site.code == site)))
    return session.scalar(wanted.with_for_update() if lock else wanted)


def stored_texts(session: Session) -> dict[tuple[Purpose, str, str | None], datetime]:
    """Which texts there are (purpose, language, site code), and when each was changed (UTC)."""
    rows = session.execute(
        select(HouseText.purpose, HouseText.language, Site.code, HouseText.changed_at)
        .select_from(HouseText)
        .outerjoin(Site, Site.id == HouseText.site_id)
    )
    return {(purpose, language, code): changed for purpose, language, code, changed in rows}
