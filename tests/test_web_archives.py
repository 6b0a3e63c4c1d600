"""What was saved of the web is read with its address, and what makes it look well is not."""

from __future__ import annotations

import gzip
from pathlib import Path, PurePosixPath

import making
import office

from index.builds.sources import list_files
from index.generations.manifest import Source
from index.readers import formats
from index.readers.content import Record

PLACE = "https://wren.example/7"


def read(data: bytes, name: str) -> list[Record]:
    return list(formats.read(data, PurePosixPath(name), formats.Reading()))


def bare(number: int) -> bytes:
    """Return a page that says nothing of itself."""
    body = "".join(f"<p>{text}</p>" for text in making.paragraphs(number))
    article = f"<article><h1>{making.title(number)}</h1>{body}</article>"
    return f"<html><body>{article}</body></html>".encode()


def test_pages_of_a_web_archive_are_articles_with_address_and_date() -> None:
    data = office.fetched(PLACE, bare(7)) + office.fetched("https://wren.example/", making.html(8))
    found = read(data, "a.warc")
    assert [record.name for record in found] == [PLACE, "https://wren.example/"]
    first, second = (record.content for record in found)
    assert first is not None
    assert second is not None
    assert making.fact(7) in first.text
    assert (first.link, first.date, first.date_from) == (PLACE, "2021-11-06T08:00:00Z", "archive")
    # What a page says itself goes first.
    assert (second.link, second.date_from) == ("https://wren.example/8", "metadata")
    assert read(
        gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :]), "a.warc.gz"
    )


def test_documents_in_a_web_archive_are_read_and_the_rest_is_left_out() -> None:
    found = read(
        office.fetched("https://wren.example/a?b=1", making.pdf(3), "application/pdf")
        + office.fetched("https://wren.example/b.css", b"p {}", "text/css")
        + office.fetched("https://wren.example/gone", b"<p>No.</p>", status="404 Not Found"),
        "a.warc",
    )
    assert [bool(record.content) for record in found] == [True, False, False]
    assert found[0].content is not None
    assert found[0].content.pages
    assert "text/css" in found[1].reason
    assert "404" in found[2].reason


def test_a_page_in_an_encoding_that_only_its_headers_tell_is_read() -> None:
    page = "<html><body><article><p>Паром опоздал на два часа.</p></article></body></html>"
    data = office.fetched(PLACE, page.encode("koi8-r"), "text/html; charset=koi8-r")
    assert "Паром опоздал" in read(data, "a.warc")[0].content.text  # type: ignore[union-attr]


def test_a_web_archive_that_was_cut_short_is_read_as_far_as_it_goes() -> None:
    data = making.crawl([1, 2])
    *whole, end = read(data + b"nonsense" * 9, "a.warc")
    assert [bool(record.content) for record in whole] == [True, True]
    assert "damaged" in end.reason


def test_a_page_saved_as_one_file_has_its_address() -> None:
    (record,) = read(making.saved_page(7), "a.mhtml")
    assert record.content is not None
    assert record.content.text.split("\n") == making.paragraphs(7)
    assert record.content.link == PLACE
    head = b"Date: Sat, 06 Nov 2021 08:00:00 +0000\n"
    head += b"Content-Type: multipart/related; boundary=b\n\n--b\n"
    part = b"Content-Type: text/html\nContent-Location: https://wren.example/x\n\n"
    (record,) = read(head + part + bare(7) + b"\n--b--\n", "a.mht")
    assert record.content is not None
    assert (record.content.link, record.content.date_from) == ("https://wren.example/x", "archive")
    assert "no page" in read(b"Subject: x\n\ntext", "a.mht")[0].reason


def test_the_files_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    folders = ["Ships_files", "Boats-Dateien", "Quays_fichiers", "Other_files", "_files"]
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "frame.html").write_bytes(making.html(8))
    for page in ("Ships.html", "Boats.htm", "Quays.html"):
        (tmp_path / page).write_bytes(making.html(7))
    listing = list_files(Source("news", str(tmp_path)), leave_out=tmp_path / "index")
    assert [file.article_id for file in listing.files] == [
        *("news/Boats.htm", "news/Other_files/frame.html", "news/Quays.html", "news/Ships.html"),
        "news/_files/frame.html",
    ]
    assert [Path(skipped.path).name for skipped in listing.skipped] == [
        *("Boats-Dateien", "Quays_fichiers", "Ships_files"),
    ]
    assert all("saved page" in skipped.reason for skipped in listing.skipped)


def framed(*pages: bytes) -> bytes:
    parts = b"".join(b"\n--b\nContent-Type: text/html\n\n" + page for page in pages)
    kind = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n"
    return kind + parts + b"\n--b--\n"


def test_a_frame_of_a_saved_page_is_said_to_be_left_out_unless_it_says_nothing() -> None:
    advertisement = b"<html><body><p>Buy now!</p></body></html>"
    page, frame = read(framed(making.html(7), bare(8), advertisement), "a.mhtml")
    assert page.content is not None and making.fact(7) in page.content.text
    assert frame.name == "frames" and "not read" in frame.reason
    assert len(read(framed(making.html(7), advertisement), "a.mhtml")) == 1


def test_of_a_page_that_has_only_frames_the_article_is_read() -> None:
    frames = b"<html><frameset cols='20%,80%'><frame src='a'><frame src='b'></frameset></html>"
    (record,) = read(framed(frames, bare(7)), "a.mht")
    assert record.content is not None and making.fact(7) in record.content.text
