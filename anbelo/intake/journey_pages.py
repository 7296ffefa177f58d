"""What the pages of the journey show."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for

from anbelo.core.calendar import local_day
from anbelo.core.clock import now
from anbelo.core.texts import languages
from anbelo.drafts.rules import mark
from anbelo.intake import forms
from anbelo.intake.files import ACCEPT, FileRow
from anbelo.intake.journey import FIELDS, ORDER, Step, before, place_of
from anbelo.intake.schemas import MayCall
from anbelo.offices.queries import sites
from anbelo.web.fields import read_day
from anbelo.web.forms import Form
from anbelo.web.house import reading
from anbelo.web.i18n import _, short_day

_OF_A_CALL = frozenset({"phone", "call_language", "weekdays", "parts", "safe_word"})
# "site" stands on several pages; it is changed where people speak of themselves.
_PAGES = {name: step.value for step in Step for name in FIELDS[step]} | {
    "kind": Step.TOPIC.value, "category": Step.TOPIC.value,
}  # fmt: skip


def question_page(
    lang: str, step: Step, form: Form, files: Sequence[FileRow] = (), *, over: bool = False
) -> str:
    """One question as it stands; `over`: the draft is gone, what is shown came from the page."""
    return render_template(
        f"intake/tell_{step.value}.html",
        lang=lang,
        step=step.value,
        over=over,
        form=form,
        place=place_of(step),
        places=len(ORDER) + 1,
        first=before(step) is None,
        seen=mark(str(form.values.get("text", ""))),
        shown=" ".join(name for name in FIELDS[step] if form.values.get(name)),
        today=local_day(now()),
        files=files,
        accept=ACCEPT,
        **_choices(step),
    )


def answers_page(
    lang: str, answers: Mapping[str, Any], form: Form, files: Sequence[FileRow] = ()
) -> str:
    """All answers, each with a way to change it, and the button that sends."""
    return render_template(
        "intake/check.html",
        lang=lang,
        form=form,
        places=len(ORDER) + 1,
        text=answers.get("text", ""),
        files=files,
        rows=_rows(lang, answers),
        carried=[(name, answers[name]) for name in FIELDS[Step.TEXT] if answers.get(name)],
        pages={
            name: url_for("intake.tell", lang=lang, step=_page_of(name)) for name in form.errors
        },
    )


def _choices(step: Step) -> dict[str, Any]:
    if step is Step.TOPIC:
        return {"topics": forms.pictured_topics()}
    if step is Step.CALL:
        return forms.call_choices()
    if step is Step.PERSON:
        with reading() as session:
            places = [(site.code, site.name) for site in sites(session)]
        return {"sites": forms.site_options(places)}
    return {}


def _rows(lang: str, answers: Mapping[str, Any]) -> list[tuple[str, str, dict[str, str] | None]]:
    """Each answer as (question, answer in words, link to change it); a call has one link."""
    labels, told = forms.check_labels(), _in_words(answers)
    return [
        (
            labels[name],
            told[name],
            None if name in _OF_A_CALL else _change(lang, name, labels[name]),
        )
        for name in labels
        if told.get(name)
    ]


def _change(lang: str, name: str, label: str) -> dict[str, str]:
    if name == "kind":
        return {"url": url_for("intake.start", lang=lang), "label": label}
    return {"url": url_for("intake.tell", lang=lang, step=_page_of(name)), "label": label}


def _in_words(answers: Mapping[str, Any]) -> dict[str, str]:
    """The answers as people read them; what belongs to a call only if one is wanted."""
    open_ = _("Nicht gesagt")
    called = answers.get("call") == MayCall.YES.value
    topics = {code: words for code, words, _sentence in forms.topics()}
    told = {
        "kind": dict(forms.kinds()).get(answers.get("kind", ""), open_),
        "category": topics.get(answers.get("category", ""), open_),
        "letter_date": _day_in_words(str(answers.get("letter_date", ""))),
        "letter_came": _day_in_words(str(answers.get("letter_came", ""))),
        "call": _("Ja") if called else _("Nein") if answers.get("call") else open_,
        "confidential": _("Nur die Ombudsstelle")
        if answers.get("confidential")
        else _("Wer bei uns dafür zuständig ist"),
        "name": answers.get("name") or open_,
    }
    if called:
        told |= {name: answers.get(name, "") for name in ("phone", "safe_word")}
        spoken = languages().get(answers.get("call_language", ""))
        told |= {"call_language": spoken.name} if spoken else {}
        told |= {"weekdays": _listed(answers, "weekdays"), "parts": _listed(answers, "parts")}
    return told | {name: answers[name] for name in ("email", "address") if answers.get(name)}


def _listed(answers: Mapping[str, Any], name: str) -> str:
    offered = dict(forms.weekdays() if name == "weekdays" else forms.parts())
    chosen = [offered[one] for one in answers.get(name) or [] if one in offered]
    return "; ".join(chosen)


def _day_in_words(typed: str) -> str:
    found = read_day(typed) if typed else None
    return short_day(found) if found else typed


def _page_of(name: str) -> str:
    return _PAGES.get(name, Step.TEXT.value)
