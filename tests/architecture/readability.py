"""How hard a German text is to read: pure measures for plain language and for Leichte Sprache.

The rules follow DIN SPEC 33429 (Leichte Sprache) as far as a pattern can find a fault without
knowing grammar. A clean text is therefore not yet an easy one: only readers can say that.
"""

import re

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
TAG = re.compile(r"</?\w+[^>]*>")
SENTENCE_END = re.compile(r"[.?!…][“)]?(?=\s|$)|\n")
WORD = re.compile(r"[\w§·-]+")
CONJUNCTION = re.compile(
    r"\b(dass|weil|obwohl|wenn|ob|falls|nachdem|bevor|sobald|solange|sofern|indem|sodass)\b"
    r"|, (damit|während|bis|wie|was|wer|wo|wann|warum|womit|wofür|welche[rsnm]?)\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(
    r"(?<!\bJa)(?<!\bNein), (?:(?:an|auf|aus|bei|für|in|mit|um|von|zu) )?"
    r"(der|die|das|den|dem|denen|deren|dessen)\b"
)
PURPOSE = re.compile(r"\bum\b.*\b(zu \w+n|\w+zu\w+en)\b", re.IGNORECASE)
GENITIVE = re.compile(r"\b(des|(?:ein|mein|Ihr|sein|unser|dies|jed)es) [A-ZÄÖÜ]\S*s\b")
SUBJUNCTIVE = re.compile(
    r"\b(könnte|würde|wäre|hätte|dürfte|müsste|bräuchte|käme|gäbe)(n|st|t)?\b", re.IGNORECASE
)
# With "werden": participles with ge- inside, or -t after a prefix that takes no ge-.
PASSIVE = re.compile(
    r"\b(wird|werden|wurde|wurden)\b.*?\b(\w*ge\w{2,}(t|en)|(be|ver|er|zer|ent)\w+t)\b",
    re.IGNORECASE,
)
LONGEST_PART = 14


def plain(text: str) -> str:
    """The text as it is spoken: a placeholder counts as one word, tags as none."""
    return TAG.sub("", PLACEHOLDER.sub("Wert", text))


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line break ends one as well, a colon does not."""
    parts = SENTENCE_END.split(plain(text))
    return [part.strip() for part in parts if WORD.search(part)]


def words(sentence: str) -> list[str]:
    """The words of a sentence; a number, and a compound split by a dot or hyphen, is one."""
    return [found for found in WORD.findall(sentence) if found.strip("-·")]


def statements(text: str) -> list[str]:
    """The statements of a text in Leichte Sprache, where a colon before a capital ends one."""
    return [
        part for found in sentences(text) for part in re.split(r": (?=[„A-ZÄÖÜ])", found) if part
    ]


def longer_than(text: str, most: int) -> list[str]:
    """Sentences with more words than `most`."""
    return [found for found in sentences(text) if len(words(found)) > most]


def statements_longer_than(text: str, most: int) -> list[str]:
    """Statements with more words than `most`."""
    return [found for found in statements(text) if len(words(found)) > most]


def subordinate(text: str) -> list[str]:
    """Sentences with a clause that depends on another (conjunction, relative pronoun, um … zu)."""
    rules = (CONJUNCTION, RELATIVE, PURPOSE)
    return [found for found in sentences(text) if any(rule.search(found) for rule in rules)]


def genitives(text: str) -> list[str]:
    """Phrases such as "des Umzugs" (a feminine genitive looks like a dative and is not found)."""
    return [found.group(0) for found in GENITIVE.finditer(plain(text))]


def subjunctives(text: str) -> list[str]:
    """Verbs in the subjunctive."""
    return [found.group(0) for found in SUBJUNCTIVE.finditer(plain(text))]


def passives(text: str) -> list[str]:
    """Sentences with werden and a participle."""
    return [found for found in sentences(text) if PASSIVE.search(found)]


def unsplit(text: str) -> list[str]:
    """Words with a part of more than 14 letters that neither a middle dot nor a hyphen splits."""
    parts = re.findall(r"[^\W\d_]+", plain(text))
    return [part for part in parts if len(part) > LONGEST_PART]


def contains(text: str, listed: tuple[str, ...]) -> list[str]:
    """Which of the listed words (or beginnings of words) stand in the text."""
    return [
        word for word in listed if re.search(rf"\b{re.escape(word)}", plain(text), re.IGNORECASE)
    ]


def unexplained(texts: list[str], explanations: dict[str, str]) -> list[str]:
    """Hard words that the texts use although none of the texts carries their explanation."""
    whole = " ".join(texts).replace("\n", " ")
    return [word for word, told in explanations.items() if word in whole and told not in whole]
