"""Plain text keeps its words and loses what cannot be seen."""

from __future__ import annotations

import base64

import pytest
from file_samples import text
from hypothesis import given
from hypothesis import strategies as some

from anonymizer import clean_file
from anonymizer.files import Kind, Reason, Trait, UncleanableFileError
from anonymizer.files.plain import clean_text


def test_invisible_marks_go_and_words_stay() -> None:
    copy = clean_file(text())
    assert copy.kind is Kind.TEXT
    shown = copy.content.decode()
    assert shown == "Petugas loket meminta uang.\nTerima kasih \U0001f64f\U0001f3fd\u200d\u2642\ufe0f\n"
    assert copy.removed_count(Trait.HIDDEN_CHARACTER) >= 5


@pytest.mark.parametrize(
    "mark",
    [
        "\u200b",
        "\u200c",
        "\u2063",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\U000e0041",
        "\ufe01",
        "\ue000",
        "\x00\x01"[1:],
    ],
)
def test_each_invisible_character_goes(mark: str) -> None:
    assert clean_text(f"uang{mark}nya") == ("uangnya", 1)


@pytest.mark.parametrize("kept", ["❤️", "👨‍👩‍👧", "1️⃣", "بسم الله", "ꦱꦫꦱ", "é", "e\u0301", "①", "½"])
def test_what_can_be_seen_stays(kept: str) -> None:
    assert clean_text(kept)[0] == kept


def test_terminal_codes_go() -> None:
    assert clean_text("\x1b[31mmerah\x1b[0m \x1b]0;judul\x07akhir")[0] == "merah akhir"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_encodings_become_utf8(encoding: str) -> None:
    assert clean_file("Rp 50.000 – café".encode(encoding)).content == "Rp 50.000 – café".encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t ", Reason.EMPTY),
        (b"a\x00b" * 50, Reason.UNKNOWN_FORMAT),
        (bytes(range(1, 30)) + b"\xff\xfa\xe0", Reason.UNKNOWN_FORMAT),
        (b"<html><body>x</body></html>", Reason.UNSUPPORTED_FORMAT),
        (b"<?xml version='1.0'?><svg/>", Reason.UNSUPPORTED_FORMAT),
        (b"{\\rtf1 x}", Reason.UNSUPPORTED_FORMAT),
        (b"Received: from contoh.example by x\n", Reason.UNSUPPORTED_FORMAT),
        (b"BEGIN:VCARD\nFN:x\n", Reason.UNSUPPORTED_FORMAT),
        (b" {\\rtf1 {\\info{\\author Rina}}x}", Reason.UNSUPPORTED_FORMAT),
        (b"\x1f\x8b\x08" + bytes(30), Reason.UNSUPPORTED_FORMAT),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(200), Reason.UNSUPPORTED_FORMAT),
        (b"RF64\xff\xff\xff\xffWAVEds64" + bytes(40), Reason.UNSUPPORTED_FORMAT),
        (b"\xff\xfe\x00\xd8\x00", Reason.TEXT_ENCODING),
    ],
    ids=lambda value: value.hex()[:12] if isinstance(value, bytes) else str(value),
)
def test_other_files_say_why_not(content: bytes, reason: Reason) -> None:
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(content)
    assert caught.value.reason_code is reason
    assert caught.value.indonesian.endswith(".")
    assert caught.value.english.endswith(".")


