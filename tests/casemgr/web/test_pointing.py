"""What the last page points at before a report is sent: each word of a sentence stands there once."""

from __future__ import annotations

import pytest

from casemgr.web import pointing


@pytest.mark.parametrize(
    "story",
    [
        "Di sini hanya saya bendahara di MTsN 3 Contohan yang tahu soal ini",
        "Mereka tahu saya guru kelas 4 di SDN 2 Contohan",
    ],
)
def test_reasons_that_meet_in_a_sentence_do_not_repeat_its_words(story: str) -> None:
    hits = pointing.hits(story, (), "id")

    assert ["".join(piece for piece, _ in hit.pieces) for hit in hits] == [story]
    assert any(is_marked for hit in hits for _, is_marked in hit.pieces)
