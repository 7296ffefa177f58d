"""Nobody can plant a form that somebody else sends after signing in."""

from anbelo.demo.office import PASSWORD

PLANTED = {"next": "/desk/notices/N-1", "kept.reason": "Das war ein fremder Wille."}


def test_a_planted_kept_form_is_dropped_at_sign_in(anybody):
    answer = anybody.client.post(
        "/staff/login", data={**PLANTED, "login": "teamleitung", "password": PASSWORD}
    )
    assert answer.status_code == 303
    assert "fremder Wille" not in answer.get_data(as_text=True)


def test_a_form_from_elsewhere_is_not_kept_in_the_sign_in_page(anybody):
    anybody.client.set_cookie("anbelo", "an ended session")
    answer = anybody.client.post(
        "/desk/notices/N-1",
        data={"reason": "Das war ein fremder Wille."},
        headers={"Origin": "null"},
    )
    assert answer.status_code == 401
    assert "fremder Wille" not in answer.get_data(as_text=True)


def test_an_address_with_a_nul_names_nothing(signed_in):
    ombuds = signed_in("ombuds")
    for path in (
        "/ombuds/cases/%00",
        "/ombuds/confidential/%00",
        "/ombuds/?done=%00",
        "/desk/?after=%00",
    ):
        ombuds.visit(path)
        assert ombuds.status == 404
