"""The single page from which the PDF is printed has a table of contents.

Sphinx's own, in the margin, is not printed. The rest is style: see the last
part of `_static/book.css`.
"""

from html import escape

from bs4 import BeautifulSoup, Tag


def entry(section: Tag) -> str:
    """A chapter as an item of the contents, with the sections inside."""
    heading = section.find(["h2", "h3"], recursive=False)
    item = f'<a href="#{section["id"]}">{escape(heading.get_text().rstrip("#"))}</a>'
    if heading.name == "h2":
        inside = section.find_all("section", recursive=False)
        item += f"<ul>{''.join(map(entry, inside))}</ul>"
    return f"<li>{item}</li>"


def list_contents(app, pagename, templatename, context, doctree) -> None:
    if app.builder.name == "singlehtml" and pagename == app.config.root_doc:
        page = BeautifulSoup(context["body"], "html.parser")
        items = "".join(map(entry, page.select(".toctree-wrapper > section")))
        contents = f'<nav class="book-contents"><h2>Contents</h2><ul>{items}</ul></nav>'
        context["body"] = context["body"].replace("</h1>", f"</h1>{contents}", 1)


def setup(app):
    app.connect("html-page-context", list_contents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
