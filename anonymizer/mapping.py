"""The mapping of one case: which label stands for whom, and how the values come back.

Identities are keyed hashes, so that a name has the same label in every text of a case and nothing links the
mappings of two cases. Values may be sealed one by one by the caller; each is bound to case, kind and label
through the associated data. Knows nothing of finding, policies or any cipher.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from anonymizer.errors import AnonymizerError, EmptyKeyError, WrongArgumentError
from anonymizer.layers import Layers

FORMAT = "anonymizer mapping 1"
GREATEST_NUMBER = 999_999_999  # of a label, by its written form
IDENTITY_BYTES = 16  # 128 bits of HMAC-SHA-256: no accidental clash among 2^32 values
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LABEL = re.compile(r"(?P<name>[A-Z]{2,9})-(?P<number>[1-9]\d{0,8})(?P<letters>[a-z]{0,4})", re.ASCII)

Seal = Callable[[bytes, bytes], bytes]  # (value, associated data) -> sealed value, and back

LABELS = {
    "PERSON": "ORANG", "NIK": "NIK", "KK": "KK", "NIP": "NIP", "NPWP": "NPWP", "PHONE": "TELEPON",
    "EMAIL": "EMAIL", "BANK_ACCOUNT": "REKENING", "PLATE": "PLAT", "ADDRESS": "ALAMAT", "PASSPORT": "PASPOR",
    "BPJS": "BPJS", "PORSI": "PORSI", "HANDLE": "AKUN", "URL": "TAUTAN", "DOB": "LAHIR", "ID": "NOMOR",
    "DATE": "TANGGAL", "AMOUNT": "JUMLAH", "VILLAGE": "DESA", "UNIT": "SATKER", "REFERENCE": "SURAT",
    "LINK": "LAMAN",
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


@dataclass(frozen=True, slots=True)
class Index:
    """Where the entries of a mapping are, by what they are found by, and how much there is of everything."""

    ids: Layers[str, int]
    marks: Layers[str, frozenset[int]]
    words: Layers[str, frozenset[int]]
    numbers: Layers[tuple[str, int], int]  # by name and number of the label
    counts: Table[str, int]  # the greatest number of each kind
    amounts: tuple[int, int]  # of ids and of marks
    roles: Table[str, int]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Index:
        """Return the index of these entries."""
        marks, words, counts = dict[str, set[int]](), dict[str, set[int]](), dict[str, int]()
        for place, entry in enumerate(entries):
            counts[entry.kind] = max(counts.get(entry.kind, 0), entry.number)
            for table, items in ((marks, entry.marks), (words, entry.words)):
                for item in items:
                    table.setdefault(item, set()).add(place)
        return cls(
            ids=Layers({key: place for place, entry in enumerate(entries) for key in entry.ids}),
            marks=Layers({mark: frozenset(places) for mark, places in marks.items()}),
            words=Layers({word: frozenset(places) for word, places in words.items()}),
            numbers=Layers({(LABELS[e.kind], e.number): place for place, e in enumerate(entries)}),
            counts=counts,
            amounts=(sum(len(e.ids) for e in entries), sum(len(e.marks) for e in entries)),
            roles=Counter(entry.role for entry in entries),
        )


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
    outputs: Collection[str] = frozenset()
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
        spelling = self.spelling(label)
        return None if spelling is None else self.opened(*spelling)

    def spelling(self, label: str) -> tuple[Entry, int] | None:
        """Return the entry of a label and the number of its spelling, or None when it was never issued."""
        match = _LABEL.fullmatch(label)
        place = None if match is None else self.index.numbers.get((match["name"], int(match["number"])))
        index = None if match is None else spelling_index(match["letters"])
        if place is None or index is None or index >= len(self.entries[place].spellings):
            return None
        return self.entries[place], index

    @cached_property
    def index(self) -> Index:
        """What finds an entry by one of its hashes or its label; shared with what grows from this mapping."""
        return Index.of(self.entries)

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
