"""A hit of a PDF shows its page with the sentence marked: of the very file that was indexed."""

from __future__ import annotations

import io
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import making
import pypdfium2
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from serving import Service, until

import index
from index import process
from index.errors import ArticleNotFoundError, PageUnavailableError
from index.generations.snapshot import open_snapshot
from index.maintenance import edits
from index.pages import original
from index.pages import picture as pictures
from index.pages.limits import MAX_PIXELS, MAX_SIDE, MAX_WIDTH
from index.pages.passage import find
from index.pages.picture import PagePicture
from index.pages.png import png

BOAT = "The night boat stays, the mayor said, for the bridge closes in every storm from the west."
PILOT = "An old pilot held that nobody who ever crossed the sound would have built it here."
TOKEN = "a-token-of-24-characters"
TOP, LEFT, LEAD = 300.0, 72.0, 15.0


class Pages(FPDF):
    """A document in which lines stand where they are put, in points from the top left."""

    def __init__(self) -> None:
        super().__init__(unit="pt", format="A4")

    def sheet(self, *lines: str, left: float = LEFT, top: float = TOP) -> Pages:
        self.add_page()
        return self.lines(*lines, left=left, top=top)

    def lines(self, *lines: str, left: float = LEFT, top: float = TOP) -> Pages:
        self.set_font("times", size=11)
        for number, line in enumerate(lines):
            self.text(left, top + LEAD * number, line)
        return self

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(self.output()))


