"""A mapping while one text is being masked: hands out labels and remembers, then gives the new mapping.

What it takes from the mapping is looked up, never copied, so that a text costs the same in a case of ten
people and in one of ten thousand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from anonymizer.layers import GrownSet
from anonymizer.mapping import LABELS, Entry, Identities, Index, Mapping, MappingSealedError, Spelling

MOST_PLACES = 200  # beyond this many bearers of one word it tells nobody apart, and no more are noted


def _plain(output: str) -> str:
    """What an editor or a mail program may change in a stored output without touching it."""
    return output.replace("\r\n", "\n").strip()


def _with(places: frozenset[int], place: int) -> frozenset[int]:
    return places if len(places) >= MOST_PLACES else places | {place}


class MappingBuilder:
    """A mapping and what one text adds to it."""

    def __init__(self, mapping: Mapping, identities: Identities) -> None:
        self.base = mapping
        self.identities = identities
        self._known = mapping.index
        self._changed: dict[int, Entry] = {}  # by place, entries of this text included
        self._size = len(mapping.entries)
        self._ids: dict[str, int] = {}
        self._marks: dict[str, frozenset[int]] = {}
        self._words: dict[str, frozenset[int]] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._counts: dict[str, int] = {}
        self._more_ids = self._more_marks = 0
        self._roles: Counter[str] = Counter()
        self._outputs: list[str] = []
        self._spellings: dict[int, dict[str, int]] = {}

    def at(self, place: int) -> Entry:
        """Return the entry of a place as it is by now."""
        return self._changed.get(place) or self.base.entries[place]

    def issued(self, text: str, policy_digest: str) -> bool:
        """Say whether the text is, as a whole, an output of this mapping; blanks around it do not count."""
        identities, outputs = self.identities, self.base.outputs
        # The second form is what earlier versions noted.
        return (
            identities.of("output", "", _plain(text)) in outputs
            or identities.of("output", policy_digest, text) in outputs
        )

    def finished(self, text: str, policy_digest: str, *, searched: bool) -> bool:
        """Say whether the text is an output of this policy, proven against all the mapping knows now.

        `searched` asks for an output whose text the finder has read, not one masked by given spans only.
        """
        ways = (True,) if searched else (True, False)
        return any(self._finished_id(text, policy_digest, way) in self.base.outputs for way in ways)

    def note_output(self, text: str, policy_digest: str, *, searched: bool) -> None:
        """Remember an output that holds labels, so that its labels stay when it is masked again."""
        self._outputs.append(self.identities.of("output", "", _plain(text)))
        self._outputs.append(self._finished_id(text, policy_digest, searched))

    def _finished_id(self, text: str, policy_digest: str, searched: bool) -> str:
        """A mapping only ever grows, so equal counts along its line mean equal knowledge."""
        ids, marks = self._amounts()
        roles = sorted((str(role), count) for role, count in self._all_roles().items())
        knowledge = f"{searched:d} {self._size} {ids} {marks} {roles}"
        return self.identities.of("finished", policy_digest, f"{knowledge}\n{text}")

    def _amounts(self) -> tuple[int, int]:
        ids, marks = self._known.amounts
        return ids + self._more_ids, marks + self._more_marks

    def _all_roles(self) -> dict[str, int]:
        sums = Counter(self._known.roles)
        sums.update(self._roles)
        return {role: count for role, count in sums.items() if count}

    def known(self, kind: str, canonical: str) -> int | None:
        """Return the place of the entry with this identity, or None."""
        identity = self.identities.of("identity", kind, canonical)
        place = self._ids.get(identity)
        return self._known.ids.get(identity) if place is None else place

    def marked(self, mark: str) -> frozenset[int]:
        """Return the places of the entries that carry this mark."""
        return self._marks.get(mark) or self._known.marks.get(mark) or frozenset()

    def worded(self, mark: str) -> frozenset[int]:
        """Return the places of the entries in which this is the mark of a word."""
        return self._words.get(mark) or self._known.words.get(mark) or frozenset()

    def has_marks(self) -> bool:
        """Say whether earlier texts left anything by which later ones recognise a value."""
        known = self._known
        return bool(self._marks or self._words or known.marks or known.words)

    def knows(self, kind: str) -> bool:
        """Say whether the mapping has an entry of this kind."""
        return bool(self._counts.get(kind) or self._known.counts.get(kind))

    def entry(
        self, kind: str, canonical: str, role: str, *, marks: frozenset[str], words: frozenset[str]
    ) -> int:
        """Return the place of the entry for this identity, made when there is none; marks are added to it."""
        place = self.known(kind, canonical)
        if place is not None:
            known = self.at(place).role
            self.extend(place, canonical, role if known == "unknown" else known, marks=marks, words=words)
            return place
        place, self._size = self._size, self._size + 1
        number = 1 + (self._counts.get(kind) or self._known.counts.get(kind, 0))
        self._counts[kind] = number
        self._numbers[LABELS[kind], number] = place
        self._roles[role] += 1
        self._changed[place] = Entry(kind, number, role, (), frozenset(), frozenset(), ())
        self.extend(place, canonical, role, marks=marks, words=words)
        return place

    def extend(
        self, place: int, canonical: str, role: str, *, marks: frozenset[str], words: frozenset[str]
    ) -> None:
        """Let an entry be known by one more value, by more marks, and in this role."""
        entry = self.at(place)
        identity = self.identities.of("identity", entry.kind, canonical)
        self._ids[identity] = place
        self._more_ids += identity not in entry.ids
        self._more_marks += len(marks - entry.marks)
        self._roles.update({entry.role: -1})
        self._roles[role] += 1
        for mark in marks - entry.marks:
            self._marks[mark] = _with(self.marked(mark), place)
        for mark in words - entry.words:
            self._words[mark] = _with(self.worded(mark), place)
        ids = entry.ids if identity in entry.ids else (*entry.ids, identity)
        self._changed[place] = replace(
            entry, role=role, ids=ids, marks=entry.marks | marks, words=entry.words | words
        )

    def label(self, place: int, written: str) -> str:
        """Return the label of this spelling of an entry, adding the spelling when it is new."""
        entry = self.at(place)
        identity = self.identities.of("spelling", entry.kind, written)
        spellings = self._spellings.get(place)
        if spellings is None:
            spellings = {spelling.id: index for index, spelling in enumerate(entry.spellings)}
            self._spellings[place] = spellings
        if identity in spellings:
            return entry.label(spellings[identity])
        spellings[identity] = len(entry.spellings)
        label = entry.label(len(entry.spellings))
        value = written.encode("utf-8", "surrogatepass")
        if self.base.sealed:
            if self.base.seal is None:
                raise MappingSealedError
            value = self.base.seal(value, self.base.associated(entry.kind, label))
        self._changed[place] = replace(entry, spellings=(*entry.spellings, Spelling(identity, value)))
        return label

    def mapping(self) -> Mapping:
        """Return the mapping with everything added so far."""
        if not (self._changed or self._outputs):
            return self.base
        outputs = GrownSet.of(self.base.outputs).with_added(self._outputs)
        made = replace(self.base, entries=self._entries(), outputs=outputs)
        vars(made)["index"] = self._index()
        return made

    def _entries(self) -> tuple[Entry, ...]:
        entries = [*self.base.entries, *([None] * (self._size - len(self.base.entries)))]
        for place, entry in self._changed.items():
            entries[place] = entry
        return tuple(entry for entry in entries if entry is not None)

    def _index(self) -> Index:
        known = self._known
        return Index(
            ids=known.ids.with_added(self._ids),
            marks=known.marks.with_added(self._marks),
            words=known.words.with_added(self._words),
            numbers=known.numbers.with_added(self._numbers),
            counts={**known.counts, **self._counts},
            amounts=self._amounts(),
            roles=self._all_roles(),
        )
