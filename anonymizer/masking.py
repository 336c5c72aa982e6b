"""Mask texts for an audience and bring them back: `mask`, `unmask` and their forms for many texts.

Every output is proven before it is returned: no masked value can be read in it in any spelling known to
`anonymizer.forms`, and restoring it gives the text again. What cannot be proven is an error without content,
never a text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass

from anonymizer import finding
from anonymizer.errors import AnonymizerError, LanguageUnknownError, ScanUnfinishedError, WrongArgumentError
from anonymizer.finding import several
from anonymizer.forms import words_of
from anonymizer.growing import MappingBuilder
from anonymizer.linking import Links, may_be_name, may_stand_alone
from anonymizer.mapping import Identities, Mapping
from anonymizer.placeholders import OPENING, restore
from anonymizer.placing import (
    Piece,
    Work,
    checked,
    cut_out,
    issued_labels,
    place_facts,
    place_findings,
    place_known_values,
    place_repeats,
)
from anonymizer.policies import Action, Policy
from anonymizer.proof import Values
from anonymizer.quasi import Flag, find_flags
from anonymizer.rendering import MaskedSpan, prove, render
from anonymizer.spans import Span, SpanType

GOOD_KEY_BYTES = 16
_PLAIN_CODE = re.compile(r"(?=[^0-9]{0,80}[0-9])[A-Za-z0-9._:/#+=-]{1,80}")
_CODE_WORD = re.compile(r"[A-Za-z]{4,}")


class UnknownLabelError(AnonymizerError):
    """A label in the text was never issued by this mapping. `label` is the label, which names nobody."""

    def __init__(self, label: str) -> None:
        super().__init__("the text holds a label this mapping never issued")
        self.label = label


@dataclass(frozen=True, slots=True)
class Report:
    """What the masking did, without content: counts by kind, people by role, flags for a human reader.

    `links` pairs the label of a mail address or account with the label of the person whose name it spells.
    `unscannable` counts masked stretches without any letter or digit, which no later scan can look for.
    `notes` are codes: "already_masked", "short_key", "kept_then_masked", "roles_conflict".
    """

    masked: Table[str, int]
    generalised: Table[str, int]
    kept: Table[str, int]
    people: Table[str, int]
    flags: tuple[Flag, ...]
    links: tuple[tuple[str, str], ...]
    unscannable: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text, the mapping that brings it back, what was done where, and the report."""

    text: str
    mapping: Mapping
    spans: tuple[MaskedSpan, ...]
    report: Report

    def __repr__(self) -> str:
        return f"Masked({len(self.text)} characters, {len(self.spans)} spans)"


def mask(
    text: str,
    *,
    policy: str | Policy,
    key: bytes,
    mapping: Mapping | None = None,
    spans: Iterable[Span] | None = None,
    lang: str = "auto",
) -> Masked:
    """Return the text with what the policy hides replaced by labels such as ⟦ORANG-3⟧.

    `policy` is a Policy or the name of a shipped one. `key` belongs to the case: 32 random bytes; the same
    key and `mapping` give one person the same label in every text of the case. `spans` replaces what `find`
    would find. Labels are left alone only in a text that is, as a whole, an output of this mapping; others
    are escaped. Such a text comes back unchanged as long as the mapping knows nothing new.

    Raises ScanUnfinishedError or UnsafeOutputError when the text cannot be released, PolicyError,
    WrongKeyError, SpansOutsideTextError, WrongArgumentError for an argument of another type, and
    EmptyKeyError.
    """
    if not isinstance(text, str):
        raise WrongArgumentError("text", "str", text)
    policy, mapping = _policy(policy), Mapping.new(key) if mapping is None else _checked(mapping)
    builder = MappingBuilder(mapping, mapping.identities(key))
    given = None if spans is None else checked(_typed(spans), len(text))
    if not given and OPENING in text and builder.finished(text, policy.digest(), searched=given is None):
        return Masked(text, mapping, (), _report([], [], [], (), 0, {"already_masked"}))
    work = Work(text, policy, builder, issued_labels(text, builder, policy), searched=given is None)
    if len(key) < GOOD_KEY_BYTES:
        work.notes.add("short_key")
    try:
        return _proven(work, finding.find(text, lang=lang) if given is None else given)
    except (MemoryError, RecursionError):
        raise ScanUnfinishedError("mask", len(text)) from None


def _policy(policy: str | Policy) -> Policy:
    if isinstance(policy, Policy):
        return policy
    if not isinstance(policy, str):
        raise WrongArgumentError("policy", "a Policy or the name of one", policy)
    return Policy.named(policy)


def _checked(mapping: Mapping) -> Mapping:
    if not isinstance(mapping, Mapping):
        raise WrongArgumentError("mapping", "an anonymizer Mapping (see Mapping.from_bytes)", mapping)
    return mapping


def _typed(spans: Iterable[Span]) -> Iterable[Span]:
    """Return the spans; raise WrongArgumentError for one whose type, places or score are of another type."""
    if not isinstance(spans, Iterable):
        return spans
    spans = list(spans)
    for span in filter(lambda span: isinstance(span, Span), spans):
        if not isinstance(span.type, SpanType):
            raise WrongArgumentError("the type of a span", "a SpanType", span.type)
        for place in (span.start, span.end):
            if not isinstance(place, int):
                raise WrongArgumentError("start and end of a span", "int", place)
        if not isinstance(span.score, int | float):
            raise WrongArgumentError("the score of a span", "a number", span.score)
    return spans


def _proven(work: Work, found: list[Span]) -> Masked:
    outside = cut_out(found, work.labels)
    links = place_findings(work, outside)
    place_facts(work)
    place_known_values(work)
    place_repeats(work)
    return _finish(work, outside, links)


