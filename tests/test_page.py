"""A person finds, reads and understands in a real browser, by mouse and by keyboard."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fpdf import FPDF
from playwright.sync_api import Browser, Page, expect, sync_playwright
from serving import Service, until

import index

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = """
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync
""".split()
TOKEN = "a-token-of-24-characters"
WIDE, NARROW = {"width": 1100, "height": 900}, {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("SEEDSEARCH_BROWSER") != "needed",
        reason="Chromium is not installed (on Debian: apt install chromium)",
    ),
]

NEWS = {
    "harbour.md": """---
title: The harbour of Aldersund is deepened
source: Aldersund Post
date: 2023-11-02
author: Ingrid Vale
---

The council of Aldersund has voted to deepen its harbour by four metres. Dredging the harbour will
cost 38 million crowns. Work begins in March.

Fishermen are not convinced. They fear that the mud will bury the mussel beds off Cape Torr.
""",
    "comet.md": """---
title: A comet comes back
source: Night Sky
date: 2024-05-07
---

😀 Astronomers at the Kestrel observatory have found a comet. The comet returns every 81 years.

It will be brightest on the night of 7 May. No telescope is needed outside the towns.
""",
    "loud.md": """---
title: "<img src=x onerror=alert(1)> & <b>loud</b>"
source: "<script>alert(2)</script>"
date: 2024-06-01
---

A headline <script>document.title='owned'</script> shouted <b>nonsense</b> about zeppelins.
""",
    "talks/a.md": """---
title: Talks on fishing begin
source: Aldersund Post
date: 2021-11-04
---

The talks on fishing began. “The quota is too small for the coast,” Mayor Mara Velt said.
""",
    "talks/b.md": """---
title: Talks on fishing go on
source: Coast Herald
date: 2021-11-04
---

