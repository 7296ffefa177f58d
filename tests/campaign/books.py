"""The ledger against the database: what is missing, doubled, half, or opened by a wrong code."""

import hmac
from collections import Counter
from typing import Any

from sqlalchemy import text

from anbelo.audit.queries import verify
from anbelo.cases.receipts import parse, quick_verifier
from anbelo.core.db import Database
from tests.campaign.ledger import Acknowledged

# A whole case: at least one concern and line of history, its promised job, its line of the trail.
CASES = text("""
    SELECT id, text, locator, verifier,
        EXISTS (SELECT FROM concern WHERE case_id = c.id)
        AND EXISTS (SELECT FROM history_entry WHERE case_id = c.id)
        AND EXISTS (SELECT FROM outbox_message
            WHERE topic = 'cases.harden_receipt' AND subject_id = c.id)
        AND EXISTS (SELECT FROM audit_entry JOIN audit_detail USING (seq)
            WHERE action = 'case_opened' AND subject = 'case:' || c.id) AS whole
    FROM "case" c
""")


def compare(
    database: Database, acknowledged: list[Acknowledged], *, pepper: bytes
) -> dict[str, Any]:
    """Figures that must be zero, and how many cases there are."""
    with database.reading() as session:
        cases = session.execute(CASES).all()
        torn_chain = 0 if verify(session).intact else 1
    by_text = {case.text: case for case in cases}
    times = Counter(case.text for case in cases)
    wrong = [
        entry
        for entry in acknowledged
        if entry.text in by_text and not opens(entry.code, by_text[entry.text], pepper)
    ]
    return {
        "acknowledged": len(acknowledged),
        "cases": len(cases),
        "missing": sum(entry.text not in by_text for entry in acknowledged),
        "doubled_keys": sum(count > 1 for count in times.values()),
        "half_cases": sum(not case.whole for case in cases),
        "wrong_codes": len(wrong),
        "torn_chain": torn_chain,
    }


ZERO = ("missing", "doubled_keys", "half_cases", "wrong_codes", "torn_chain")


def opens(code: str, case: Any, pepper: bytes) -> bool:
    """Whether this code opens this case, whose receipt no job has hardened yet."""
    receipt = parse(code)
    if receipt is None or receipt.locator != case.locator:
        return False
    return hmac.compare_digest(case.verifier, f"quick:{quick_verifier(pepper, receipt)}")
