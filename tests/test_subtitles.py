"""Subtitles are read as what is said: whole sentences, without times, numbers and marks."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from index.readers import formats
from index.readers.content import Content


def read(subtitles: str, name: str = "a.srt") -> Content:
    (record,) = formats.read(subtitles.encode(), PurePosixPath(name), formats.Reading())
    assert record.content is not None, record.reason
    return record.content


SUBRIP = """1
00:00:01,000 --> 00:00:03,000
{\\an8}<i>The dam</i> of Orm

2
00:00:03,100 --> 00:00:05,000
leaks in 12

3
00:00:05,100 --> 00:00:07,000
places.

4
00:00:20,000 --> 00:00:22,000
Nobody mends it.
"""


def test_a_sentence_goes_on_over_cues_and_a_pause_ends_a_paragraph() -> None:
    for subtitles in (SUBRIP, SUBRIP.replace("\n\n", "\n"), SUBRIP.replace("\n", "\r\n")):
        assert read(subtitles).text == "The dam of Orm leaks in 12 places.\n\nNobody mends it."


WEBVTT = """WEBVTT - The dam
Language: en-GB

NOTE
Not said by anybody.

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.000 align:start
<v Ida Holm>We &lt;never&gt; slept<c.red> there</c>.

second
00:03.000 --> 00:05.000
<v Ida Holm>It was cold.

00:05.000 --> 00:07.000
<v Jan Koster>And wet.
"""


def test_remarks_styles_and_names_of_cues_are_no_text_and_voices_are() -> None:
    content = read(WEBVTT, "a.vtt")
    assert content.text == "Ida Holm: We <never> slept there. It was cold.\n\nJan Koster: And wet."
    assert content.title == "The dam"
    assert content.language == "en-GB"


def test_captions_that_roll_say_a_line_once() -> None:
    rolling = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\nhello<00:01.000><c> there</c>\n\n"
        "00:02.000 --> 00:04.000\nhello<00:01.000><c> there</c>\nand welcome\n"
    )
    assert read(rolling, "a.vtt").text == "hello there and welcome"


@pytest.mark.parametrize("dash", ["- ", "-", "– ", ">> "])
def test_a_paragraph_ends_where_somebody_else_speaks(dash: str) -> None:
    turns = f"1\n00:00:01,000 --> 00:00:03,000\n{dash}Why?\n{dash}Because.\n"
    assert read(turns).text == "Why?\n\nBecause."


def test_captions_without_full_stops_are_no_endless_paragraph() -> None:
    times = [f"00:{n // 60:02}:{n % 60:02}" for n in range(300)]
    cues = "\n".join(
        f"{n}\n{at},000 --> {at},900\nword{n} and more\n" for n, at in enumerate(times)
    )
    paragraphs = read(cues).text.split("\n\n")
    assert max(map(len, paragraphs)) < 1100
    assert " ".join(paragraphs) == " ".join(f"word{n} and more" for n in range(300))


def test_what_has_no_times_says_so() -> None:
    (record,) = formats.read(b"Only words.\n", PurePosixPath("a.srt"), formats.Reading())
    assert record.reason == "there are no subtitles in it"