def turned(path: Path) -> None:
    """Turn the first page of a PDF by a quarter."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    document[0].set_rotation(90)
    document.save(path)
    document.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """A folder with a source and its index: PDFs of several kinds, and what is none."""
    place = tmp_path_factory.mktemp("pages")
    news = place / "news"
    words = BOAT.split()
    boat = (" ".join(words[:9]), " ".join(words[9:]))
    Pages().sheet("Ships were sold on Monday, and more will be on Tuesday.").sheet(
        *boat, "Nothing else was said on that day about the boats."
    ).save(news / "boat.pdf")
    Pages().sheet("The night boat stays, the mayor said, for the bridge clo-").lines(
        PILOT[:40], PILOT[40:], left=360, top=TOP
    ).lines("ses in every storm from the west.", top=TOP + LEAD).save(news / "divided.pdf")
    Pages().sheet(*boat).save(news / "turned.pdf")
    turned(news / "turned.pdf")
    (news / "scan.txt").write_text("A text without pages, about the sound.\n")
    (news / "deck.pptx").write_bytes(making.FILES["a.pptx"])
    Pages().sheet(*boat, PILOT).save(news / "deep" / "in" / "pilot.pdf")
    shutil.make_archive(str(news / "packed"), "zip", news / "deep")
    index.build([news], index_dir=place / "index", model=str(static_model))
    return place


@pytest.fixture
def own(built: Path, tmp_path: Path, static_model: Path) -> Path:
    """A folder of one PDF with an index, for tests that change them."""
    news = tmp_path / "news"
    (news / "deep").mkdir(parents=True)
    shutil.copy(built / "news" / "boat.pdf", news / "deep" / "boat.pdf")
    (news / "other.txt").write_text("Another article stays in the index.\n")
    index.build([news], index_dir=tmp_path / "index", model=str(static_model))
    return tmp_path


def show(
    place: Path, article_id: str, words: str | None = None, **options: Any
) -> tuple[PagePicture, Image.Image]:
    """Render a page with some words of its article marked; return it as a picture too."""
    snapshot = open_snapshot(place / "index")
    stored = snapshot.stored_article(article_id)
    text = stored.article.text
    passage = None if words is None else (text.index(words), text.index(words) + len(words))
    shown = pictures.picture(stored, snapshot.manifest.sources, passage=passage, **options)
    return shown, Image.open(io.BytesIO(shown.png)).convert("RGB")


def marked_box(image: Image.Image) -> tuple[float, float, float, float]:
    """Return the box of what is marked, as shares of the picture: left, top, right, bottom."""
    red, _, blue = image.split()
    yellow = Image.eval(blue, lambda value: 255 if value < 200 else 0)
    light = Image.eval(red, lambda value: 255 if value > 240 else 0)
    box = Image.composite(yellow, Image.new("L", image.size), light).getbbox()
    assert box is not None
    width, height = image.size
    return box[0] / width, box[1] / height, box[2] / width, box[3] / height


def reason(place: Path, article_id: str, **options: Any) -> str:
    with pytest.raises(PageUnavailableError) as refused:
        show(place, article_id, **options)
    return str(refused.value)


# ---- what is shown ----


def test_the_sentence_is_marked_where_it_stands_on_its_page(built: Path) -> None:
    shown, image = show(built, "news/boat.pdf", BOAT, width=800)
    assert (shown.page, shown.marked, image.width) == (2, True, 800)
    assert image.height == pytest.approx(800 * 842 / 595, abs=2)
    left, top, right, bottom = marked_box(image)
    assert left == pytest.approx(LEFT / 595, abs=0.01)
    assert 0.3 < right < 0.7
    assert top == pytest.approx((TOP - 11) / 842, abs=0.01)
    assert bottom == pytest.approx((TOP + LEAD + 4) / 842, abs=0.01)
    # The letters stay black on it.
    assert min(image.crop((90, 380, 300, 420)).convert("L").getextrema()) < 60


def test_a_page_by_its_number_and_one_without_a_passage_are_shown_unmarked(built: Path) -> None:
    for options in ({"page": 1}, {"page": 1, "words": BOAT}, {}):
        shown, image = show(built, "news/boat.pdf", **options)
        assert (shown.page, shown.marked) == (1, False)
        assert image.getpixel((600, 500)) == (255, 255, 255)


def test_what_is_printed_on_the_page_before_is_shown_there(own: Path) -> None:
    """As a note is, which the article has after the paragraph that goes on over the page."""
    snapshot = open_snapshot(own / "index")
    stored = snapshot.stored_article("news/deep/boat.pdf")
    words = "Ships were sold on Monday, and more will be on Tuesday."
    text = stored.article.text.replace(words, " " * len(words)) + words
    forged = replace(stored, article=replace(stored.article, text=text))
    at = (len(text) - len(words), len(text))
    assert stored.article.page_at(at[0]) == 2
    shown = pictures.picture(forged, snapshot.manifest.sources, passage=at)
    assert (shown.page, shown.marked) == (1, True)
    # Who asks for a page gets that page.
    shown = pictures.picture(forged, snapshot.manifest.sources, passage=at, page=2)
    assert (shown.page, shown.marked) == (2, False)


def test_a_divided_sentence_beside_another_column_is_marked_alone(built: Path) -> None:
    shown, image = show(built, "news/divided.pdf", "the mayor said, for the bridge")
    assert shown.marked
    _, top, right, bottom = marked_box(image)
    assert right < 0.55
    assert bottom - top < 2.5 * LEAD / 842


def test_a_page_that_is_turned_is_marked_as_it_is_seen(built: Path) -> None:
    shown, image = show(built, "news/turned.pdf", BOAT)
    assert shown.marked and image.width > image.height
    left, top, right, bottom = marked_box(image)
    assert bottom - top > right - left
    assert top == pytest.approx(LEFT / 595, abs=0.02)
    assert right == pytest.approx(1 - (TOP - 11) / 842, abs=0.02)


def test_a_page_that_is_a_picture_of_text_is_shown_unmarked(own: Path, static_model: Path) -> None:
    document = Pages()
    document.sheet("A page with text.").add_page()
    document.rect(20, 20, 300, 300, style="F")
    document.save(own / "news" / "scan.pdf")
    index.build(index_dir=own / "index")
    shown, image = show(own, "news/scan.pdf", page=2)
    assert not shown.marked
    assert image.convert("L").getextrema()[0] < 10


WORDS = st.lists(
    st.sampled_from("tariff harbour of the naïve 38 F-16 co-op ﬁne".split()), min_size=4
)


@given(WORDS, WORDS, WORDS, st.sampled_from([" ", "\r\n", "  ", "-\r\n", "\ufffe\r\n"]))
def test_whatever_divides_words_on_a_page_they_are_found(
    before: list[str], sought: list[str], after: list[str], between: str
) -> None:
    unique = ["zebra", *sought, "quagga"]
    page = between.join([*before, *unique, *after])
    ((start, end),) = find(page, " ".join(unique), 0.5)
    letters = "".join(one for one in page[start:end] if one.isalnum())
    assert letters == "".join(one for one in "".join(unique) if one.isalnum())


def test_of_several_places_the_nearest_is_marked() -> None:
    page = "tariffs rise. " * 5
    at = [find(page, "Tariffs rise.", share)[0][0] for share in (0.0, 0.45, 0.8)]
    assert at == [0, 28, 56]


def test_pieces_are_most_of_a_passage_or_none_is_marked() -> None:
    column = "The night boat stays, the mayor | nobody else was\nsaid on Friday in Norwick. | asked"
    found = find(column, "The night boat stays, the mayor said on Friday in Norwick.", 0.0)
    assert [column[start:end] for start, end in found] == [
        "The night boat stays, the mayor",
        "said on Friday in Norwick.",
    ]
    # Lines may have been drawn in any order.
    lines = "said on Friday in Norwick.\r\nThe night boat stays, the mayor"
    assert find(lines, "The night boat stays, the mayor said on Friday in Norwick.", 0.0) == [
        (0, len(lines))
    ]
    assert find(column, "The night boat stays, but nothing more of this was ever said.", 0.0) == []
    assert find("", "words", 0.0) == find("words", " … ", 0.0) == []


# ---- what is refused ----


def test_what_has_no_page_to_show_says_why(built: Path) -> None:
    assert "no pages" in reason(built, "news/scan.txt")
    assert "is no PDF" in reason(built, "news/deck.pptx")
    assert "packed in another" in reason(built, "news/packed.zip#in/pilot.pdf")
    assert "2 pages, no page 3" in reason(built, "news/boat.pdf", page=3)
    with pytest.raises(ValueError, match="width"):
        show(built, "news/boat.pdf", width=MAX_WIDTH + 1)


def test_a_machine_that_only_queries_says_what_is_missing(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    assert "not installed" in reason(built, "news/boat.pdf")


def test_an_article_that_was_removed_or_purged_is_refused(own: Path) -> None:
    for purge in (False, True):
        edits.remove(["news/deep/boat.pdf"], index_dir=own / "index", purge=purge)
        with pytest.raises(ArticleNotFoundError):
            show(own, "news/deep/boat.pdf")


def test_a_file_that_is_another_one_now_is_refused(own: Path) -> None:
    path = own / "news" / "deep" / "boat.pdf"
    data, times = path.read_bytes(), path.stat()
    # As long, as old and as valid, but for one letter.
    path.write_bytes(data[:-8] + b"\n" + data[-7:])
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "another one than was indexed" in reason(own, "news/deep/boat.pdf")
    path.write_bytes(data + b"\n")
    assert "another one than was indexed" in reason(own, "news/deep/boat.pdf")
    path.unlink()
    assert "cannot be read" in reason(own, "news/deep/boat.pdf")
    os.mkfifo(path)  # nobody waits for it to be written to
    assert "no regular file" in reason(own, "news/deep/boat.pdf")
    path.unlink()
    path.write_bytes(data)
    assert show(own, "news/deep/boat.pdf", BOAT)[0].marked


def test_the_handle_that_is_compared_is_the_one_that_is_rendered(own: Path) -> None:
    path = own / "news" / "deep" / "boat.pdf"
    snapshot = open_snapshot(own / "index")
    stored = snapshot.stored_article("news/deep/boat.pdf")
    with original.opened(stored, snapshot.manifest.sources) as file:
        other = path.with_name("other.pdf")
        Pages().sheet("Something else.").save(other)
        other.replace(path)  # in the moment between
        assert os.pread(file, 1 << 20, 0) != path.read_bytes()
        assert len(os.pread(file, 1 << 20, 0)) == stored.stamp.size
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(file)


def test_links_lead_out_of_a_source_only_where_it_follows_them(
    own: Path, static_model: Path
) -> None:
    outside = own / "outside"
    (own / "news" / "deep").rename(outside)
    (own / "news" / "deep").symlink_to(outside)
    assert "cannot be read" in reason(own, "news/deep/boat.pdf")
    (own / "news" / "deep").unlink()
    (own / "news" / "deep").mkdir()
    (own / "news" / "deep" / "boat.pdf").symlink_to(outside / "boat.pdf")
    assert "cannot be read" in reason(own, "news/deep/boat.pdf")
    index.build([own / "news"], index_dir=own / "index", follow_links=True, allow_removals=True)
    assert show(own, "news/deep/boat.pdf", BOAT)[0].marked


def test_a_path_that_leads_out_of_its_source_is_not_opened(own: Path) -> None:
    snapshot = open_snapshot(own / "index")
    stored = snapshot.stored_article("news/deep/boat.pdf")
    shutil.copy(own / "news" / "deep" / "boat.pdf", own / "boat.pdf")
    for path in (own / "boat.pdf", own / "news" / ".." / "boat.pdf"):
        forged = replace(stored, article=replace(stored.article, path=str(path)))
        with pytest.raises(PageUnavailableError, match="not in the source"):
            pictures.picture(forged, snapshot.manifest.sources)
    with pytest.raises(PageUnavailableError, match="not read from a file"):
        pictures.picture(stored, ())


def test_a_source_that_is_one_file_shows_its_pages(built: Path, tmp_path: Path) -> None:
    shutil.copy(built / "news" / "boat.pdf", tmp_path / "boat.pdf")
    shutil.copytree(built / "index", tmp_path / "index")
    index.build([tmp_path / "boat.pdf"], index_dir=tmp_path / "index")
    name = f"{tmp_path.name}/boat.pdf"
    assert show(tmp_path, name, BOAT)[0].marked


# ---- what is limited ----


def test_pixels_are_capped_whatever_size_a_page_has(own: Path) -> None:
    for name, size in (("tall", (3, 14_000)), ("wide", (14_000, 3)), ("vast", (14_000, 14_000))):
        document = FPDF(unit="pt", format=size)
        document.set_margin(0)
        document.add_page()
        document.set_font("times", size=1)
        document.text(0, 2, f"A {name} page.")
        Path(own / "news" / f"{name}.pdf").write_bytes(bytes(document.output()))
    index.build(index_dir=own / "index")
    for name in ("tall", "wide", "vast"):
        _, image = show(own, f"news/{name}.pdf", width=MAX_WIDTH)
        assert image.width * image.height <= MAX_PIXELS * 1.01
        assert max(image.size) <= MAX_SIDE + 1


def test_time_and_memory_are_capped_and_no_process_is_left(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "RENDER_SECONDS", 0.0)
    assert "took too long" in reason(built, "news/boat.pdf")
    monkeypatch.undo()
    monkeypatch.setattr(pictures, "MAX_ANSWER_BYTES", 0)
    monkeypatch.setattr(process, "PIPE_BYTES", 16)
    assert "ended the process" in reason(built, "news/boat.pdf")
    monkeypatch.undo()
    monkeypatch.setattr(pictures, "RENDER_BYTES", 40 << 20)
    assert "memory" in reason(built, "news/boat.pdf")
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if children.exists():
        left = [Path("/proc", pid, "cmdline") for pid in children.read_text().split()]
        assert not [one for one in left if b"index.pages.worker" in one.read_bytes()]


def test_a_png_is_what_others_read() -> None:
    rows = bytes(range(256)) * 3
    with Image.open(io.BytesIO(png(16, 16, rows))) as image:
        image.load()
        assert (image.size, image.mode, image.tobytes()) == ((16, 16), "RGB", rows)


# ---- over HTTP ----


@pytest.fixture(scope="module")
def service(built: Path) -> Iterator[Service]:
    with Service(built / "index") as running:
        yield running


def test_a_page_comes_as_png_and_is_not_sent_twice(service: Service) -> None:
    hit = service.get("/v1/search", query="night boat mayor", path="news/boat.pdf").json()["hits"][
        0
    ]
    asked = {"start": hit["start"], "end": hit["end"], "width": 500}
    found = service.get("/v1/pages/news/boat.pdf", **asked)
    assert (found.status, found.headers["Content-Type"]) == (200, "image/png")
    assert found.headers["Seedsearch-Page"] == str(hit["page"])
    assert found.headers["Seedsearch-Marked"] == "yes"
    with Image.open(io.BytesIO(found.body)) as image:
        assert image.width == 500
    tag = {"If-None-Match": found.headers["ETag"]}
    assert service.get("/v1/pages/news/boat.pdf", tag, **asked).status == 304
    assert service.get("/v1/pages/news/boat.pdf", tag, **{**asked, "width": 501}).status == 200
    assert "no-cache" in found.headers["Cache-Control"]
    unmarked = service.get("/v1/pages/news/boat.pdf", page=1)
    assert unmarked.headers["Seedsearch-Marked"] == "no"


def test_pdfium_is_never_in_the_process_that_serves(service: Service) -> None:
    assert service.get("/v1/pages/news/boat.pdf").status == 200
    maps = Path(f"/proc/{service.process.pid}/maps")
    if maps.exists():
        assert "pdfium" not in maps.read_text()


@pytest.mark.parametrize(
    ("path", "asked", "status", "kind"),
    [
        ("none.pdf", {}, 404, "no-such-article"),
        ("scan.txt", {}, 404, "no-page-picture"),
        ("boat.pdf", {"page": 9}, 404, "no-page-picture"),
        ("boat.pdf", {"page": 0}, 422, "invalid-request"),
        ("boat.pdf", {"width": 99_999}, 422, "invalid-request"),
        ("boat.pdf", {"size": 5}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_shown_is_a_problem(
    service: Service, path: str, asked: dict[str, int], status: int, kind: str
) -> None:
    found = service.get(f"/v1/pages/news/{path}", **asked)
    assert (found.status, found.json()["type"]) == (status, f"urn:seedsearch:{kind}")
    assert found.headers["Content-Type"] == "application/problem+json"
    assert found.json()["detail"]


def test_pages_are_behind_the_same_guards(built: Path, service: Service) -> None:
    path = "/v1/pages/news/boat.pdf"
    assert service.get(path, {"Host": "evil.example"}).status == 421
    assert service.get(path, {"Origin": "https://evil.example"}).status == 403
    with Service(built / "index", SEEDSEARCH_TOKEN=TOKEN) as closed:
        assert closed.get(path).status == 401
        assert closed.get(path, {"Authorization": f"Bearer {TOKEN}"}).status == 200


def test_a_removed_article_has_no_page_over_http(own: Path) -> None:
    with Service(own / "index") as running:
        path = "/v1/pages/news/deep/boat.pdf"
        assert running.get(path).status == 200
        edits.remove(["news/deep/boat.pdf"], index_dir=own / "index", purge=True)
        until("it is gone", lambda: running.get(path).status == 404)


def test_what_is_opened_is_a_regular_file(built: Path) -> None:
    snapshot = open_snapshot(built / "index")
    stored = snapshot.stored_article("news/deep/in/pilot.pdf")
    with original.opened(stored, snapshot.manifest.sources) as file:
        assert stat.S_ISREG(os.fstat(file).st_mode)
