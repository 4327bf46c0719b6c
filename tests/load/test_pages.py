"""What the load generator reads from pages."""

import pytest

from load import pages

PAGE = """
<form action="/preferences" method="post"><input type="hidden" name="token" value="a"></form>
<a href="/sessions/7">x</a> <a href="/sessions/7">again</a> <a href="/sessions/12">y</a>
<form action="/login?next=%2Fme" method="post">
  <input type="hidden" name="token" value="b"><input name="email"><input type="submit">
</form>
<div id="room" data-ticket="abc.def"></div>
"""


def test_the_form_is_found_by_where_it_goes() -> None:
    assert pages.form(PAGE, "/login") == {"token": "b", "email": ""}


def test_choices_are_sent_as_a_browser_would_send_them_untouched() -> None:
    page = """<form action="/x"><select name="place"><option value="1">a<option value="2" selected>b</select>
    <select name="first"><option value="8">a<option value="9">b</select>
    <input type="radio" name="language" value="da" checked><input type="radio" name="language" value="en">
    <input type="checkbox" name="roles" value="citizen"></form>"""
    assert pages.form(page, "/x") == {"place": "2", "first": "8", "language": "da"}


def test_a_missing_form_is_named() -> None:
    with pytest.raises(LookupError, match="no form for /logout"):
        pages.form(PAGE, "/logout")


def test_sessions_are_listed_once_in_order() -> None:
    assert pages.session_links(PAGE) == [7, 12]


def test_the_ticket_is_read_or_its_absence_said() -> None:
    assert pages.ticket(PAGE) == "abc.def"
    with pytest.raises(LookupError, match="not signed in"):
        pages.ticket("<p>Log ind</p>")