LETTER_IN_LETTERS = base64.encodebytes(bytes(range(256)) * 3).decode()
CONTAINERS = {
    "mail": "From: Rina <rina@contoh.example>\r\nTo: a@contoh.example\r\nReceived: from [203.0.113.7]\r\n\r\nhalo",
    "mail, folded": "From: Rina\nSubject: a\n b\nX-Originating-IP: [203.0.113.7]\n\nhalo",
    "saved page": "From: <Saved by Blink>\nSnapshot-Content-Location: https://contoh.example/\nSubject: x\n\n<p>",
    "mail behind a letter": "Yth. Bapak,\nsurat asli:\n\nReturn-Path: <a>\nMessage-ID: <b@c>\n\nhalo",
    "mail in UTF-16": "\ufeffSubject: x\nMIME-Version: 1.0\n\nhalo",
    "mailbox": "From rina@contoh.example Mon Jan  5 10:00:00 2026\nhalo",
    "part of a mail": "halo\n--batas\nContent-Type: image/jpeg\n\nAAAA",
    "base64": "Foto saya:\n" + LETTER_IN_LETTERS,
    "base64 in one line": '{"foto": "' + LETTER_IN_LETTERS.replace("\n", "") + '"}',
    "data address": "![foto](data:image/jpeg;base64," + LETTER_IN_LETTERS.replace("\n", "")[:200] + ")",
    "uuencode": "foto:\nbegin 644 foto.jpg\nM" + "A" * 60 + "\n",
    "card": "kontak\nBEGIN:VCARD\nFN:Rina\n",
    "page": "<p>halo</p><script>x</script>",
    "author of a page": '<meta name="author" content="Rina">',
    "page behind comments": "<!-- a --><!-- b -->\n<html>x",
    "page behind words": "Lihat ini\n<html><head>",
    "page behind a mark": "<\u200bhtml><body>x",
    "track": '<gpx creator="x"><wpt lat="-6" lon="106"/></gpx>',
    "bare track": "<gpx>\n<wpt>",
    "places": "<kml><Placemark>x</Placemark></kml>",
    "metadata": '<x:xmpmeta xmlns:x="adobe:ns:meta/">x',
    "own tags": "<laporan><pelapor>Rina</pelapor></laporan>",
}
PLAIN = {
    "letter": "Dari: Budi\nKepada: Inspektorat\nPerihal: pungutan\n\nDengan hormat,\n",
    "English letter": "From: Budi\nTo: the inspector\nDate: 3 March 2026\nSubject: money\n\nDear Sir,\n",
    "chat": "[03/03/26 10.00] Bu Tata: <Media tidak disertakan>\n[03/03/26 10.01] Pak Danu: baik\n",
    "blanks": "<nama pelapor>\n<alamat>\nSaya melapor.\n",
    "sums": "a < b dan b > c; 5<6\n",
    "hospital": "Nama: Budi\nX-Ray: patah tulang\n",
    "Markdown": "# Judul\n\n- satu<br>\n- dua\n",
    "about headers": "Isi surel:\nContent-Type: text/plain\n\nlalu kosong.\n",
    "long word": "to" + "l" * 3000 + "ong\n",
    "data": '{"gps": 1, "nama": "Budi"}\n',
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_mail_and_markup_are_no_plain_text(kind: str) -> None:
    encoding = "utf-16" if "UTF-16" in kind else "utf-8"
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(CONTAINERS[kind].removeprefix("\ufeff").encode(encoding))
    assert caught.value.reason_code is Reason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("kind", PLAIN)
def test_letters_that_look_like_mail_are_plain_text(kind: str) -> None:
    assert clean_file(PLAIN[kind].encode()).content.decode() == PLAIN[kind]


def test_mail_far_behind_the_beginning_is_seen() -> None:
    letter = "Saya melapor.\n" * 20_000
    assert clean_file(letter.encode()).content.decode() == letter
    with pytest.raises(UncleanableFileError):
        clean_file((letter + CONTAINERS["mail behind a letter"]).encode())


@pytest.mark.parametrize(
    "kept",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\ua98f\ua9c0\u200c\ua98f",
        "\u0915\u094d\u200d\u0937",
        "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng") + "\U000e007f",
    ],
    ids=["Persian", "Javanese", "Hindi", "flag of England"],
)
def test_joiners_that_change_what_is_seen_stay(kept: str) -> None:
    assert clean_text(kept) == (kept, 0)


@pytest.mark.parametrize(
    "marked",
    ["\u0627\u200c\u0646", "\u0645\u200c ", "\u0915\u200d\u0937", "\U0001f3f4\U000e0067\U000e0062\U000e007f"],
    ids=["after a letter that never joins", "before a space", "without a killer", "flag of nowhere"],
)
def test_joiners_that_change_nothing_go(marked: str) -> None:
    kept, marks = clean_text(marked)
    assert marks > 0
    assert not {"\u200c", "\u200d", "\U000e007f"} & set(kept)


def test_columns_of_tables_and_line_breaks_of_markdown_stay() -> None:
    table = "nama\tjumlah\tcatatan\nBudi\t5000\t\n\t\t\nTata\t\t\n"
    assert clean_text(table) == (table, 0)
    assert clean_text("# Judul\n\nbaris satu    \nbaris dua  \n") == (
        "# Judul\n\nbaris satu  \nbaris dua\n", 2,
    )  # fmt: skip
    assert clean_text("baris satu  \nbaris \t dua \t\n") == ("baris satu\nbaris \t dua\n", 2)


@given(some.text(max_size=200))
def test_cleaning_twice_changes_nothing(words: str) -> None:
    once = clean_text(words)[0]
    assert clean_text(once) == (once, 0)


@given(some.text(alphabet=some.characters(categories=("L", "N", "P")), max_size=200))
def test_letters_digits_and_punctuation_stay(words: str) -> None:
    kept = clean_text(words)[0]
    unseen = {"\u115f", "\u1160", "\u3164", "\uffa0"}
    assert kept == "".join(letter for letter in words if letter not in unseen)
