r"""What the book needs of Sphinx and its theme, and does not find there.

1. Alt text that a notebook output carries in its metadata reaches the page.
2. Blockquotes that begin with **Note.** or **Trap.** get a class of that name.
3. An equation of several lines may carry a `\tag`.
4. Every address of the published book follows from `baseurl`.
5. A page is described by its first paragraph, to search engines and in links.
6. While the repository's address is the placeholder, what needs it says so.
7. No script stands twice on a page.
8. A folded cell is called by its words, an arrow of the sidebar by its chapter's.
9. The first page does not call itself by the title twice.
10. A table's heading without words is an empty cell.
11. A change of the style or of this file renews every page.
"""

import re
from html import escape
from pathlib import Path
from textwrap import shorten
from urllib.parse import urlparse

from docutils import nodes
from myst_nb.core.render import NbElementRenderer
from sphinx.util import logging

PLACEHOLDER = re.compile(r"/OWNER[/.]")
DRESS = ("_static", "_ext", "_extra")
BRANCH = re.compile(r"(<a [^>]*>([^<]*)</a><details[^>]*>)<summary>")
NAMELESS = re.compile(r"<th\b[^>]*></th>")
CALLOUTS = {"Note.": "book-note", "Trap.": "book-trap"}

logger = logging.getLogger(__name__)


def keep_alt_text() -> None:
    """Wrap myst-nb's renderer of images, which drops the alt text."""
    render_image = NbElementRenderer.render_image
    if hasattr(render_image, "keeps_alt_text"):
        return

    def render_with_alt(self, data):
        rendered = render_image(self, data)
        alt = data.output_metadata.get(data.mime_type, {}).get("alt")
        for node in rendered:
            if alt and "alt" not in node:
                node["alt"] = alt
        return rendered

    render_with_alt.keeps_alt_text = True
    NbElementRenderer.render_image = render_with_alt


def mark_callouts(app, doctree) -> None:
    for quote in doctree.findall(nodes.block_quote):
        strong = next(iter(quote.findall(nodes.strong)), None)
        if strong is not None and strong.astext() in CALLOUTS:
            quote["classes"].append(CALLOUTS[strong.astext()])


def keep_equations_whole(app, doctree) -> None:
    r"""Hand equations to MathJax as they are.

    Sphinx puts those of several lines into a `split`, which allows no `\tag`.
    """
    for block in doctree.findall(nodes.math_block):
        block["nowrap"] = True
        block.children = [nodes.Text(rf"\[{block.astext()}\]")]


def set_addresses(app, config) -> None:
    """Derive addresses from `baseurl`; drop buttons that lead nowhere yet."""
    base = config.html_baseurl
    config.ogp_site_url = base
    home = config.notfound_urls_prefix = urlparse(base).path or "/"
    config.notfound_context = {
        "title": "Page not found",
        "body": "<h1>Page not found</h1>\n<p>There is no page at this address. "
        f'Begin at the <a href="{home}">first page</a>, or search the book.</p>',
    }
    options = config.html_theme_options
    if PLACEHOLDER.search(options.get("repository_url", "")):
        logger.info("not published yet: no Colab, edit and issue buttons")
        options["launch_buttons"] = {}
        for name in ("repository", "issues", "edit_page"):
            options[f"use_{name}_button"] = False


def mark_links_to_come(app, doctree) -> None:
    """Show links into the placeholder repository as words, not as links."""
    for link in list(doctree.findall(nodes.reference)):
        if PLACEHOLDER.search(link.get("refuri", "")):
            words = f"{link.astext()} (once this copy of the book is published)"
            link.replace_self(nodes.inline(words, words, classes=["to-come"]))


def describe(app, pagename, templatename, context, doctree) -> None:
    """Without this, the description runs on into headings and lists."""
    first = doctree.next_node(nodes.paragraph) if doctree else None
    if first is None:
        return
    text = shorten(first.astext(), 300, placeholder=" …")
    context["meta"] = {**(context.get("meta") or {}), "og:description": text}
    tag = f'<meta name="description" content="{escape(text)}" />'
    context["metatags"] = context.get("metatags", "") + f"\n    {tag}"


def drop_repeated_scripts(app, pagename, templatename, context, doctree) -> None:
    seen = set()
    kept = []
    for script in context["script_files"]:
        body = getattr(script, "attributes", {}).get("body")
        key = (getattr(script, "filename", script) or "", body)
        if key not in seen:
            seen.add(key)
            kept.append(script)
    context["script_files"][:] = kept


def title_once(app, pagename, templatename, context, doctree) -> None:
    if context.get("title") == context.get("docstitle"):
        context["docstitle"] = ""


def name_folds(app, pagename, templatename, context, doctree) -> None:
    """The label that myst-nb gives hides the words that one can read."""
    label = ' aria-label="Toggle hidden content"'
    context["body"] = context.get("body", "").replace(label, "")


def empty_corners(app, pagename, templatename, context, doctree) -> None:
    """A table's first column may go without a name: then it is no heading."""
    context["body"] = NAMELESS.sub("<td></td>", context.get("body", ""))


def name_branches(app, pagename, templatename, context, doctree) -> None:
    """An arrow of the sidebar tells a screen reader whose notebooks it opens."""
    plain = context.get("generate_toctree_html")
    if plain is None:
        return

    def named(*args, **kwargs):
        html = plain(*args, **kwargs)
        return BRANCH.sub(r'\1<summary aria-label="Notebooks of \2">', str(html))

    context["generate_toctree_html"] = named


def renew_after_style(app, env, added, changed, removed) -> list[str]:
    """All pages, if one of the files that dress them is newer than the site."""
    index = Path(app.outdir, "index.html")
    dress = [p for name in DRESS for p in Path(app.srcdir, name).rglob("*.*")]
    newest = max(path.stat().st_mtime for path in dress)
    current = index.exists() and index.stat().st_mtime > newest
    return [] if current else sorted(env.found_docs)


def setup(app):
    keep_alt_text()
    app.connect("config-inited", set_addresses, priority=100)
    app.connect("doctree-read", mark_callouts)
    app.connect("doctree-read", keep_equations_whole)
    app.connect("doctree-read", mark_links_to_come)
    app.connect("env-get-outdated", renew_after_style)
    app.connect("html-page-context", describe, priority=400)
    app.connect("html-page-context", name_folds)
    app.connect("html-page-context", name_branches, priority=900)
    app.connect("html-page-context", empty_corners)
    app.connect("html-page-context", title_once)
    app.connect("html-page-context", drop_repeated_scripts, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
