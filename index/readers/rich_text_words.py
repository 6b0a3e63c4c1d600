"""Control words of rich text (RTF) that say what a text is, and characters that have a name."""

from __future__ import annotations

CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
"""Code pages by the character set of a font; others are that of the document."""

PLACES = {
    "fonttbl": "fonts",
    "info": "info",
    "stylesheet": "styles",
    "title": "title",
    "author": "author",
    "creatim": "created",
    "footnote": "note",
    "shptxt": "note",
    "fldrslt": "text",
    "result": "text",
}
"""Destinations whose text is wanted, and what for."""

SKIPPED = frozenset(
    "colortbl ud pict nonshppict shprslt fldinst objdata objclass objname listtext pntext subject"
    " operator category keywords comment doccomm company manager hlinkbase revtim printim buptim"
    " filetbl xe tc rxe nonesttables nesttableprops template sp sn sv atnid atnauthor atntime"
    " atndate atnref bkmkstart bkmkend datafield generator listtable listoverridetable rsidtbl"
    " themedata colorschememapping latentstyles datastore xmlnstbl shpinst shppict blipuid picprop"
    " ftnsep ftnsepc aftnsep aftnsepc ftncn aftncn wgrffmtfilter mmathPr pgptbl revtbl panose falt"
    " fontemb fontfile".split()
)
"""Destinations without text of the document."""

_MARGINS = ("the heads and feet of pages", "the heads and feet of pages are not read")

LEFT_OUT = {
    **dict.fromkeys(
        "header headerl headerr headerf footer footerl footerr footerf".split(), _MARGINS
    ),
    "annotation": ("comments", "comments are not read"),
    "object": ("embedded object", "an embedded object is not read; save it as a file of its own"),
}
"""Destinations with words that are left out: their names, and why."""

SPECIAL = {
    "tab": " ",
    "line": " ",
    "lbr": " ",
    "softline": " ",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}
"""Characters by name."""

ENDS = frozenset("par sect page column cell row nestcell nestrow".split())
"""What ends a paragraph."""
