"""A person without JavaScript for door tests: opens pages, fills their forms, sends them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


@dataclass
class SentForm:
    """A form as it stands on a page."""

    action: str
    method: str
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self._open: SentForm | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = SentForm(got.get("action", ""), got.get("method", "get").lower())
            self.forms.append(self._open)
        if self._open is None:
            return
        name = got.get("name", "")
        self._open.names |= {name} - {""}
        present = dict(attrs)
        if tag == "input" and name:
            kind = got.get("type", "text")
            if kind not in {"checkbox", "radio"} or "checked" in present:
                self._open.values.add(name, got.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in present:
            self._open.values.add(self._select, got.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._open.values.add(name, "")

    def handle_data(self, data: str) -> None:
        if self._area and self._open:
            self._open.values[self._area] = (self._open.values[self._area] + data).lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "form":
            self._open = None


def forms(page: str) -> list[SentForm]:
    """All forms of a page with what a browser would send."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


@dataclass
class Person:
    """Somebody at a browser; `page` is the text of the last answer."""

    client: FlaskClient
    answer: TestResponse | None = None

    @property
    def page(self) -> str:
        assert self.answer is not None, "open a page first"
        return self.answer.get_data(as_text=True)

    @property
    def status(self) -> int:
        assert self.answer is not None, "open a page first"
        return self.answer.status_code

    def visit(self, path: str) -> str:
        self.answer = self.client.get(path, follow_redirects=True)
        return self.page

    def form(self, having: str) -> SentForm:
        """The form of this page with a field of this name (or with this action)."""
        found = [f for f in forms(self.page) if having in f.names or f.action == having]
        assert found, f"no form with {having!r} on this page"
        return found[0]

    def send(self, having: str, **fields: str | list[str]) -> str:
        """Fill the form that has this field (or action) and send it."""
        form = self.form(having)
        for name, value in fields.items():
            form.values.setlist(name, value if isinstance(value, list) else [value])
        path = form.action or self.answer.request.full_path  # type: ignore[union-attr]
        self.answer = self.client.open(
            path, method=form.method.upper(), data=form.values, follow_redirects=True
        )
        return self.page
