"""What a slip of tongue, ear or finger can do to a code, and what guessing one costs."""

import pytest
from argon2 import PasswordHasher

from anbelo.cases.claimants import FREE_PER_ADDRESS, FREE_PER_CODE
from anbelo.cases.receipts import LENGTH, LOCATOR_DIGITS, SECRET_DIGITS, derive, parse
from anbelo.core.throttle import LONGEST_WAIT_SECONDS, WINDOW, wait_seconds

CODES = [derive(b"pepper", str(number)).digits for number in range(60)]
# Digits whose names sound alike in a language of the form; each is one wrong digit.
HEARD_ALIKE = {
    "de": [(2, 3)],  # zwei, drei
    "en": [(5, 9)],  # five, nine
    "uk ru bg": [(6, 7), (7, 8), (2, 9)],  # шість сім; семь восемь; две, девет
    "ar": [(7, 9), (2, 8)],  # سبعة تسعة; اثنان ثمانية
    "tr": [(6, 7), (1, 5)],  # altı yedi; bir beş
    "fa": [(7, 8)],  # هفت هشت
    "ro": [(6, 7), (2, 9)],  # șase șapte; două nouă
    "pl": [(5, 6), (8, 9)],  # pięć sześć; osiem dziewięć
    "ku": [(7, 8), (5, 6)],  # heft heşt; pênc şeş
    "fr": [(3, 6), (6, 7)],  # trois six; six sept
}


@pytest.mark.parametrize("code", CODES)
def test_no_single_wrong_digit_passes(code):
    wrong = [
        code[:place] + digit + code[place + 1 :]
        for place in range(LENGTH) for digit in "0123456789" if digit != code[place]
    ]  # fmt: skip
    assert len(wrong) == LENGTH * 9
    assert [one for one in wrong if parse(one)] == []


@pytest.mark.parametrize("code", CODES)
def test_no_swap_of_neighbours_passes(code):
    """Also what is said the other way round: einundzwanzig, واحد وعشرون."""
    for place in range(LENGTH - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert (parse(swapped) is None) == (swapped != code)


@pytest.mark.parametrize("languages", HEARD_ALIKE)
def test_no_digit_that_sounds_like_another_passes(languages):
    pairs = HEARD_ALIKE[languages]
    heard = 0
    for one, other in [*pairs, *((b, a) for a, b in pairs)]:
        for code in CODES:
            for place in (n for n, digit in enumerate(code) if digit == str(one)):
                heard += 1
                assert parse(code[:place] + str(other) + code[place + 1 :]) is None
    assert heard > 100


def test_thirteen_is_not_taken_for_thirty():
    """13 and 30, 15 and 50 (English, German, Polish …): two digits change, all are noticed."""
    passed = tried = 0
    for code in CODES:
        for place in range(LENGTH - 1):
            for digit in "3456789":
                for said, heard in ((f"1{digit}", f"{digit}0"), (f"{digit}0", f"1{digit}")):
                    right = complete(code[:place] + said + code[place + 2 : LENGTH - 1], place)
                    if right is None:
                        continue
                    tried += 1
                    passed += parse(right[:place] + heard + right[place + 2 :]) is not None
    assert tried > 10_000
    assert passed == 0


def complete(body: str, place: int) -> str | None:
    """A valid code that begins with these digits; None where the pair reaches the check digit."""
    if place + 2 > LENGTH - 1:
        return None
    return next(body + digit for digit in "0123456789" if parse(body + digit))


@pytest.mark.parametrize("code", CODES[:10])
def test_a_digit_left_out_or_said_twice_is_noticed(code):
    for place in range(LENGTH):
        assert parse(code[:place] + code[place + 1 :]) is None
        assert parse(code[: place + 1] + code[place:]) is None


def test_guessing_one_case_for_a_year_is_hopeless_however_many_computers_try():
    """The wait belongs to the code, so a thousand addresses try no faster than one."""
    year = 365 * 24 * 3600
    assert wait_seconds(FREE_PER_CODE + 10, free=FREE_PER_CODE) == LONGEST_WAIT_SECONDS
    # Whoever stops for an hour starts anew with the free ones: that is slower than going on.
    steady = year / LONGEST_WAIT_SECONDS
    assert FREE_PER_CODE * year / WINDOW.total_seconds() < steady
    tries = steady + FREE_PER_CODE + LONGEST_WAIT_SECONDS
    assert tries / 10**SECRET_DIGITS < 1e-6


def test_guessing_any_case_from_a_thousand_networks_for_a_year_is_hopeless():
    """A house with 100,000 cases; nobody can tell which locators exist (same answer, same time)."""
    year = 365 * 24 * 3600
    tries = 1000 * (year / LONGEST_WAIT_SECONDS + FREE_PER_ADDRESS + LONGEST_WAIT_SECONDS)
    exists = 100_000 / 10**LOCATOR_DIGITS
    assert tries * exists / 10**SECRET_DIGITS < 1e-5


def test_a_stolen_database_and_the_pepper_still_cost_years_per_case():
    """Every try must fill Argon2id's memory: at 100 GB/s one machine tries about 530 a second."""
    hasher = PasswordHasher()  # what cases.service uses
    touched = hasher.memory_cost * 1024 * hasher.time_cost
    assert hasher.memory_cost >= 64 * 1024  # KiB
    per_second = 100e9 / touched
    years = 10**SECRET_DIGITS / 2 / per_second / (365 * 24 * 3600)
    print(f"half of all secrets: {years:.0f} machine years at {per_second:.0f} tries a second")
    assert years > 20
