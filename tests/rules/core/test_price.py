"""The price of sending: free for people, rising for floods, and never forged or paid twice."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from anbelo.core.price import (
    FREE_PER_HOUR,
    HASHES_PER_SECOND,
    LEAST_BITS,
    MOST_BITS,
    PART_BITS,
    PARTS,
    VALID,
    Challenge,
    Verdict,
    challenge,
    inside,
    network,
    price,
    verdict,
    wait_seconds,
    work_of,
)

SECRET = b"price"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def solved(asked: Challenge) -> str:
    """What a browser finds."""
    least = 1 << (32 - asked.bits + PART_BITS)
    return ",".join(
        str(next(n for n in count() if work_of(asked.seed, part, str(n)) < least))
        for part in range(PARTS)
    )


@pytest.fixture(scope="module")
def asked() -> Challenge:
    return challenge(SECRET, "form", LEAST_BITS, now=NOW)


@pytest.fixture(scope="module")
def solution(asked) -> str:
    return solved(asked)


def test_ten_contacts_an_hour_are_free_then_the_price_rises_to_its_end():
    assert {price(sent) for sent in range(FREE_PER_HOUR)} == {0}
    assert price(10) == LEAST_BITS
    assert [price(sent) for sent in (19, 20, 30, 59, 60, 10_000)] == [16, 17, 18, 20, 21, 21]


def test_a_weak_phone_works_half_a_second_to_fifteen():
    assert 0.2 <= 2**LEAST_BITS / HASHES_PER_SECOND <= 0.5
    assert 10 <= 2**MOST_BITS / HASHES_PER_SECOND <= 15


def test_browsers_without_scripts_wait_twenty_to_sixty_seconds():
    waits = [wait_seconds(bits) for bits in range(LEAST_BITS, MOST_BITS + 1)]
    assert waits == [20, 28, 36, 44, 52, 60]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:0:12ff::1", "2001:db8:0:1200::/56"),
        ("2001:db8:0:1200:ffff::", "2001:db8:0:1200::/56"),
        ("127.0.0.1", None),
        ("::1", None),
        ("", None),
        ("unix", None),
    ],
)
def test_contacts_are_counted_by_network_and_never_by_our_own_proxy(address, counted):
    assert network(address) == counted


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("192.168.178.20", True),
        ("100.64.0.1", True),
        ("203.0.113.7", False),
        ("fd12:3456::1", True),
        ("2001:db8::1", False),
        ("::ffff:10.0.0.1", True),
    ],
)
def test_an_address_of_a_house_of_its_own_is_known(address, own):
    assert inside(network(address)) is own


def test_the_solution_pays(asked, solution):
    found, _ = verdict(SECRET, "form", asked.token, solution, owed=LEAST_BITS, now=NOW)
    assert found is Verdict.PAID


def test_waiting_pays_but_not_too_early(asked):
    early, same = verdict(
        SECRET, "form", asked.token, "", owed=LEAST_BITS, now=NOW + timedelta(seconds=19)
    )
    assert (early, same) == (Verdict.EARLY, asked), "the wait goes on, it does not start again"
    late, _ = verdict(SECRET, "form", asked.token, "", owed=LEAST_BITS, now=asked.ready_at)
    assert late is Verdict.PAID


def test_a_challenge_is_good_for_ten_minutes(asked, solution):
    for after, expected in ((VALID, Verdict.PAID), (VALID + timedelta(seconds=1), Verdict.OWED)):
        found, _ = verdict(SECRET, "form", asked.token, solution, owed=LEAST_BITS, now=NOW + after)
        assert found is expected


def test_a_rise_while_somebody_pays_is_forgiven_but_no_store_of_cheap_ones(asked, solution):
    found = [
        verdict(SECRET, "form", asked.token, solution, owed=owed, now=NOW)[0]
        for owed in (LEAST_BITS + 2, LEAST_BITS + 3)
    ]
    assert found == [Verdict.PAID, Verdict.OWED]


def test_the_challenge_of_another_form_or_house_is_worth_nothing(asked, solution):
    later = asked.ready_at
    for secret, key in ((SECRET, "other"), (b"other", "form")):
        found, _ = verdict(secret, key, asked.token, solution, owed=LEAST_BITS, now=later)
        assert found is Verdict.OWED


def test_a_forged_challenge_is_worth_nothing(asked):
    bits, issued, ready, mac = asked.token.split(".")
    forged = [
        "",
        "...",
        "x" * 10_000,
        f"1.{issued}.{ready}.{mac}",
        f"{bits}.{issued}.{issued}.{mac}",
        f"{bits}.{int(issued) + 9}.{ready}.{mac}",
        f"{bits}.{issued}.{ready}.{'0' * 32}",
        f"{bits}.{issued}.{ready}.ä",
        f"٢.{issued}.{ready}.{mac}",
        f"-1.{issued}.{ready}.{mac}",
    ]
    for token in forged:
        found, _ = verdict(SECRET, "form", token, "", owed=LEAST_BITS, now=asked.ready_at)
        assert found is Verdict.OWED, token


def test_a_wrong_or_half_solution_does_not_pay(asked, solution):
    half = ",".join(solution.split(",")[:-1])
    for wrong in ("", "0", half, f"{solution},0", "0,0,0,0,0,0,0,0", "," * 7, f"{solution} ",
                  solution.replace(",", ";"), "9" * 5000):  # fmt: skip
        found, _ = verdict(SECRET, "form", asked.token, wrong, owed=LEAST_BITS, now=NOW)
        assert found is Verdict.EARLY, wrong
