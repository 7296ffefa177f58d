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

# Letters that only one of the languages with a common script uses.
_LETTERS = {"uk": "іїєґ", "ru": "ыэё", "fa": "پچژگی", "bg": "ъ"}
_FEWEST = 2


def detect(text: str, words: tuple[Word, ...]) -> str | None:
    """Guess the language ("de", "ar", …) of a text; `None` when there is too little to tell by."""
    votes: Counter[str] = Counter()
    for word in words[:400]:
        for language in _BY_WORD.get(word.form, ()):
            votes[language] += 1
    sample = text[:4000].casefold()
    for language, letters in _LETTERS.items():
        votes[language] += min(9, sum(sample.count(letter) for letter in letters)) // 2
    if not votes:
        return _by_script(sample)
    (best, count), *others = votes.most_common(2)
    tie = bool(others) and others[0][1] == count
    return best if count >= _FEWEST and not tie else _by_script(sample)


def _by_script(sample: str) -> str | None:
    if any("\u0600" <= letter <= "\u06ff" for letter in sample):
        return "ar"
    if any("\u0400" <= letter <= "\u04ff" for letter in sample):
        return "ru"
    return None
