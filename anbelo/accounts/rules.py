"""Who may do what: one readable table."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for; a person may have several."""

    FRONT_DESK = "front_desk"
    TEAM_MEMBER = "team_member"
    TEAM_LEAD = "team_lead"
    OMBUDSPERSON = "ombudsperson"
    MANAGEMENT = "management"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"  # data protection


class Permission(StrEnum):
    """One thing a role may do; every view of the staff names exactly one."""

    SIGN_OUT = "sign_out"
    LOG_CONTACT = "log_contact"
    FIND_CASE = "find_case"
    WORK_CALLS = "work_calls"
    RELEASE_NOTICE = "release_notice"
    RELEASE_EARLY = "release_early"
    PLAN_TEAM = "plan_team"
    ANSWER_CASE = "answer_case"
    TRIAGE = "triage"
    READ_CONFIDENTIAL = "read_confidential"
    SEE_FIGURES = "see_figures"
    ADMINISTER = "administer"
    SET_HOLDOUT = "set_holdout"
    READ_TRAIL = "read_trail"


class Scope(StrEnum):
    """One thing a connected system may do through the API."""

    REGISTER_CONTACT = "register_contact"
    ANNOUNCE_NOTICE = "announce_notice"
    RELEASE_NOTICE = "release_notice"
    POST_OUTCOME = "post_outcome"


_EVERYBODY = frozenset({Permission.SIGN_OUT})
_TEAM = frozenset(
    {
        Permission.LOG_CONTACT,
        Permission.FIND_CASE,
        Permission.WORK_CALLS,
        Permission.RELEASE_NOTICE,
        Permission.ANSWER_CASE,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.FRONT_DESK: _EVERYBODY | {Permission.LOG_CONTACT, Permission.FIND_CASE},
    Role.TEAM_MEMBER: _EVERYBODY | _TEAM,
    Role.TEAM_LEAD: _EVERYBODY
    | _TEAM
    | {Permission.RELEASE_EARLY, Permission.PLAN_TEAM, Permission.SEE_FIGURES},
    Role.OMBUDSPERSON: _EVERYBODY
    | {
        Permission.LOG_CONTACT,
        Permission.FIND_CASE,
        Permission.WORK_CALLS,
        Permission.ANSWER_CASE,
        Permission.TRIAGE,
        Permission.READ_CONFIDENTIAL,
        Permission.SEE_FIGURES,
    },
    Role.MANAGEMENT: _EVERYBODY | {Permission.SEE_FIGURES, Permission.SET_HOLDOUT},
    Role.ADMINISTRATOR: _EVERYBODY | {Permission.ADMINISTER},
    Role.AUDITOR: _EVERYBODY | {Permission.READ_TRAIL},
}


@dataclass(frozen=True)
class Viewer:
    """The person at the other end of a request, as the rules see them.

    What belongs to their teams is decided in each query, by the membership at that moment.
    """

    staff_id: int
    name: str
    roles: frozenset[Role]
    ui_language: str = "de"

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that any of their roles allows."""
        return frozenset().union(*(PERMISSIONS[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether one of their roles allows it."""
        return permission in self.permissions

    @property
    def whole_house(self) -> bool:
        """Whether they see ordinary cases of every team (confidential ones are another matter)."""
        return bool(self.roles & {Role.FRONT_DESK, Role.OMBUDSPERSON})

    @property
    def actor(self) -> str:
        """Their name in the audit trail: a number, no name."""
        return f"staff:{self.staff_id}"


@dataclass(frozen=True)
class Client:
    """A connected system, for example the benefits software."""

    client_id: int
    name: str
    scopes: frozenset[Scope]

    @property
    def actor(self) -> str:
        """Its name in the audit trail."""
        return f"client:{self.client_id}"
