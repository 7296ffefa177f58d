"""Who may use which page. Written by hand: it must not be derived from the marks it checks.

A set of log-ins of the demo office; PUBLIC: everybody; CLIENT: connected systems with a key;
CLAIMANT: only behind a receipt code that was checked, no staff session helps.
"""

PUBLIC = "public"
CLIENT = "client"
CLAIMANT = "claimant"

DESK = {"schalter", "leistung", "teamleitung", "ombuds"}
TEAM = {"leistung", "teamleitung"}
OMBUDS = {"ombuds"}
ANSWER = TEAM | OMBUDS
FIGURES = {"teamleitung", "ombuds", "leitung"}
EVERYBODY = {
    "schalter",
    "leistung",
    "teamleitung",
    "ombuds",
    "leitung",
    "admin",
    "datenschutz",
}

EXPECTED: dict[str, str | set[str]] = {
    "static": PUBLIC,
    "intake.welcome": PUBLIC,
    "intake.start": PUBLIC,
    "intake.contact": PUBLIC,
    "intake.send_contact": PUBLIC,
    "intake.call": PUBLIC,
    "intake.send_call": PUBLIC,
    "intake.status": PUBLIC,
    "intake.check_code": PUBLIC,
    "intake.case": CLAIMANT,
    "intake.send_message": CLAIMANT,
    "intake.withdraw": CLAIMANT,
    "intake.send_withdraw": CLAIMANT,
    "intake.sign_off": CLAIMANT,
    "intake.emergency": PUBLIC,
    "intake.privacy": PUBLIC,
    "intake.accessibility": PUBLIC,
    "login.form": PUBLIC,
    "login.enter": PUBLIC,
    "login.start": EVERYBODY,
    "login.logout": EVERYBODY,
    "desk.find": DESK,
    "desk.search": DESK,
    "desk.new_contact": DESK,
    "desk.take_down": DESK,
    "desk.proposal": DESK,
    "desk.case": DESK,
    "desk.hide": DESK,
    "desk.answer": ANSWER,
    "desk.finish": ANSWER,
    "desk.calls": ANSWER,
    "desk.call": ANSWER,
    "desk.note": ANSWER,
    "desk.planning": ANSWER,
    "desk.absence": ANSWER,
    "desk.proposal_of_moves": ANSWER,
    "desk.decide_moves": ANSWER,
    "desk.day": ANSWER,
    "desk.calendar": ANSWER,
    "desk.renew": ANSWER,
    "desk.switch_off": ANSWER,
    "calendar.calls": PUBLIC,
    "desk.notices": TEAM,
    "desk.notice": TEAM,
    "desk.release": TEAM,
    "desk.cover": TEAM,
    "ombuds.inbox": OMBUDS,
    "ombuds.case": OMBUDS,
    "ombuds.decide": OMBUDS,
    "ombuds.undo": OMBUDS,
    "ombuds.hide": OMBUDS,
    "ombuds.answer": OMBUDS,
    "ombuds.close": OMBUDS,
    "ombuds.confidential": OMBUDS,
    "ombuds.confidential_case": OMBUDS,
    "management.figures": FIGURES,
    "management.figures_csv": FIGURES,
    "management.figures_json": FIGURES,
    "management.trail": {"datenschutz"},
    "management.check_trail": {"datenschutz"},
    "management.house": {"admin"},
    "management.bench": {"admin"},
    "management.kinds": {"admin"},
    "management.kind": {"admin"},
    "management.new_kind": {"admin"},
    "management.add": {"admin"},
    "management.change": {"admin"},
    "management.lottery": {"leitung"},
    "management.set_lottery": {"leitung"},
    "api.api_document": PUBLIC,
    "api.health": PUBLIC,
    "api.read_status": PUBLIC,
    "api.register_contact": CLIENT,
    "api.announce": CLIENT,
    "api.read_notice": CLIENT,
    "api.release": CLIENT,
    "api.post_outcome": CLIENT,
}
