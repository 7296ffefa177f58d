"""The receipt code survives real life: typing, reading aloud, other scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbelo.cases.receipts import LENGTH, Receipt, check_digit, derive, parse

digits = st.text("0123456789", min_size=19, max_size=19)


def code(body: str) -> str:
    return body + check_digit(body)


@given(digits)
def test_a_code_reads_back(body):
    receipt = parse(code(body))
    assert receipt is not None
    assert receipt.digits == code(body)


@given(digits, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(body, place, shift):
    right = code(body)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert parse(wrong) is None


@given(digits, st.integers(0, LENGTH - 2))
def test_every_swap_of_neighbours_is_noticed(body, place):
    right = code(body)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert (parse(swapped) is None) == (swapped != right)


@pytest.mark.parametrize(
    "typed",
    ["{0} {1} {2} {3} {4}", "{0}-{1}-{2}-{3}-{4}", "  {0}{1}{2}{3}{4}\n", "{0}.{1}.{2}.{3}.{4}"],
)
def test_gaps_do_not_matter(typed):
    receipt = derive(b"pepper", "key")
    assert parse(typed.format(*receipt.groups)) == receipt


def test_digits_of_other_scripts_are_digits():
    receipt = derive(b"pepper", "key")
    arabic = receipt.digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    persian = receipt.digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert parse(arabic) == parse(persian) == receipt


@pytest.mark.parametrize("typed", ["", "1", "abc", "1" * 19, "1" * 21, "12a4" * 5])
def test_what_is_no_code_is_refused(typed):
    assert parse(typed) is None


def test_the_same_request_always_gets_the_same_code_and_another_never():
    assert derive(b"p", "one") == derive(b"p", "one")
    codes = {derive(b"p", str(n)).digits for n in range(2000)}
    assert len(codes) == 2000
    assert derive(b"p", "one") != derive(b"q", "one")
    assert derive(b"p", "one").locator != derive(b"p", "one", attempt=1).locator


def test_a_receipt_does_not_show_itself_in_logs():
    receipt = Receipt("1234567", "123456789012")
    assert "1234567" not in repr(receipt)
    assert "1234567" not in f"{receipt}"
