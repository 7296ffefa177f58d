"""Guess the language of a text from its script and its small words."""

from collections import Counter

from anbelo.triage.words import Word, fold

# Small words that are frequent in one of the languages and rare in its neighbours.
_SMALL_WORDS = {
    "de": "ich und der die das nicht ist ein eine mit sie wir mein mir bitte auf zu von den habe",
    "en": "the and is my you to of it have not for that was with your this please are they me am",
    "tr": "bir ve bu icin ben degil var yok cok beni bana ama daha ile ne sonra bay bayan gibi",
    "ro": "si nu sunt este pentru care din cu mai mi am ati va rog sa la domnul doamna fara dar pe",
    "pl": "nie jest sie ze na do prosze jak mam dla mnie ale pan pani czy od przez mi tym za w z",
    "ku": "ez min li ji we bi u xwe de her di ne nin me hene tune divê dive ku jî wan kir dixwazim",
    "fr": "je le la les et est une des pas vous pour que dans mon ma ne sur avec nous votre mes du",
    "uk": "я не що мені у ви і та до але це від дякую прошу мене за вже із є чи бо як рішення",
    "ru": "я не что мне вы и это на но от спасибо прошу меня за уже как чтобы или нет мы",
    "bg": "аз не че ми на и се да от за ви сте моля благодаря съм са но той как ли със във ще",
    "ar": "من في لا على ان ما لم هذا هذه الى عن مع كل انا عندي شكرا ارجو التي الذي",
    "fa": "از را به در است که من این با هم برای شما نمي مي تا های ها لطفا ولی ممنونم خیلی هیچ",
}  # fmt: skip
_BY_WORD: dict[str, list[str]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _BY_WORD.setdefault(fold(_word), []).append(_language)

# Letters that only one of the languages with a common script uses, and how much one says.
_LETTERS = (
    ("uk", "іїєґ", 1),
    ("ru", "ыэё", 1),
    ("bg", "ъ", 1),
    ("fa", "پچژگ", 1),
    ("tr", "ığş", 2),
    ("ro", "ățșţ", 2),
    ("pl", "łąęśżźćń", 2),
    ("ku", "êîû", 2),
    ("fr", "éèàç", 1),
)
_MOST_BY_LETTERS = 5
_FEWEST = 2


def guess(text: str, words: tuple[Word, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Guess the language of a text, and all languages it is worth reading in.

    The first is `None` when there is too little to tell by, or two languages are equally likely.
    """
    votes: Counter[str] = Counter()
    for word in words[:400]:
        votes.update(_BY_WORD.get(word.form, ()))
    sample = text[:4000].casefold()
    for language, letters, worth in _LETTERS:
        seen = sum(sample.count(letter) for letter in letters)
        votes[language] += min(_MOST_BY_LETTERS, seen * worth)
    ranked = [(language, count) for language, count in votes.most_common() if count]
    if not ranked:
        alone = _by_script(sample)
        return alone, (alone,) if alone else ()
    best = ranked[0][1]
    likely = tuple(language for language, count in ranked if 2 * count > best)[:3]
    clear = best >= _FEWEST and (len(ranked) == 1 or ranked[1][1] < best)
    return (likely[0] if clear else _by_script(sample)), likely


def _by_script(sample: str) -> str | None:
    if any("\u0600" <= letter <= "\u06ff" for letter in sample):
        return "ar"
    if any("\u0400" <= letter <= "\u04ff" for letter in sample):
        return "ru"
    return None
