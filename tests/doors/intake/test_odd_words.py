"""Whatever somebody types or sends into whichever field: an answer, never an error of ours."""

from collections import Counter
from urllib.parse import urlencode

import pytest

from tests.browsing import forms

USUAL = {"text": "Der Bescheid ist falsch.", "phone": "0170 1234567", "call": "yes",
         "letter_date": "2026-11-10", "name": "Erika", "address": "Weg 1, 51465 Ort"}  # fmt: skip
ODD = {
    "nothing": "",
    "a zero byte": "a\x00b",
    "a broken character": "\udcff",
    "an endless number": "9" * 400,
    "a day that never was": "2026-02-30",
    "a day beyond all calendars": "10000-01-01",
    "a day in a billion years": "1.1." + "9" * 12,
    "endless marks on one letter": "a" + "\u0315\u0300" * 100_000,
    "the last day of all": "9999-12-31",
    "other digits": "٢٠٢٦-١١-٠١",
    "too long": "ä" * 21_000,
    "marks and pictures": "\u202e" * 50 + "🙂" * 300,
    "another line of headers": "x\r\nSet-Cookie: x=1",
}
PAGES = ("/de/contact", "/ar/call", "/de/objection", "/de/resume", "/fa/status",
         "/de/tell/topic?kind=complaint", "/de/tell/text", "/ku/tell/call", "/de/tell/you",
         "/de/tell/check")  # fmt: skip


@pytest.mark.parametrize("opened", PAGES)
@pytest.mark.usefixtures("office")
def test_no_field_of_a_form_can_break_it(app, opened):
    app.testing = False  # an error of ours is an answer, as in an office
    client, told, sent = app.test_client(), Counter(), 0
    client.post("/de/tell/text", data={"text": "Ein Brief.", "go": "next"})
    shown = forms(client.get(opened, follow_redirects=True).text)
    for form in (form for form in shown if form.method == "post"):
        for name in sorted(form.names | {"idempotency_key", "weekdays", "go"}):
            for oddity, odd in ODD.items():
                sent += 1
                usual = {
                    n: v for n, v in (form.values.to_dict() | USUAL).items() if n in form.names
                }
                typed = urlencode(
                    usual | {"idempotency_key": f"key-{sent}", name: odd}, errors="surrogateescape"
                )
                answer = client.post(
                    form.action or opened, data=typed,
                    content_type="application/x-www-form-urlencoded",
                    environ_base={"REMOTE_ADDR": f"203.0.113.{sent % 250}"},
                )  # fmt: skip
                told[answer.status_code] += 1
                assert answer.status_code < 500, (name, oddity, answer.status_code)
                assert "x=1" not in answer.headers.get("Set-Cookie", "")
    assert sent >= len(ODD) * 3
    assert set(told) <= {200, 302, 303, 400, 404, 405, 409, 413, 422, 429}, told
