"""Text in pictures is recognised where that is asked for, and says that it was."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path, PurePosixPath

import making
import pypdfium2
import pytest
from fpdf import FPDF

import index
import search
from index.errors import SettingsError
from index.readers import formats, recognition
from index.readers.content import Record
from index.readers.recognition import Recogniser
from search.output import text as render
from search.output.json import answers_json, results_json
from search.output.terminal import Look

TYPED = "A typed page about the ferry stands between two others, and it has a text of its own."
DPI = 150

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None and os.environ.get("SEEDSEARCH_TESSERACT") != "needed",
    reason="tesseract is not installed (on Debian: apt install tesseract-ocr)",
)


def picture(number: int) -> bytes:
    """Return a scan of the page of an article that says the fact."""
    page = pypdfium2.PdfDocument(making.pdf(number))[1]
    out = io.BytesIO()
    page.render(scale=DPI / 72, grayscale=True).to_pil().save(out, "PNG")
    return out.getvalue()


def scanned(*pages: bytes | str) -> bytes:
    """Return a PDF with a page for each picture or text."""
    report = FPDF(format=(148, 210))
    report.set_font("times", size=11)
    for page in pages:
        report.add_page()
        if isinstance(page, bytes):
            report.image(io.BytesIO(page), 0, 0, 148, 210)
        else:
            report.multi_cell(0, 5, page)
    return bytes(report.output())


def read(data: bytes, name: str, languages: str = "eng") -> list[Record]:
    recogniser = Recogniser(languages) if languages else None
    reading = formats.Reading(recogniser=recogniser)
    return list(formats.read(data, PurePosixPath(name), reading))


@needs_tesseract
def test_pages_without_text_are_recognised_and_those_with_text_are_not() -> None:
    (record,) = read(scanned(picture(1), TYPED, picture(2)), "a.pdf")
    content = record.content
    assert content is not None
    assert content.recognised == (1, 3)
    assert [content.text.index(part) for part in (making.fact(1), TYPED, making.fact(2))] == sorted(
        content.text.index(part) for part in (making.fact(1), TYPED, making.fact(2))
    )
    starts = [*content.pages, len(content.text)]
    assert making.fact(2) in content.text[starts[2] : starts[3]]


@needs_tesseract
def test_a_picture_is_read_whatever_it_is_in() -> None:
    for data, name in (
        (picture(1), "a.png"),
        (picture(1), "a.txt"),
        (making.packed({"in/a.png": picture(1)}), "a.zip"),
    ):
        (record,) = read(data, name)
        assert record.content is not None, record.reason
        assert making.fact(1) in record.content.text
        assert (record.content.pages, record.content.recognised) == ((0,), (1,))


@needs_tesseract
def test_what_has_no_text_in_it_says_so() -> None:
    assert "no text was recognised" in read(making.picture_pdf(), "a.pdf")[0].reason
    first, second = read(making.columns(1), "a.pdf")
    assert first.content is not None
    assert (second.name, "no text was recognised" in second.reason) == ("page 2", True)
    assert "cannot be recognised" in read(picture(1)[:300], "a.png")[0].reason


@needs_tesseract
def test_a_language_that_is_not_there_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The night boat was late.")
    for languages, said in (("eng+xyz", "tesseract-ocr-xyz"), ("--help", "languages such as eng")):
        with pytest.raises(SettingsError, match=said):
            index.build([tmp_path], index_dir=tmp_path / "index", ocr=languages)
    assert not (tmp_path / "index" / "CURRENT").exists()


@needs_tesseract
def test_scans_are_found_after_they_were_asked_for_and_hits_say_that_they_are_scans(
    tmp_path: Path, static_model: Path
) -> None:
    news, place = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    (news / "scan.pdf").write_bytes(scanned(picture(1), TYPED))
    (news / "map.png").write_bytes(picture(2))
    report = index.build([news], index_dir=place, model=str(static_model))
    reasons = {Path(s.path).name: s.reason for s in report.skipped}
    assert list(reasons) == ["map.png", "scan.pdf#page 1"]
    assert all("--ocr eng" in reason and "tesseract-ocr" in reason for reason in reasons.values())
    report = index.build(index_dir=place, ocr="eng")
    assert (report.added, report.changed, report.skipped) == (1, 1, ())
    assert index.build(index_dir=place).published is False  # it is remembered
    with search.open_index(place) as engine:
        results = engine.search(making.fact(1), mode="keyword")
        assert results.hits[0].recognised
        shown = render.results_text(results, Look(width=200))
        assert "p. 1 (recognised in a picture)" in shown
        assert json.loads(results_json(results))["hits"][0]["recognised"] is True
        assert not engine.search("ferry typed", mode="keyword").hits[0].recognised
        answer = engine.ask(f"What will the {making.subject(2)} cost?")
        assert answer.answers[0].article.id == "news/map.png"
        assert json.loads(answers_json(answer))["answers"][0]["recognised"] is True
    report = index.build(index_dir=place, ocr="")
    assert len(report.skipped) == 2


def test_without_tesseract_a_build_that_wants_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="apt install tesseract-ocr"):
        recognition.check("eng")
    assert "apt install tesseract-ocr" in read(picture(1), "a.png")[0].reason
    first, second = read(scanned(TYPED, picture(1)), "a.pdf")
    assert first.content is not None
    assert (second.name, "tesseract is not installed" in second.reason) == ("page 2", True)


def test_a_page_that_takes_too_long_or_comes_too_late_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "tesseract"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(recognition, "STALLED_SECONDS", 0.2)
    assert "more than 0 s" in read(picture(1), "a.png")[0].reason
    monkeypatch.setattr(recognition, "RECOGNITION_SECONDS", 0.0)
    assert "split it" in read(picture(1), "a.png")[0].reason
