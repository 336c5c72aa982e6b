"""What the name model remembers between texts."""

from __future__ import annotations

from anonymizer.finding import find
from anonymizer.name_model import REMEMBERED, name_model

OWN_WORDS = ("zarquwindra", "pelokantusa", "brimagosti")
TEXT = "kata Pak {0} di loket, {1} sudah bayar ke bu {2} tanpa kuitansi"


def test_no_word_that_only_its_writer_uses_is_remembered() -> None:
    text = TEXT.format(*OWN_WORDS)
    assert {span.of(text) for span in find(text)} >= set(OWN_WORDS[::2]), "the words were weighed"
    memories = [memory for memory in vars(name_model()).values() if isinstance(memory, dict)]
    remembered = {word for memory in memories for key in memory for word in key}
    assert "pak" in remembered, "the positive control"
    assert remembered.isdisjoint(OWN_WORDS)
    assert all(len(memory) <= REMEMBERED for memory in memories)
