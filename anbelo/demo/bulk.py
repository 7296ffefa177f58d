"""Many invented cases at once, for measuring: rows by COPY, the trail properly chained.

What a request would do one by one is done here in batches of thousands, each in one transaction:
cases, persons, concerns, history, and the trail with its head. Nothing is promised to the worker.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from anbelo.accounts.models import Staff
from anbelo.cases.models import Case
from anbelo.cases.receipts import derive, quick_verifier
from anbelo.cases.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, Act, Channel, Result, Status
from anbelo.core.db import Database
from anbelo.demo.people import somebody
from anbelo.demo.rows import Batch, as_json, new_ids, store
from anbelo.demo.texts import Sample, samples, written
from anbelo.offices.models import Site
from anbelo.offices.queries import routing
from anbelo.offices.rules import Matter, Route, Rule, choose_team
from anbelo.triage.proposal import Proposal
from anbelo.triage.rules import propose

MOST_CASES = 1_000_000
BATCH = 5_000
WORDINGS = {"de": 3}
YEARS_BACK_DAYS = 1_095
CONFIDENTIAL, UNDECIDED, CLOSED, NAMED = 0.01, 0.04, 0.9, 0.6
CHANNELS = (Channel.PHONE, Channel.COUNTER, Channel.FORM, Channel.LETTER, Channel.EMAIL)
RESULTS = tuple(Result)

Step = tuple[datetime, Act, int | None, str, str, dict[str, Any]]
Advance = Callable[[int], None]


@dataclass(frozen=True)
class Wording:
    """One text as it is stored, with what the software proposes for it (worked out only once)."""

    sample: Sample
    text: str
    proposal: Proposal
    stored: str


@dataclass(frozen=True)
class Counted:
    """How many rows were stored, of cases and in all tables."""

    cases: int
    rows: int


class Filler:
    """Makes rows for one office; the same seed gives the same people, texts and times."""

    def __init__(self, session: Session, *, pepper: bytes, seed: int, now: datetime) -> None:
        self.rng = Random(f"{seed}:bulk")  # noqa: S311 - a repeatable demo, no secret
        self.pepper, self.seed, self.now = pepper, seed, now
        self.sites = list(session.scalars(select(Site.id).order_by(Site.id)))
        self.rules: list[Rule] = routing(session)
        self.routes: dict[Matter, Route | None] = {}
        self.staff = session.scalar(select(Staff.id).where(Staff.login == "ombuds"))
        self.references = set(session.scalars(select(Case.reference)))
        self.locators = set(session.scalars(select(Case.locator)))
        self.wordings = list(_wordings(self.rng))
        self.number = len(self.locators)

    def batch(self, ids: Sequence[int]) -> Batch:
        """Rows for new cases with these ids."""
        batch = Batch()
        for case_id in ids:
            self._case(batch, case_id)
        return batch

    def _case(self, batch: Batch, case_id: int) -> None:
        rng, wording = self.rng, self.rng.choice(self.wordings)
        received = self.now - timedelta(seconds=rng.randint(0, YEARS_BACK_DAYS * 86_400))
        confidential = rng.random() < CONFIDENTIAL
        decided = (
            None if rng.random() < UNDECIDED else received + timedelta(hours=rng.randint(1, 40))
        )
        closed = None
        if decided and rng.random() < CLOSED:
            closed = decided + timedelta(days=rng.randint(1, 20))
        decided, closed = (None if t and t > self.now else t for t in (decided, closed))
        status = Status.CLOSED if closed else Status.ASSIGNED if decided else Status.NEW
        result = rng.choice(RESULTS) if closed else None
        locator, verifier = self._receipt()
        site, kind = rng.choice(self.sites), wording.sample.kind
        urgency, nature = wording.proposal.urgency.value, wording.proposal.legal_nature.value
        batch.cases.append(
            (case_id, self._reference(), locator, verifier, wording.text, kind.value,
             rng.choice(CHANNELS).value, wording.sample.language, urgency.value, nature.value,
             status.value, result.value if result else None, confidential, site, received, closed,
             1 + bool(decided) + bool(closed))
        )  # fmt: skip
        if rng.random() < NAMED:
            caller = somebody(rng)
            batch.persons.append(
                (case_id, caller.name, caller.phone, "", "", False, "[]", False, "")
            )
        self._concern(batch, case_id, wording, site, decided, confidential=confidential)
        self._story(batch, case_id, received, decided, closed, result)

    def _concern(
        self,
        batch: Batch,
        case_id: int,
        wording: Wording,
        site: int,
        decided: datetime | None,
        *,
        confidential: bool,
    ) -> None:
        proposal, kind = wording.proposal, wording.sample.kind
        urgency, nature = proposal.urgency.value, proposal.legal_nature.value
        proposed = proposal.concerns[0].category if proposal.concerns else None
        first, final = (
            None if confidential else self._route(Matter(code, kind, urgency, nature, site))
            for code in (proposed, wording.sample.category)
        )
        batch.concerns.append(
            (case_id, 1, proposed, wording.stored, first.team_id if first else None,
             first.rule_id if first else None, wording.sample.category if decided else None,
             kind.value, urgency.value, nature.value,
             final.team_id if final and decided else None, self.staff if decided else None, decided)
        )  # fmt: skip

    def _story(
        self,
        batch: Batch,
        case_id: int,
        received: datetime,
        decided: datetime | None,
        closed: datetime | None,
        result: Result | None,
    ) -> None:
        """History and trail tell the same events."""
        by_staff = f"staff:{self.staff}"
        steps: list[Step] = [(received, Act.OPENED, None, "claimant", "case_opened", {})]
        if decided:
            steps.append((decided, Act.DECIDED, self.staff, by_staff, "case_decided", {}))
        if closed and result:
            facts = {"result": result.value}
            steps.append((closed, Act.CLOSED, self.staff, by_staff, "case_closed", facts))
        for moment, act, staff, actor, action, facts in steps:
            batch.history.append((case_id, moment, act.value, staff, as_json(facts)))
            batch.events.append((moment, actor, action, case_id, facts))

    def _route(self, matter: Matter) -> Route | None:
        if matter not in self.routes:
            self.routes[matter] = choose_team(self.rules, matter, confidential=False)
        return self.routes[matter]

    def _reference(self) -> str:
        while True:
            found = "".join(self.rng.choices(REFERENCE_ALPHABET, k=REFERENCE_LENGTH))
            if found not in self.references:
                self.references.add(found)
                return found

    def _receipt(self) -> tuple[str, str]:
        """A free locator and the quick keyed hash of its secret, as a request would store them."""
        while True:
            self.number += 1
            receipt = derive(self.pepper, f"bulk:{self.seed}:{self.number}")
            if receipt.locator not in self.locators:
                self.locators.add(receipt.locator)
                return receipt.locator, f"quick:{quick_verifier(self.pepper, receipt)}"


def fill(
    database: Database,
    cases: int,
    *,
    pepper: bytes,
    seed: int,
    now: datetime,
    advance: Advance = lambda _steps: None,
) -> Counted:
    """Add `cases` invented cases of the last three years to an office that is there."""
    with database.reading() as session:
        filler = Filler(session, pepper=pepper, seed=seed, now=now)
    rows = 0
    for start in range(0, cases, BATCH):
        size = min(BATCH, cases - start)
        with database.unit_of_work() as session:
            batch = filler.batch(new_ids(session, size))
            rows += store(session, batch)
        advance(size)
    with database.unit_of_work() as session:
        session.execute(sql("ANALYZE"))
    return Counted(cases, rows)


def _wordings(rng: Random) -> Iterator[Wording]:
    """Every sample in a few wordings, as often as its language is written here."""
    for sample in samples():
        for _ in range(WORDINGS.get(sample.language, 1)):
            text = written(rng, sample)
            proposal = propose(text, language=sample.language)
            stored = {
                "kind": proposal.kind.value,
                "urgency": proposal.urgency.value,
                "legal_nature": proposal.legal_nature.value,
                "chosen_by_person": None,
                "confidence": proposal.concerns[0].confidence if proposal.concerns else None,
                "reasons": [
                    ["category", reason.points_to, reason.start, reason.end]
                    for concern in proposal.concerns[:1]
                    for reason in concern.reasons
                ],
            }
            yield Wording(sample, text, proposal, as_json(stored))
