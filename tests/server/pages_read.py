"""Pages as a reader of HTML sees them, and not as the templates wrote them."""

from __future__ import annotations

from html.parser import HTMLParser


class Tag:
    def __init__(self, name: str, attributes: dict[str, str | None]) -> None:
        self.name, self.attributes = name, attributes
        self.parts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute] or ""

    def get(self, attribute: str) -> str | None:
        return self.attributes.get(attribute)


class PageRead(HTMLParser):
    """The tags of a page in their order, each with the text up to its end; and the fields of each
    form by its action."""

    EMPTY = frozenset(
        {"meta", "link", "input", "br", "hr", "img", "path", "rect", "line", "circle"}
    )

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.forms: list[tuple[Tag, list[tuple[str, str]]]] = []
        self._open: list[Tag] = []
        self.feed(html)
        self.close()
        assert not self._open, [tag.name for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        read = Tag(tag, dict(attrs))
        self.tags.append(read)
        if tag == "form":
            self.forms.append((read, []))
        if tag == "input" and self.forms and read.get("name"):
            self.forms[-1][1].append((read["name"], read.get("value") or ""))
        if tag not in self.EMPTY:
            self._open.append(read)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            tag.parts.append(data)

    def all(self, name: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name == name]

    def words(self) -> str:
        return " ".join(self.all("body")[0].text.split(" "))
