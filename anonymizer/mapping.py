"""The mapping of one case: which label stands for whom, and how the values come back.

Identities are keyed hashes, so that a name has the same label in every text of a case and nothing links the
mappings of two cases. Values may be sealed one by one by the caller; each is bound to case, kind and label
through the associated data. Knows nothing of finding, policies or any cipher.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from anonymizer.errors import AnonymizerError, EmptyKeyError, WrongArgumentError

FORMAT = "anonymizer mapping 1"
GREATEST_NUMBER = 999_999_999  # of a label, by its written form
IDENTITY_BYTES = 16  # 128 bits of HMAC-SHA-256: no accidental clash among 2^32 values
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Seal = Callable[[bytes, bytes], bytes]  # (value, associated data) -> sealed value, and back

LABELS = {
    "PERSON": "ORANG", "NIK": "NIK", "KK": "KK", "NIP": "NIP", "NPWP": "NPWP", "PHONE": "TELEPON",
    "EMAIL": "EMAIL", "BANK_ACCOUNT": "REKENING", "PLATE": "PLAT", "ADDRESS": "ALAMAT", "PASSPORT": "PASPOR",
    "BPJS": "BPJS", "PORSI": "PORSI", "HANDLE": "AKUN", "URL": "TAUTAN", "DOB": "LAHIR", "ID": "NOMOR",
    "DATE": "TANGGAL", "AMOUNT": "JUMLAH", "VILLAGE": "DESA", "UNIT": "SATKER", "REFERENCE": "SURAT",
}  # fmt: skip


class WrongKeyError(AnonymizerError):
    """The key is not the one this mapping was made with, so its labels would mean other people."""

    def __init__(self) -> None:
        super().__init__("the mapping belongs to another key")


class MappingUnreadableError(AnonymizerError):
    """The bytes are no mapping of this format, or were damaged."""

    def __init__(self) -> None:
        super().__init__("no readable mapping")


class MappingSealedError(AnonymizerError):
    """The values of this mapping are sealed and it was given no way to open them."""

    def __init__(self) -> None:
        super().__init__("the mapping is sealed: pass open=")


@dataclass(frozen=True, slots=True)
class Identities:
    """Keyed hashes of one case. `key` should be 32 random bytes that only this case has."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        # bytes(5) would be five zeros: a key of the wrong type must not pass as a weak one.
        if not isinstance(self.key, bytes):
            raise WrongArgumentError("key", "bytes", self.key)
        if not self.key:
            raise EmptyKeyError

    def of(self, purpose: str, kind: str, value: str) -> str:
        """Return the hash of a value as 32 hexadecimal digits; different for each purpose and kind."""
        content = value.encode("utf-8", "surrogatepass")
        message = _purpose_prefix(purpose, kind) + len(content).to_bytes(8, "big") + content
        return hmac.digest(self.key, message, "sha256")[:IDENTITY_BYTES].hex()


@lru_cache(maxsize=256)
def _purpose_prefix(purpose: str, kind: str) -> bytes:
    return _joined(purpose.encode(), kind.encode())


