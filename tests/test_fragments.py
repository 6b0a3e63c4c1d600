"""HTML in mails, feeds and records is text as a browser shows it: sentences whole, rows as rows."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import UnreadableError
from index.readers import web
from index.readers.fragments import MAX_NESTING, as_text

INLINE = st.sampled_from(["b", "i", "span", "a", "em", "font", "sup", "code"])


@given(
    st.lists(
        st.tuples(st.sampled_from("The boat is late".split()), st.none() | INLINE), min_size=1
    ),
    st.sampled_from([" ", "\n", "\n   ", "\t", " \r\n"]),
)
def test_marks_and_line_ends_inside_a_paragraph_are_not_seen(
    words: list[tuple[str, str | None]], space: str
) -> None:
    shown = [f"<{tag}>{word}</{tag}>" if tag else word for word, tag in words]
    html = f"<p>{space.join(shown)}</p>"
    assert as_text(html) == " ".join(word for word, _ in words)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("The <b>har</b>bour is<br>closed.", "The harbour is\nclosed."),
        ("<div>Dear Bo,</div><div><br></div><div>It rains.</div>", "Dear Bo,\n\nIt rains."),
        ("<p>One</p>\n\n\n<p>Two</p>", "One\n\nTwo"),
        ("<ul><li>tickets\nfor two</li><li><p>ships</p></li></ul>", "tickets for two\n\nships"),
        ("<pre>a  b\n  c\n\nd</pre>e\nf", "a  b\n  c\n\nd\n\ne f"),
        ("<p style='white-space: pre-wrap'>a\n  b</p>", "a\n  b"),
        ("a&nbsp;&amp;&nbsp;b &lt;c&gt;", "a\u00a0&\u00a0b <c>"),
        ("<p>a&nbsp;&amp;&nbsp;b &lt;c&gt;</p>", "a & b <c>"),
        ("<dl><dt>Ships</dt><dd>five</dd></dl>", "Ships\n\nfive"),
        (
            "a <i>blog</i>\nwithout tags\n\nbetween paragraphs",
            "a blog without tags\n\nbetween paragraphs",
        ),
        ("one line\nanother line", "one line\nanother line"),
        ("", ""),
        ("<p> </p>", ""),
    ],
)
def test_blocks_lines_and_spaces_are_those_of_a_browser(html: str, text: str) -> None:
    assert as_text(html) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>no</p>",
        "<span style='Visibility: HIDDEN'>no</span>",
        "<div hidden>no</div>",
        "<script>no</script>",
        "<style>no</style>",
        "<noscript>no</noscript>",
        "<!-- no -->",
        "<table><tr style='display:none'><td>no</td><td>no</td></tr></table>",
    ],
)
def test_what_a_browser_hides_is_no_text(hidden: str) -> None:
    assert as_text(f"<p>It rains.</p>{hidden}<p>Yes.</p>") == "It rains.\n\nYes."


def table(*rows: str) -> str:
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def cells(*texts: str) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


def test_rows_of_a_table_are_rows() -> None:
    html = table(cells("Ship", "Cars", "Built"), cells("Petrel\n", "<b>120</b>", "<p>1979</p>"))
    assert as_text(f"<p>Ships:</p>{html}<p>Yes.</p>") == (
        "Ships:\n\nShip | Cars | Built\nPetrel | 120 | 1979\n\nYes."
    )


def test_an_empty_cell_is_kept_where_the_head_says_what_it_would_be() -> None:
    rows = [cells("Ship", "Cars", "Built"), cells("Petrel", "", "1979")]
    assert as_text(table(*rows)).endswith("Petrel |  | 1979".replace("  ", " "))
    assert as_text(table(cells("&nbsp;", "", ""), cells("Petrel", "", "1979"))) == "Petrel | 1979"


def test_a_cell_that_reaches_over_rows_is_in_each_of_them() -> None:
    rows = ("<td rowspan=2>North</td>" + cells("1979", "5"), cells("1980", "6"))
    assert as_text(table(*rows)) == "North | 1979 | 5\nNorth | 1980 | 6"


def test_cells_of_a_layout_are_read_one_after_the_other() -> None:
    story = "<p>The boat is late again, and nobody says why.</p>" * 5
    text = as_text(table(cells(story, "<h2>Tides</h2><p>High at nine.</p>")))
    assert "|" not in text
    assert text.endswith("Tides\n\nHigh at nine.")
    assert as_text(table(cells(table(cells("Petrel", "120"))))) == "Petrel | 120"


def test_what_is_nested_too_deeply_is_refused() -> None:
    assert "x" in as_text("<div>" * 500 + "x")
    with pytest.raises(UnreadableError, match="nested"):
        as_text("<b>" * (MAX_NESTING + 9) + "x")


@pytest.mark.parametrize(
    "html", ["<u>a</u>", "a<br>b", "<td>a</td>", "<pre>a</pre>", "<img src=x>"]
)
def test_a_field_with_tags_is_html(html: str) -> None:
    assert web.is_markup(html)
    assert not web.is_markup("five < six > four <- seven")


@given(st.text(alphabet="<>/&;pbrtd \n\"'=!-a", max_size=200))
@example("a\n\n\na")
def test_any_fragment_is_read_or_refused(html: str) -> None:
    text = as_text(html)
    assert text == text.strip("\n")
    assert "\n\n\n" not in text