def mask_all(
    texts: Iterable[str],
    *,
    policy: str | Policy,
    key: bytes,
    mapping: Mapping | None = None,
    lang: str = "auto",
) -> Iterator[Masked]:
    """Mask the texts of one case in turn; each result's mapping holds the labels of the earlier ones.

    Raises at once what `mask` raises for policy, key and mapping, and WrongArgumentError for a single text.
    """
    policy, mapping = _policy(policy), Mapping.new(key) if mapping is None else _checked(mapping)
    mapping.identities(key)
    return _masked_in_turn(several(texts), policy, key, mapping, lang)


def _masked_in_turn(
    texts: Iterable[str], policy: Policy, key: bytes, mapping: Mapping, lang: str
) -> Iterator[Masked]:
    for text in texts:
        masked = mask(text, policy=policy, key=key, mapping=mapping, lang=lang)
        mapping = masked.mapping
        yield masked


def unmask(text: str, mapping: Mapping, *, strict: bool = False) -> str:
    """Return the text with every label of this mapping replaced by what it stands for.

    Labels the mapping never issued stay as they are, or raise UnknownLabelError when `strict`. Raises
    MappingSealedError when values are sealed and the mapping has no `open`.
    """
    return next(iter(unmask_all([text], mapping, strict=strict)))


def unmask_all(texts: Iterable[str], mapping: Mapping, *, strict: bool = False) -> Iterator[str]:
    """Unmask many texts of one case; each value is opened once at most.

    Raises WrongArgumentError at once for a single text and for what is no mapping.
    """
    return _unmasked_in_turn(several(texts), _checked(mapping), strict=strict)


def _unmasked_in_turn(texts: Iterable[str], mapping: Mapping, *, strict: bool) -> Iterator[str]:
    opened = dict[str, str]()

    def value(label: str) -> str | None:
        if label in opened:
            return opened[label]
        spelling = mapping.spelling(label)
        if spelling is not None:
            opened[label] = mapping.opened(*spelling)
        elif strict:
            raise UnknownLabelError(label)
        return opened.get(label)

    for text in texts:
        if not isinstance(text, str):
            raise WrongArgumentError("text", "str", text)
        yield restore(text, value)


def redactor(*, policy: str | Policy, key: bytes, lang: str = "auto") -> Callable[[str], str]:
    """Return a function that masks one text and keeps no way back: what programs take as `redact=`.

    Raises PolicyError, WrongArgumentError, EmptyKeyError and LanguageUnknownError at once.
    """
    policy = _policy(policy)
    Identities(key)
    if lang not in finding.LANGUAGES:
        raise LanguageUnknownError(lang)
    return lambda text: mask(text, policy=policy, key=key, lang=lang).text


def is_plain_code(identifier: object) -> bool:
    """Say whether an id of a record is a number or a code such as "L-17" or "2026/DUMAS/0042", or None.

    A code has a digit, no blank, and no word of four letters or more that is known as a part of names. Ids of
    other types, and words or sentences, may hold anything.
    """
    if identifier is None or isinstance(identifier, int):
        return True
    if not isinstance(identifier, str) or not _PLAIN_CODE.fullmatch(identifier):
        return False
    return not any(may_be_name(word.lower()) for word in _CODE_WORD.findall(identifier))


def shows_masked(other: str, text: str, masked: Masked) -> bool:
    """Say whether another short text, such as an id, is personal data or shows what was masked in `text`."""
    if finding.find(other):
        return True
    values = Values()
    for span in masked.spans:
        written = text[span.start : span.end]
        if span.action is not Action.KEEP:
            values.add(span.type, written, 0)
        if span.action is not Action.KEEP and span.type is SpanType.PERSON:
            for word in filter(may_stand_alone, words_of(written)):
                values.add_word(word, 0)
    return bool(values.occurrences(other, [(0, len(other))]))


def _finish(work: Work, spans: list[Span], links: Links) -> Masked:
    output = render(work)
    text = "".join(output.parts)
    prove(work, text, output)
    if OPENING in text:
        work.builder.note_output(text, work.policy.digest(), searched=work.searched)
    flags = tuple(find_flags(work.text, spans))
    pairs = _label_links(links, spans, output.spans)
    report = _report(work.pieces, work.kept, flags, pairs, work.values.unscannable, work.notes)
    return Masked(text, work.builder.mapping(), tuple(output.spans), report)


def _label_links(links: Links, spans: list[Span], done: list[MaskedSpan]) -> tuple[tuple[str, str], ...]:
    label_at = {span.start: span.label for span in done if span.label}
    first: dict[int, str] = {}
    for index, cluster in enumerate(links.person):
        if cluster is not None and spans[index].start in label_at:
            first.setdefault(cluster, label_at[spans[index].start])
    return tuple(
        (label_at[spans[index].start], first[owner])
        for index, owner in enumerate(links.owner)
        if owner in first and spans[index].start in label_at
    )


def _report(
    pieces: Sequence[Piece],
    kept: Sequence[Piece],
    flags: Sequence[Flag],
    links: tuple[tuple[str, str], ...],
    unscannable: int,
    notes: Iterable[str],
) -> Report:
    people = {id(p.entity): p.entity.role for p in (*pieces, *kept) if p.entity.kind is SpanType.PERSON}
    return Report(
        masked=Counter(p.entity.kind.value for p in pieces if not p.coarse),
        generalised=Counter(p.entity.kind.value for p in pieces if p.coarse),
        kept=Counter(p.entity.kind.value for p in kept),
        people=Counter(role.value for role in people.values()),
        flags=tuple(flags),
        links=links,
        unscannable=unscannable,
        notes=tuple(sorted(notes)),
    )
