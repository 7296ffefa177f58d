"""What the invented people of the demo write: a few dozen texts in each of thirteen languages.

The texts lie beside this file, one a line: decided category, kind, text with its open places.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from anbelo.demo.office import SITES
from anbelo.triage.proposal import Kind

FOLDER = Path(__file__).with_name("texts")
# How often people of an office like this write in each language, roughly, in percent.
SHARES: Mapping[str, int] = {
    "de": 58, "ar": 10, "tr": 8, "ru": 6, "en": 5, "uk": 4, "fa": 2, "pl": 2, "ro": 1, "bg": 1,
    "de-easy": 1, "fr": 1, "ku": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One invented text: what it is about in truth, and its open places ({amount}, {weeks} ...)."""

    language: str
    category: str
    kind: Kind
    pattern: str


@cache
def samples() -> tuple[Sample, ...]:
    """All invented texts."""
    found = []
    for path in sorted(FOLDER.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            category, kind, pattern = line.split("\t")
            found.append(Sample(path.stem, category, Kind(kind), pattern))
    return tuple(found)


def pick(rng: Random, top_or_fine: str) -> Sample:
    """A text about this topic ("KDU", "WAR-1"), in a language as often as people write in it."""
    fitting = [s for s in samples() if s.category == top_or_fine or _below(s, top_or_fine)]
    languages = sorted({sample.language for sample in fitting})
    language = rng.choices(languages, weights=[SHARES[code] for code in languages])[0]
    return rng.choice([sample for sample in fitting if sample.language == language])


def _below(sample: Sample, top: str) -> bool:
    return sample.category.startswith(f"{top}-")


def written(rng: Random, sample: Sample) -> str:
    """The text with its open places filled in; numbers of weeks suit every language's plural."""
    return sample.pattern.format(
        amount=rng.choice((38, 56, 84, 112, 147, 203, 268, 340, 412, 615, 803)),
        weeks=rng.randint(5, 9),
        rent=rng.choice((389, 412, 447, 495, 530, 578)),
        site=rng.choice(SITES)[1],
    )


QUESTIONS: Mapping[str, str] = {
    "de": "Gibt es schon etwas Neues?",
    "de-easy": "Wie geht es weiter?",
    "en": "Is there any news yet?",
    "ar": "هل هناك أخبار جديدة؟",
    "uk": "Чи є вже якісь новини?",
    "ru": "Есть ли уже новости?",
    "tr": "Yeni bir gelişme var mı?",
    "fr": "Y a-t-il du nouveau ?",
}
ANSWERS: Mapping[str, str] = {
    "de": "Guten Tag, wir haben Ihre Unterlagen bekommen. Wir rufen Sie in den nächsten Tagen an.",
    "de-easy": "Guten Tag. Ihre Papiere sind da. Wir rufen Sie an.",
    "en": "Good day, we have received your papers. We will call you in the next few days.",
    "ar": "مرحبا، وصلتنا أوراقكم. سنتصل بكم في الأيام القادمة.",
    "uk": "Добрий день, ми отримали ваші документи. Ми зателефонуємо вам найближчими днями.",
    "ru": "Добрый день, мы получили ваши документы. Мы позвоним вам в ближайшие дни.",
    "tr": "İyi günler, belgelerinizi aldık. Sizi önümüzdeki günlerde arayacağız.",
    "fr": "Bonjour, nous avons reçu vos documents. Nous vous appellerons ces prochains jours.",
}


def in_language(words: Mapping[str, str], language: str) -> str:
    """The words in this language; German where we have none."""
    return words.get(language, words["de"])