Mara Velt said that the talks on fishing would fail. Otto Brandel warned that the quota falls.
""",
    **{
        f"talks/{title}.md": f"---\ntitle: {title}\n{date}---\n\n{text}\n"
        for title, date, text in (
            ("agreed", "date: 2021-11-20\n", "The quota of the talks is set."),
            ("in force", "date: 2022-03-01\n", "The fishing quota holds now."),
            ("new", "date: 2024-06-11\n", "New talks on the quota after the talks of 2021."),
            ("old", "date: 2019\n", "Old talks about a fishing quota."),
            ("undated", "", "Some talks about a fishing quota, and all of it."),
        )
    },
    **{
        f"bread/{number:02}.txt": f"Report {number}\n\nThe rye bread number {number} was baked.\n"
        for number in range(30)
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, seeds_index: Path) -> Path:
    """An index with the default model, so that answers are real ones."""
    place = tmp_path_factory.mktemp("page")
    for name, text in NEWS.items():
        path = place / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    mast = FPDF()
    for text in ("Airships moor at masts.", "The mooring mast of Karlsund is ninety metres high."):
        mast.add_page()
        mast.set_font("times", size=12)
        mast.multi_cell(0, 6, text)
    (place / "news" / "mast.pdf").write_bytes(bytes(mast.output()))
    shutil.copytree(seeds_index, place / "index")
    index.build([place / "news"], index_dir=place / "index")  # by the index's own encoder
    return place / "index"


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    with Service(folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    yield from opened(browser, service)


def opened(browser: Browser, service: Service, **options: Any) -> Iterator[Page]:
    """Open the start page; whatever a browser complains of fails the test."""
    context = browser.new_context(**{"viewport": WIDE, "base_url": service.url, **options})
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    page.goto("/")
    yield page
    elsewhere = [url for url in asked if not url.removeprefix("blob:").startswith(service.url)]
    context.close()
    assert not elsewhere  # works without a network
    assert not [text for text in complaints if "Failed to load resource" not in text]


def search_for(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("button", name="Search").click()


def answer(page: Page) -> Any:
    return page.get_by_role("region", name="Answer")


def test_the_answer_stands_first_its_sentence_marked_in_its_paragraph(page: Page) -> None:
    expect(page.get_by_role("searchbox")).to_be_focused()
    search_for(page, "what does dredging the harbour cost")
    expect(answer(page).locator("mark").first).to_have_text(
        "Dredging the harbour will cost 38 million crowns."
    )
    quoted = answer(page).locator("blockquote").first
    expect(quoted).to_contain_text("voted to deepen its harbour by four metres.")
    expect(quoted).to_contain_text("Work begins in March.")
    expect(answer(page)).to_contain_text("Aldersund Post · November 2, 2023")
    above = answer(page).bounding_box()
    below = page.locator(".hit").first.bounding_box()
    assert above and below and above["y"] < below["y"]
    expect(page.get_by_role("status")).to_contain_text("Answer: Dredging the harbour")
    assert page.title() == "what does dredging the harbour cost – seedsearch"


def test_a_hit_shows_where_it_stands_and_both_scores(page: Page) -> None:
    search_for(page, "comet astronomers")
    hit = page.locator(".hit").first
    expect(hit.get_by_role("link", name="A comet comes back")).to_be_visible()
    expect(hit.locator(".meta")).to_contain_text("Night Sky")
    expect(hit.locator(".meta")).to_contain_text("May 7, 2024")
    expect(hit.locator(".score")).to_contain_text(re.compile(r"0\.\d\d.*words \d.*meaning 0\.\d\d"))
    # Offsets count code points: the emoji before them moves no mark.
    assert hit.locator(".text b").all_inner_texts() == ["Astronomers", "comet", "comet"]
    widths = [
        part.evaluate("one => getComputedStyle(one, '::before').width")
        for part in hit.locator(".bar i").all()
    ]
    assert len(widths) == 2
    assert all(0 < float(width.removesuffix("px")) < 70 for width in widths)


def test_why_is_told_on_demand_and_put_away(page: Page) -> None:
    search_for(page, "comet astronomers")
    hit = page.locator(".hit").first
    text = hit.locator(".text").inner_text()
    hit.get_by_role("button", name="Why hit 1").click()
    expect(hit.locator(".why")).to_contain_text(re.compile(r"Words.*comet \d", re.S))
    expect(hit.locator(".why")).to_contain_text(re.compile(r"Meaning.*nearest sentence", re.S))
    strong = hit.locator(".shaded .strong").all_inner_texts()
    assert {"comet"} <= set(strong)
    shares = [
        float(one.evaluate("one => one.style.getPropertyValue('--share')"))
        for one in hit.locator(".shaded span").all()
    ]
    assert max(shares) == 1
    assert hit.locator(".text").inner_text() == text
    hit.get_by_role("button", name="Why hit 1").click()
    expect(hit.locator(".why")).to_be_hidden()
    expect(hit.locator(".shaded")).to_have_count(0)


def test_modes_change_what_is_found_and_stay_in_the_address(page: Page) -> None:
    search_for(page, "xylophone")
    expect(page.locator(".hit").first).to_be_visible()
    page.get_by_text("Words", exact=True).click()
    expect(page.get_by_text("No paragraph matches.")).to_be_visible()
    assert "mode=keyword" in page.url
    page.get_by_role("link", name="Search by meaning too").click()
    expect(page.locator(".hit").first).to_be_visible()
    assert "mode" not in page.url
    page.get_by_text("Meaning", exact=True).click()
    expect(page.locator(".hit .words")).to_have_count(0)
    assert "mode=semantic" in page.url


def test_an_article_opens_at_the_hit_and_back_goes_back(page: Page) -> None:
    search_for(page, "dredging the harbour cost")
    answer(page).get_by_role("link").first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The harbour of Aldersund is deepened")
    expect(heading).to_be_focused()
    expect(page.locator("article .here mark")).to_have_text(
        "Dredging the harbour will cost 38 million crowns."
    )
    expect(page.locator("article .here")).to_be_in_viewport()
    expect(page.locator("article")).to_contain_text("Ingrid Vale")
    link = page.url
    page.go_back()
    expect(page.locator(".hit").first).to_be_visible()
    page.go_forward()
    expect(page.locator("article .here mark")).to_be_visible()
    page.get_by_role("button", name="Back to results").click()
    expect(answer(page)).to_be_visible()
    page.go_back()
    expect(page.locator("article")).to_have_count(0)
    # A link that was shared opens the same.
    page.goto(link)
    expect(page.locator("article .here mark")).to_have_text(re.compile("38 million"))
    expect(page.get_by_role("searchbox")).to_have_value("dredging the harbour cost")


def test_filters_restrict_and_stay_in_the_address(page: Page) -> None:
    search_for(page, "comet harbour bread")
    expect(page.locator(".heading .count")).to_contain_text("paragraphs")
    page.get_by_role("button", name="Filters").click()
    source = page.get_by_role("combobox", name="Source")
    expect(source).to_be_focused()
    expect(source.locator("option", has_text="Night Sky (1)")).to_have_count(1)
    source.select_option("Night Sky")
    expect(page.locator(".heading .count")).to_have_text(re.compile("^ · 1 with "))
    assert "source=Night+Sky" in page.url
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    # The other sources can still be chosen.
    expect(source.locator("option", has_text="Aldersund Post (1)")).to_have_count(1)
    page.get_by_label("From").fill("2025")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No paragraph matches.")).to_be_visible()
    link = page.url
    page.get_by_role("link", name="Search without filters").click()
    expect(page.locator(".hit")).to_have_count(10)
    assert "source" not in page.url and "since" not in page.url
    page.goto(link)
    expect(page.get_by_label("From")).to_have_value("2025")
    expect(page.get_by_role("combobox", name="Source")).to_have_value("Night Sky")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".hit")).to_have_count(10)


def test_hits_are_grouped_by_article_and_the_others_open(page: Page) -> None:
    search_for(page, "harbour mud dredging")
    hit = page.locator(".hit", has_text="Aldersund Post").first
    expect(page.locator(".hit h3", has_text="The harbour of Aldersund")).to_have_count(1)
    first = hit.locator(".text").first.inner_text()
    hit.get_by_text("1 more in this article").click()
    more = hit.locator(".others li")
    expect(more).to_have_count(1)
    both = {first.split()[0], more.locator(".text").inner_text().split()[0]}
    assert both == {"The", "Fishermen"}
    more.get_by_role("link", name="paragraph").click()
    expect(page.locator("article .here")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Paragraph by paragraph").check()
    expect(page).to_have_url(re.compile("flat=1"))
    expect(page.get_by_role("heading", name="Paragraphs that match")).to_be_visible()
    expect(page.locator(".hit h3", has_text="The harbour of Aldersund")).to_have_count(2)


def narrow(page: Page) -> Any:
    return page.get_by_role("complementary", name="Narrow down")


def test_bars_of_facets_filter_and_show_all_again(page: Page) -> None:
    search_for(page, "comet harbour talks")
    sources = narrow(page).get_by_role("region", name="Source")
    bar = sources.get_by_role("link", name="Night Sky")
    expect(bar).to_contain_text("1 article")
    width = bar.evaluate("one => parseFloat(getComputedStyle(one, '::before').width)")
    most = sources.locator("a").first
    assert 0 < width <= most.evaluate("one => parseFloat(getComputedStyle(one, '::before').width)")
    bar.click()
    expect(page.locator(".hit")).to_have_count(1)
    assert "source=Night+Sky" in page.url
    # The others can still be chosen, and what is chosen is said.
    expect(sources.get_by_role("link")).not_to_have_count(1)
    expect(page.get_by_role("list", name="Only")).to_contain_text("Night Sky")
    sources.get_by_role("link", name="Night Sky").click()
    expect(page.locator(".hit")).not_to_have_count(1)
    assert "source" not in page.url
    narrow(page).get_by_role("link", name="Aldersund Post").click()
    page.get_by_role("list", name="Only").get_by_role("link").click()
    assert "source" not in page.url


def test_a_histogram_of_dates_leads_from_years_to_days(page: Page) -> None:
    search_for(page, "talks fishing quota")
    when = narrow(page).get_by_role("region", name="When")
    bars = when.locator(".histogram a")
    expect(bars).to_have_count(3)
    names = [bar.get_attribute("aria-label") for bar in bars.all()]
    assert names == ["November 2021: 3 articles", "March 2022: 1 article", "June 2024: 1 article"]
    heights = [
        bar.evaluate("one => parseFloat(getComputedStyle(one, '::before').height)")
        for bar in bars.all()
    ]
    assert heights[0] > heights[1] == heights[2] > 0
    # Time passes evenly: a place for each month between, empty or not.
    expect(when.locator(".histogram li")).to_have_count(32)
    expect(when).to_contain_text("Only the year is known: 2019 (1)")
    expect(when).to_contain_text("Without a date: 1")
    bars.first.focus()
    expect(when.locator(".axis")).to_have_text("November 2021: 3")
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(3)
    assert "since=2021-11&until=2021-11" in page.url
    expect(when.get_by_role("link", name="November 4, 2021: 2 articles")).to_be_visible()
    expect(page.get_by_role("list", name="Only")).to_contain_text("November 2021")
    when.get_by_role("link", name="November 4, 2021").click()
    expect(page.locator(".hit")).to_have_count(2)
    when.get_by_role("link", name="Any date").click()
    expect(page.locator(".hit")).not_to_have_count(2)
    assert "since" not in page.url


def test_statements_are_shown_by_speaker(page: Page) -> None:
    search_for(page, "fishing quota talks")
    page.get_by_text("Who says what").click()
    card = page.locator(".speakers")
    expect(card.locator("dt", has_text="Mara Velt")).to_contain_text("in 2 articles")
    expect(card.locator("dd", has_text="The quota is too small")).to_be_visible()
    narrow(page).get_by_role("link", name="Mara Velt").click()
    expect(page.locator(".hit")).to_have_count(2)
    said = page.locator(".hit .text.said q").all_inner_texts()
    assert sorted(said) == [
        "that the talks on fishing would fail",
        "“The quota is too small for the coast,”",
    ]
    assert page.locator(".hit .speaker").all_inner_texts() == ["Mara Velt"] * 2
    expect(page.get_by_role("heading", name="What Mara Velt says")).to_be_visible()
    expect(answer(page)).to_have_count(0)
    # Words that match are bold there too, those of the question are not.
    assert "quota" in page.locator(".hit .text.said q b").all_inner_texts()
    expect(page.get_by_role("list", name="Only")).to_contain_text("Mara Velt speaks")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".hit")).not_to_have_count(2)
    assert "speaker" not in page.url
    page.go_back()
    expect(page.locator(".hit")).to_have_count(2)
    page.locator(".hit h3 a").first.click()
    page.get_by_text("Who says what (").click()
    page.locator(".speakers dd a").first.click()
    expect(page.locator("article .here mark")).to_be_in_viewport()


def test_results_are_sorted_and_taken_along_as_a_table_and_as_a_feed(page: Page) -> None:
    search_for(page, "fishing quota talks")
    dates = page.locator(".hit .meta")
    page.get_by_label("Order").select_option("Newest first")
    expect(page).to_have_url(re.compile("sort=date"))
    expect(dates.first).to_contain_text("March 1, 2022")  # of what is relevant, the newest
    expect(page.get_by_label("Order")).to_have_value("date")
    expect(page.locator(".heading .count")).to_contain_text(
        re.compile(r"scores of 0\.\d\d and more")
    )
    years = [
        int(year) for text in dates.all_inner_texts() for year in re.findall(r"\b20\d\d", text)
    ]
    assert years == sorted(years, reverse=True) and len(set(years)) > 2
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "fishing-quota-talks.csv"
    table = Path(download.value.path()).read_bytes()
    assert table.startswith(b"\xef\xbb\xbfquery,")  # else Excel takes it for something else
    rows = [*csv.DictReader(table.decode("utf-8-sig").splitlines())]
    assert [row["article_title"] for row in rows] == page.locator(".hit h3").all_inner_texts()
    page.get_by_role("button", name="Feed").click()
    link = page.get_by_role("link", name=re.compile("feed[?]query"))
    address = link.get_attribute("href")
    assert address is not None and "query=fishing+quota+talks" in address
    feed = page.request.get(address)
    assert feed.ok and "<entry>" in feed.text()


def test_answers_and_timeline_are_taken_along_as_tables(page: Page) -> None:
    search_for(page, "what did Xi pledge")
    page.locator(".timeline > summary").click()
    answer(page).get_by_text(re.compile("more answer")).click()
    for name, column, least in (("Timeline as CSV", "score", 1), ("Answers as CSV", "rank", 2)):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        table = Path(download.value.path()).read_text("utf-8-sig")
        rows = [*csv.DictReader(io.StringIO(table, newline=""))]
        assert len(rows) >= least and all(row[column] and row["text"] for row in rows)


def test_stop_words_of_a_question_are_not_bold(page: Page) -> None:
    search_for(page, "what was there after the talks about all of the quota")
    expect(page.locator(".hit").first).to_be_visible()
    bold = {word.lower() for word in page.locator(".hit .text b").all_inner_texts()}
    assert bold and bold <= {"talks", "quota"}
    search_for(page, 'quota "after the talks"')
    expect(page.locator(".hit .text b", has_text="after the talks").first).to_be_visible()


def test_a_condition_that_nothing_meets_is_dropped_by_a_link(page: Page) -> None:
    search_for(page, "+quota +zeppelins talks")
    expect(page.get_by_text("No paragraph matches.")).to_be_visible()
    expect(page.locator(".warning")).to_have_count(0)  # the links say it
    page.get_by_role("link", name="Search without +zeppelins").click()
    expect(page.get_by_role("searchbox")).to_have_value("talks +quota")
    expect(page.locator(".hit").first).to_contain_text("quota")
    page.go_back()
    expect(page.get_by_role("link", name="Search without +quota")).to_be_visible()


def test_a_hit_of_a_pdf_shows_its_page_beside_the_text(page: Page) -> None:
    search_for(page, "how high is the mooring mast of Karlsund")
    hit = page.locator(".hit", has_text="ninety metres").first
    image = hit.get_by_role("img", name=re.compile("^Page 2 of .*, with the passage marked$"))
    expect(image).to_be_visible()
    expect(answer(page).get_by_role("img", name=re.compile("^Page 2"))).to_be_visible()
    small = image.bounding_box()
    button = hit.get_by_role("button", name="Show page 2")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.wait_for_function("() => document.querySelector('.hit .leaf img')?.naturalWidth > 1000")
    large = image.bounding_box()
    assert small and large and large["width"] > 3 * small["width"]
    hit.locator("h3 a").click()
    shown = page.locator("article .leaf")
    expect(shown.get_by_role("img", name=re.compile("^Page 2 .*marked$"))).to_be_visible()
    text, beside = page.locator("article > .text").bounding_box(), shown.bounding_box()
    assert text and beside and beside["x"] > text["x"] + text["width"]
    shown.get_by_role("button", name="Page 1").click()
    expect(shown.get_by_role("img", name=re.compile("^Page 1 "))).to_be_visible()
    expect(shown).to_contain_text("Page 1 of 2")


def test_where_there_is_no_picture_the_page_says_why(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "index")
    shutil.copytree(folder.parent / "news", tmp_path / "news")
    index.build([tmp_path / "news"], index_dir=tmp_path / "index")
    (tmp_path / "news" / "mast.pdf").unlink()
    with Service(tmp_path / "index") as service:
        for page in opened(browser, service):
            search_for(page, "mooring mast Karlsund source:news")
            expect(page.locator(".hit").first).to_contain_text("ninety metres")
            page.goto("/?article=news-2/mast.pdf&q=mast")
            expect(page.locator("article > .text")).to_contain_text("ninety metres")
            expect(page.locator("article .leaf")).to_contain_text("There is no picture of the page")


def test_a_misspelt_word_and_signs_are_explained(page: Page) -> None:
    search_for(page, "astronomrs")
    page.get_by_role("link", name="astronomers").click()
    expect(page.get_by_role("searchbox")).to_have_value(re.compile("astronomers", re.I))
    expect(page.locator(".hit").first).to_contain_text("Astronomers")
    search_for(page, 'comet astronom* -bread "the comet returns"')
    expect(page.locator(".read")).to_contain_text("astronom* (astronomers)")
    expect(page.locator(".read")).to_contain_text('"the comet returns"')
    expect(page.locator(".read")).to_contain_text("-bread")
    expect(page.locator(".hit")).to_have_count(1)


def test_an_article_leads_to_others_like_it(page: Page) -> None:
    search_for(page, "report rye bread number 7")
    page.locator(".hit h3 a").first.click()
    expect(page.get_by_role("heading", name="More like this")).to_be_visible()
    first = page.get_by_role("heading", level=1).inner_text()
    page.locator(".like a").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    expect(page.locator("article .here")).to_be_in_viewport()


def test_pages_are_turned(page: Page) -> None:
    search_for(page, "rye bread baked")
    expect(page.locator(".hit")).to_have_count(10)
    first = page.locator(".hit h3").all_inner_texts()
    page.get_by_role("button", name="More articles").click()
    expect(page.get_by_text("Articles that match, page 2")).to_be_visible()
    second = page.locator(".hit h3").all_inner_texts()
    assert len(first) == len(second) == 10
    assert not set(first) & set(second)
    assert "page=2" in page.url
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("heading", name="Articles that match ·")).to_be_visible()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.type("comet returns")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    stops = page.locator(".cite a:visible, .hit h3 a")
    page.keyboard.press("ArrowDown")
    expect(stops.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(stops.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(stops.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A comet comes back")
    page.keyboard.press("Escape")
    expect(page.locator(".hit").first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("harbour")  # what was there is selected, and replaced
    page.keyboard.press("Enter")
    expect(page).to_have_title("harbour – seedsearch")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_text_of_articles_is_never_markup(page: Page) -> None:
    search_for(page, "headline nonsense zeppelins")
    hit = page.locator(".hit").first
    expect(hit.locator("h3")).to_have_text("<img src=x onerror=alert(1)> & <b>loud</b>")
    expect(hit.locator(".meta")).to_contain_text("<script>alert(2)</script>")
    expect(hit.locator(".text")).to_contain_text("<script>document.title='owned'</script>")
    hit.get_by_role("button", name="Why hit 1").click()
    expect(hit.locator(".why dl")).to_be_visible()
    hit.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x")
    assert page.locator("main script, main img").count() == 0
    page.goto("/?q=%3Cimg+src%3Dx+onerror%3Dalert(3)%3E")
    expect(page.locator("main")).not_to_be_empty()
    assert "owned" not in page.title()


def test_nothing_found_and_nothing_answered_are_said(page: Page) -> None:
    search_for(page, "who won the football world cup in Brazil")
    expect(page.get_by_text("Nothing in the index answers this.", exact=True)).to_be_visible()
    expect(page.locator(".hit").first).to_be_visible()
    page.goto("/?q=xylophone&mode=keyword")
    expect(page.get_by_text("No paragraph matches.")).to_be_visible()


def test_errors_are_told_and_can_be_left(page: Page, folder: Path, browser: Browser) -> None:
    page.goto("/?article=news/none.md")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("No article has this id")
    expect(alert).to_contain_text("news/none.md")
    alert.get_by_role("link", name="Start again").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    search_for(page, "x" * 3000)
    expect(page.get_by_role("alert")).to_contain_text("2000 characters")
    with Service(folder) as other:
        (lost,) = opened_once(browser, other)
        other.stop()
        search_for(lost, "comet")
        expect(lost.get_by_role("alert")).to_contain_text("The service cannot be reached")
        expect(lost.get_by_role("button", name="Try again")).to_be_visible()
        lost.context.close()


def test_an_answer_that_breaks_off_is_told_and_asked_for_again(page: Page) -> None:
    page.route("**/v1/**", lambda route: route.fulfill(status=200, body="{"))
    search_for(page, "comet")
    expect(page.get_by_role("alert")).to_contain_text("The answer broke off")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".hit")).not_to_have_count(0)


def opened_once(browser: Browser, service: Service) -> tuple[Page]:
    page = browser.new_context(base_url=service.url).new_page()
    page.goto("/")
    return (page,)


def test_a_token_is_asked_for_once_and_kept_for_the_tab(folder: Path, browser: Browser) -> None:
    with Service(folder, SEEDSEARCH_TOKEN=TOKEN) as service:
        for page in opened(browser, service):
            page.goto("/?q=comet")
            expect(page.get_by_role("heading", name="This index needs a token")).to_be_visible()
            expect(page.get_by_label("Token")).to_be_focused()
            page.get_by_label("Token").fill("wrong-" + TOKEN)
            page.keyboard.press("Enter")
            expect(page.get_by_text("That is not the token.")).to_be_visible()
            page.get_by_label("Token").fill(TOKEN)
            page.keyboard.press("Enter")
            expect(page.locator(".hit").first).to_be_visible()
            page.reload()
            expect(page.locator(".hit").first).to_be_visible()
            assert TOKEN not in page.url
            assert not page.context.cookies()
            assert page.evaluate("localStorage.length") == 0


VIEWS = {
    "start": "/",
    "answer": "/?q=what+does+dredging+the+harbour+cost",
    "empty": "/?q=xylophone&mode=keyword",
    "filters": "/?q=comet+astronom*&source=Night+Sky&since=2024",
    "beside": "/?q=fishing+quota+talks",
    "speaker": "/?q=fishing+quota&speaker=Velt&since=2021",
    "leaf": "/?q=mooring+mast+Karlsund",
    "beside a leaf": "/?article=news/mast.pdf&start=30&end=60&q=mast",
    "unanswered": "/?q=who+won+the+football+world+cup",
    "article": "/?article=news/comet.md&start=0&end=400&q=comet",
    "error": "/?article=none",
}


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", NARROW)])
def test_every_view_is_accessible_and_fits(
    browser: Browser, service: Service, scheme: str, size: dict[str, int]
) -> None:
    for page in opened(browser, service, color_scheme=scheme, viewport=size):
        for name, path in VIEWS.items():
            page.goto(path)
            page.wait_for_load_state("networkidle")
            if name == "answer":
                page.get_by_role("button", name="Why hit 1", exact=True).click()
                expect(page.locator(".why dl").first).to_be_visible()
            found = Axe().run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{name} is {wide} pixels wide"


def test_nothing_moves_for_who_wants_no_motion(browser: Browser, service: Service) -> None:
    for page in opened(browser, service, reduced_motion="reduce"):
        for element in ("#top", "#progress"):
            style = page.locator(element).evaluate(
                "one => { const { animationName, transitionDuration } = getComputedStyle(one);"
                " return [animationName, transitionDuration]; }"
            )
            assert style == ["none", "0s"]


def test_a_newer_generation_shows_after_the_next_search(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "index"
    shutil.copytree(folder, copy)
    with Service(copy) as service:
        for page in opened(browser, service):
            search_for(page, "zeppelin landed in Orsa")
            expect(page.locator(".hit").first).to_be_visible()
            (tmp_path / "fresh").mkdir()
            (tmp_path / "fresh" / "z.txt").write_text("A zeppelin landed in Orsa at dawn.\n")
            index.build([tmp_path / "fresh"], index_dir=copy)
            until("the next generation", lambda: service.get("/healthz").json()["generation"] == 3)
            page.get_by_role("button", name="Search").click()
            expect(page.locator(".hit").first).to_contain_text("landed in Orsa at dawn")