def _joined(*parts: bytes) -> bytes:
    """Length-prefix each part, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way a value was written: `id` its keyed hash, `value` the text in UTF-8, perhaps sealed."""

    id: str
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or value of a case.

    `ids` are the keyed identities it is known by, `marks` keyed hashes of single words and numbers by which
    later texts recognise it, `words` those marks that stand for words of a name.
    """

    kind: str
    number: int
    role: str
    ids: tuple[str, ...]
    marks: frozenset[str]
    words: frozenset[str]
    spellings: tuple[Spelling, ...]

    def label(self, spelling: int) -> str:
        """Return the label of one spelling, "ORANG-3" for the first, "ORANG-3b" for the second."""
        return f"{LABELS[self.kind]}-{self.number}{spelling_letters(spelling)}"


def _plain(output: str) -> str:
    """What an editor or a mail program may change in a stored output without touching it."""
    return output.replace("\r\n", "\n").strip()


def spelling_letters(spelling: int) -> str:
    """Return "" for 0, "b" for 1, ... "z" for 25, "aa" for 26 and so on."""
    letters, rest = "", spelling + 1
    while spelling and rest:
        rest, digit = divmod(rest - 1, 26)
        letters = LETTERS[digit] + letters
    return letters


def spelling_index(letters: str) -> int | None:
    """Return the number `spelling_letters` made the letters from, or None when it never makes them."""
    index = 0
    for letter in letters:
        index = index * 26 + LETTERS.index(letter) + 1
    return None if index == 1 else max(index - 1, 0)


@dataclass(frozen=True, eq=False)
class Mapping:
    """The labels of one case, never changed in place: `mask` returns a new one.

    `case` names the case in the associated data; `check` ties the mapping to its key.
    `seal(value, associated)` is called once for each new spelling, `open(sealed, associated)` for each value
    that is unmasked, so a caller can keep a trail. Without hooks the values are held in clear: seal the
    result of `to_bytes` as a whole.
    """

    case: str
    check: str
    entries: tuple[Entry, ...] = ()
    outputs: frozenset[str] = frozenset()
    seal: Seal | None = None
    open: Seal | None = None
    sealed: bool = False

    def __repr__(self) -> str:
        return f"Mapping({len(self.entries)} entries, {'sealed' if self.sealed else 'clear'})"

    def __len__(self) -> int:
        return len(self.entries)

    @classmethod
    def new(
        cls,
        key: bytes,
        *,
        case: str = "",
        seal: Seal | None = None,
        open: Seal | None = None,  # noqa: A002 - the pair reads seal=, open=
    ) -> Mapping:
        """Return an empty mapping for the case of this key; raise EmptyKeyError when it is empty."""
        check = Identities(key).of("check", "", case)
        return cls(case, check, seal=seal, open=open, sealed=seal is not None)

    def identities(self, key: bytes) -> Identities:
        """Return the keyed hashes of this case; raise WrongKeyError when the key is another case's."""
        identities = Identities(key)
        if not hmac.compare_digest(identities.of("check", "", self.case), self.check):
            raise WrongKeyError
        return identities

    def associated(self, kind: str, label: str) -> bytes:
        """Return the associated data that bind one value to its case, kind and label."""
        return _joined(FORMAT.encode(), self.case.encode(), kind.encode(), label.encode())

    def labels(self) -> Iterator[str]:
        """Yield every label this mapping issued, without brackets."""
        for entry in self.entries:
            for index in range(len(entry.spellings)):
                yield entry.label(index)

    def value(self, label: str) -> str | None:
        """Return the text a label such as "ORANG-3b" stands for, or None when it was never issued here.

        Raises MappingSealedError when the values are sealed and there is no `open`.
        """
        place = self.index().get(label)
        return None if place is None else self.opened(*place)

    def index(self) -> dict[str, tuple[Entry, int]]:
        """Return for each label its entry and the number of the spelling."""
        return {
            entry.label(index): (entry, index)
            for entry in self.entries
            for index in range(len(entry.spellings))
        }

    def opened(self, entry: Entry, spelling: int) -> str:
        """Return one spelling of an entry in clear; raise MappingSealedError when that is impossible here."""
        value = entry.spellings[spelling].value
        if self.sealed:
            if self.open is None:
                raise MappingSealedError
            value = self.open(value, self.associated(entry.kind, entry.label(spelling)))
        return value.decode("utf-8", "surrogatepass")

    def with_hooks(
        self,
        *,
        seal: Seal | None = None,
        open: Seal | None = None,  # noqa: A002 - as in `new`
    ) -> Mapping:
        """Return the same mapping with other hooks. Values in clear are sealed when `seal` is given."""
        if seal is None or self.sealed:
            return replace(self, seal=seal or self.seal, open=open or self.open)
        entries = tuple(
            replace(
                entry,
                spellings=tuple(
                    replace(s, value=seal(s.value, self.associated(entry.kind, entry.label(i))))
                    for i, s in enumerate(entry.spellings)
                ),
            )
            for entry in self.entries
        )
        return replace(self, entries=entries, seal=seal, open=open, sealed=True)

    def to_bytes(self) -> bytes:
        """Return the mapping as JSON in ASCII. Without hooks it holds the values in clear: seal it."""
        document = {
            "format": FORMAT,
            "case": self.case,
            "check": self.check,
            "sealed": self.sealed,
            "outputs": sorted(self.outputs),
            "lines": [],  # of use to earlier versions only
            "entries": [_entry_out(entry) for entry in self.entries],
        }
        return json.dumps(document, separators=(",", ":"), sort_keys=True).encode("ascii")

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        *,
        seal: Seal | None = None,
        open: Seal | None = None,  # noqa: A002 - as in `new`
    ) -> Mapping:
        """Read what `to_bytes` wrote; raise MappingUnreadableError for anything else.

        A mapping in clear stays in clear until `with_hooks` seals it; a sealed one needs `open` to unmask and
        `seal` to grow.
        """
        try:
            document = json.loads(data)
            if document["format"] != FORMAT:
                raise MappingUnreadableError
            case, check = _strings([document["case"], document["check"]])
            return cls(
                case=case,
                check=check,
                entries=_entries_in(document["entries"]),
                outputs=frozenset(_strings(document["outputs"])),
                seal=seal,
                open=open,
                sealed=_boolean(document["sealed"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise MappingUnreadableError from None


def _entry_out(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "number": entry.number,
        "role": entry.role,
        "ids": list(entry.ids),
        "marks": sorted(entry.marks),
        "words": sorted(entry.words),
        "spellings": [[s.id, base64.b64encode(s.value).decode("ascii")] for s in entry.spellings],
    }


def _entries_in(items: object) -> tuple[Entry, ...]:
    if not isinstance(items, list):
        raise MappingUnreadableError
    entries = tuple(map(_entry_in, items))
    # Two entries under one label would bring back the wrong person.
    if len({(entry.kind, entry.number) for entry in entries}) != len(entries):
        raise MappingUnreadableError
    return entries


def _entry_in(entry: dict[str, object]) -> Entry:
    kind, number, spellings = str(entry["kind"]), entry["number"], entry["spellings"]
    if kind not in LABELS or not isinstance(spellings, list):
        raise MappingUnreadableError
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= GREATEST_NUMBER:
        raise MappingUnreadableError
    return Entry(
        kind=kind,
        number=number,
        role=_role(entry["role"]),
        ids=tuple(_strings(entry["ids"])),
        marks=frozenset(_strings(entry["marks"])),
        words=frozenset(_strings(entry["words"])),
        spellings=tuple(
            Spelling(str(key), base64.b64decode(value, validate=True)) for key, value in spellings
        ),
    )


def _role(role: object) -> str:
    """The roles of `anonymizer.roles`, read without knowing them: a plain lower-case word."""
    if not isinstance(role, str) or not role.isascii() or not role.islower():
        raise MappingUnreadableError
    return role


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise MappingUnreadableError
    return value


def _strings(items: object) -> list[str]:
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise MappingUnreadableError
    return items


class MappingBuilder:
    """A mapping while one text is being masked: hands out labels, then gives the new Mapping."""

    def __init__(self, mapping: Mapping, identities: Identities) -> None:
        self.base = mapping
        self.identities = identities
        self.entries = list(mapping.entries)
        self.outputs = set(mapping.outputs)
        self._by_id = {key: place for place, entry in enumerate(self.entries) for key in entry.ids}
        self._by_mark: dict[str, set[int]] = {}
        for place, entry in enumerate(self.entries):
            self._note_marks(place, entry.marks)
        self._counts: dict[str, int] = {}
        self._spellings: dict[int, dict[str, int]] = {}
        for entry in self.entries:
            self._counts[entry.kind] = max(self._counts.get(entry.kind, 0), entry.number)

    def _note_marks(self, place: int, marks: frozenset[str]) -> None:
        for mark in marks:
            self._by_mark.setdefault(mark, set()).add(place)

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
        self.outputs.add(self.identities.of("output", "", _plain(text)))
        self.outputs.add(self._finished_id(text, policy_digest, searched))

    def _finished_id(self, text: str, policy_digest: str, searched: bool) -> str:
        """A mapping only ever grows, so equal counts along its line mean equal knowledge."""
        roles = Counter(entry.role for entry in self.entries)
        marks = sum(len(entry.marks) for entry in self.entries)
        ids = sum(len(entry.ids) for entry in self.entries)
        knowledge = f"{searched:d} {len(self.entries)} {ids} {marks} {sorted(roles.items())}"
        return self.identities.of("finished", policy_digest, f"{knowledge}\n{text}")

    def known(self, kind: str, canonical: str) -> int | None:
        """Return the place of the entry with this identity, or None."""
        return self._by_id.get(self.identities.of("identity", kind, canonical))

    def marked(self, mark: str) -> set[int]:
        """Return the places of the entries that carry this mark."""
        return self._by_mark.get(mark, set())

    def has_marks(self) -> bool:
        """Say whether earlier texts left anything by which later ones recognise a value."""
        return bool(self._by_mark)

    def entry(
        self, kind: str, canonical: str, role: str, *, marks: frozenset[str], words: frozenset[str]
    ) -> int:
        """Return the place of the entry for this identity, made when there is none; marks are added to it."""
        identity = self.identities.of("identity", kind, canonical)
        place = self._by_id.get(identity)
        if place is None:
            place = len(self.entries)
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self.entries.append(Entry(kind, self._counts[kind], role, (identity,), marks, words, ()))
            self._by_id[identity] = place
            self._note_marks(place, marks)
        else:
            known = self.entries[place].role
            self.extend(place, canonical, role if known == "unknown" else known, marks=marks, words=words)
        return place

    def extend(
        self, place: int, canonical: str, role: str, *, marks: frozenset[str], words: frozenset[str]
    ) -> None:
        """Let an entry be known by one more value, by more marks, and in this role."""
        entry = self.entries[place]
        identity = self.identities.of("identity", entry.kind, canonical)
        ids = entry.ids if identity in entry.ids else (*entry.ids, identity)
        marks, words = entry.marks | marks, entry.words | words
        self.entries[place] = replace(entry, role=role, ids=ids, marks=marks, words=words)
        self._by_id[identity] = place
        self._note_marks(place, marks)

    def label(self, place: int, written: str) -> str:
        """Return the label of this spelling of an entry, adding the spelling when it is new."""
        entry = self.entries[place]
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
        self.entries[place] = replace(entry, spellings=(*entry.spellings, Spelling(identity, value)))
        return label

    def mapping(self) -> Mapping:
        """Return the mapping with everything added so far."""
        return replace(
            self.base,
            entries=tuple(self.entries),
            outputs=frozenset(self.outputs),
        )
