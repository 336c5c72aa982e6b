"""The command `anonymizer`: find, mask, unmask, clean and eval from a terminal or a pipe.

Texts come as one plain file or as JSON lines, "-" is standard input. Messages are Indonesian first and never
hold content, labels' values or file names. Exit codes: 0 done, 2 wrong input or arguments, 3 a text could not
be proven safe or a file not be cleaned and nothing of it was released, 130 stopped by the user.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn, TypeAlias

from anonymizer.errors import AnonymizerError, ModelUnreadableError, ScanUnfinishedError
from anonymizer.mapping import Mapping, MappingUnreadableError, WrongKeyError
from anonymizer.masking import Report, UnknownLabelError, is_plain_code, mask, shows_masked, unmask
from anonymizer.placing import UnsafeOutputError
from anonymizer.policies import AUDIENCES, Policy, PolicyError
from anonymizer.quasi import Flag
from anonymizer.streams import (
    InputError,
    Progress,
    Record,
    decoded,
    drop_output,
    flush_output,
    json_line,
    opened,
    read_bytes,
    records,
    refuse_same_files,
    say,
    waiting,
    without_mark,
    written,
)

KEY_BYTES = 32
SAVE_SECONDS = 1.0  # how long finished lines may wait for the mapping to be saved before them

DONE, WRONG, UNSAFE, STOPPED = 0, 2, 3, 130


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments in Indonesian first and without repeating what was typed."""

    def error(self, message: str) -> NoReturn:
        del message
        self.print_usage(sys.stderr)
        say("galat: argumen tidak dikenal, tidak lengkap, atau nilainya tidak sesuai; lihat --help")
        say("error: unknown, missing or unsuitable argument; see --help")
        raise SystemExit(WRONG)


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        try:
            return _run(arguments)
        finally:
            flush_output()
    except BrokenPipeError:
        drop_output()
        return DONE
    except OSError:
        # A full disk shows when what was written is flushed; without this the interpreter tries once more.
        drop_output()
        return _fail(
            WRONG,
            "keluaran tidak dapat ditulis sampai selesai; mungkin tempatnya penuh",
            "the output could not be written to the end; there may be no space left",
        )


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    try:
        _check_files(options)
        _check_field(options)
        return int(options.run(options))
    except InputError as error:
        return _fail(WRONG, error.indonesian, error.english)
    except (ScanUnfinishedError, UnsafeOutputError):
        return _fail(
            UNSAFE,
            "teks tidak dapat dibuktikan aman, jadi tidak dikeluarkan",
            "the text could not be proven safe and was not released",
        )
    except ModelUnreadableError:
        return _fail(WRONG, "pemasangan paket ini rusak", "this installation is damaged")
    except AnonymizerError as error:
        return _fail(WRONG, "permintaan tidak dapat dijalankan", str(error))
    except KeyboardInterrupt:
        return _fail(STOPPED, "dihentikan", "stopped")


def _check_files(options: argparse.Namespace) -> None:
    """Refuse names of files that would overwrite one another, or a key or mapping in a pipe."""
    given = vars(options)
    names = ("source", "output", "target", "report", "policy_file", "key_file", "mapping")
    refuse_same_files(given.get(name) for name in names)
    if any(str(given.get(name)) == "-" for name in ("key_file", "mapping")):
        raise InputError(
            "kunci dan pemetaan harus berupa berkas, bukan -", "key and mapping must be files, not -"
        )
    if str(given.get("source")) == "-" and str(given.get("policy_file")) == "-":
        raise InputError(
            "teks dan tabel kebijakan tidak dapat keduanya dari -", "text and policy cannot both come from -"
        )


def _check_field(options: argparse.Namespace) -> None:
    """Refuse a text field named like what the command writes beside the text, which would be lost."""
    written_too = {"find": ("spans", "flags"), "mask": ("id", "report")}.get(options.command, ())
    if vars(options).get("field") in written_too and _is_lines(options):
        raise InputError(
            "nama kolom teks itu dipakai untuk hasil; ganti nama kolomnya di masukan dan di --field",
            "results are written under that name; rename the text field in the input and in --field",
        )


def _fail(code: int, indonesian: str, english: str) -> int:
    say(f"galat: {indonesian}")
    say(f"error: {english}")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="anonymizer", description="Temukan dan samarkan data pribadi. Find and mask personal data."
    )
    commands = parser.add_subparsers(required=True, dest="command", metavar="{find,mask,unmask,clean,eval}")
    for add in (_add_find, _add_mask, _add_unmask, _add_clean, _add_eval):
        add(commands)
    return parser


def _add_find(commands: _Commands) -> None:
    find = commands.add_parser("find", help="tandai data pribadi / mark personal data")
    _text_arguments(find)
    find.add_argument("--lang", choices=("auto", "id", "en"), default="auto")
    find.add_argument(
        "--flags", action="store_true", help="sertakan petunjuk tak langsung / add quasi-identifiers"
    )
    find.set_defaults(run=_find)


def _add_mask(commands: _Commands) -> None:
    mask = commands.add_parser("mask", help="samarkan untuk pembaca tertentu / mask for an audience")
    _text_arguments(mask)
    mask.add_argument(
        "--policy", choices=AUDIENCES, help="pembaca, baku publik / audience, publik if not given"
    )
    mask.add_argument("--policy-file", type=Path, help="tabel sendiri (TOML) / own table")
    mask.add_argument(
        "--key-file",
        type=Path,
        help="kunci perkara (64 heksadesimal), dibuat bila belum ada / case key (64 hex), made if missing",
    )
    mask.add_argument(
        "--mapping", type=Path, help="pemetaan tersegel untuk unmask / sealed mapping for unmask"
    )
    mask.add_argument(
        "--keep-id",
        action="store_true",
        help="tulis id apa adanya / write ids as they are, even personal ones",
    )
    mask.add_argument(
        "--report",
        type=Path,
        help="laporan JSON tanpa isi, - untuk stderr / JSON report without content, - for stderr",
    )
    mask.add_argument("--lang", choices=("auto", "id", "en"), default="auto")
    mask.set_defaults(run=_mask)


def _add_unmask(commands: _Commands) -> None:
    unmask = commands.add_parser("unmask", help="kembalikan teks asli / bring the text back")
    _text_arguments(unmask)
    unmask.add_argument("--key-file", type=Path, required=True)
    unmask.add_argument("--mapping", type=Path, required=True)
    unmask.add_argument(
        "--keep-unknown",
        action="store_true",
        help="biarkan label yang tidak dikenal pemetaan / leave labels the mapping does not know",
    )
    unmask.set_defaults(run=_unmask)


def _add_eval(commands: _Commands) -> None:
    evaluate = commands.add_parser("eval", help="ukur pada teks bertanda (JSONL) / measure on marked texts")
    evaluate.add_argument("source", help="berkas JSONL, atau - / JSONL file, or -")
    evaluate.add_argument("--structured", action="store_true", help="tanpa nama / without names")
    evaluate.set_defaults(run=_eval)


def _add_clean(commands: _Commands) -> None:
    clean = commands.add_parser("clean", help="salin berkas tanpa metadata / copy a file without metadata")
    clean.add_argument("source", help="berkas, atau - / file, or -")
    clean.add_argument("target", help="salinan bersih, atau - / clean copy, or -")
    clean.add_argument("--lossless", action="store_true", help="gambar tidak disandikan ulang / keep pixels")
    clean.add_argument("--progress", action="store_true", help="tampilkan lamanya / show how long it takes")
    clean.set_defaults(run=_clean)


def _text_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="?", default="-", help="berkas teks, atau - / text file, or -")
    parser.add_argument("--output", type=Path, help="tulis ke berkas, atau - / write to a file, or -")
    parser.add_argument(
        "--jsonl", action="store_true", help="satu objek JSON per baris / one JSON object a line"
    )
    parser.add_argument("--field", default="text", help="nama kolom teks / name of the text field")
    parser.add_argument(
        "--progress", action="store_true", help="selalu tampilkan kemajuan / always show progress"
    )


def _is_lines(options: argparse.Namespace) -> bool:
    return bool(options.jsonl) or str(options.source).endswith((".jsonl", ".ndjson"))


def _flag_row(flag: Flag) -> dict[str, object]:
    reasons = {"alasan": flag.reason_id, "reason": flag.reason_en}
    return {"start": flag.start, "end": flag.end, "rule": flag.rule, **reasons}


def _find(options: argparse.Namespace) -> int:
    from anonymizer.finding import find
    from anonymizer.quasi import find_flags

    def found(text: str) -> dict[str, object]:
        spans = find(text, lang=options.lang)
        rows = [
            {"start": s.start, "end": s.end, "type": s.type.value, "score": round(s.score, 3), "rule": s.rule}
            for s in spans
        ]
        if not options.flags:
            return {"spans": rows}
        return {"spans": rows, "flags": [_flag_row(flag) for flag in find_flags(text, spans)]}

    progress = Progress(options.progress)
    with written(options.output) as out:
        if _is_lines(options):
            for record, text, _ in records(options.source, options.field):
                out.write(json_line({**record, **found(text)}))
                progress.step(len(text))
        else:
            text = decoded(read_bytes(options.source))
            progress.reading(len(text))
            out.write(json_line(found(text)))
            progress.step(len(text))
    progress.end()
    return DONE


def _policy(options: argparse.Namespace) -> Policy:
    if options.policy_file is None:
        return Policy.named(options.policy or AUDIENCES[0])
    if options.policy is not None:
        raise InputError(
            "--policy dan --policy-file tidak dapat dipakai bersama",
            "--policy and --policy-file cannot be used together",
        )
    try:
        table = tomllib.loads(decoded(without_mark(read_bytes(options.policy_file))))
        return Policy.from_table("own", table)
    except tomllib.TOMLDecodeError:
        raise InputError("tabel kebijakan bukan TOML", "the policy table is not TOML") from None
    except PolicyError as error:
        raise InputError("tabel kebijakan tidak benar", error.problem) from None


def _key(path: Path, *, may_make: bool) -> bytes:
    """Return the case key kept in a file as 64 hexadecimal digits; a new one is made when `may_make`."""
    if may_make and not path.exists():
        key = secrets.token_bytes(KEY_BYTES)
        with written(path, 0o600) as stream:
            stream.write(key.hex().encode() + b"\n")
        say("kunci perkara baru dibuat; simpan terpisah dari pemetaan / a new case key was made")
        return key
    try:
        key = bytes.fromhex(without_mark(read_bytes(path)).decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError("berkas kunci harus berisi 64 angka heksadesimal", "a key file holds 64 hex digits")
    return key


def _mapping(path: Path, key: bytes, *, may_make: bool) -> Mapping:
    from anonymizer.sealing import sealing_hooks

    seal, unseal = sealing_hooks(key)
    if not path.exists() and may_make:
        return Mapping.new(key, seal=seal, open=unseal)
    try:
        mapping = Mapping.from_bytes(read_bytes(path), seal=seal, open=unseal)
        mapping.identities(key)
    except MappingUnreadableError:
        raise InputError("berkas pemetaan tidak dapat dibaca", "the mapping file cannot be read") from None
    except WrongKeyError:
        raise InputError(
            "kunci ini bukan kunci pemetaan itu", "this key does not belong to that mapping"
        ) from None
    return mapping


@dataclass(slots=True)
class _Masker:
    """Masks record after record: all of one case when there is a mapping, else each for itself.

    What is masked waits in `waiting` until the mapping that brings it back is on the disk.
    """

    policy: Policy
    lang: str
    progress: Progress
    key: bytes = b""
    path: Path | None = None
    mapping: Mapping | None = None
    reports: list[Record] = field(default_factory=list)
    waiting: list[bytes] = field(default_factory=list)
    saved: float = field(default_factory=time.monotonic)
    pause: float = SAVE_SECONDS

    def __call__(self, text: str, row: Record) -> str:
        # Without a mapping nobody may link two records, so each has a key that is forgotten.
        key = self.key or secrets.token_bytes(KEY_BYTES)
        result = mask(text, policy=self.policy, key=key, mapping=self.mapping, lang=self.lang)
        if row and (not is_plain_code(row["id"]) or shows_masked(str(row["id"]), text, result)):
            raise PersonalIdError
        if self.mapping is not None:
            self.mapping = result.mapping
        self.reports.append({**row, **_report_row(result.report)})
        self.progress.step(len(text))
        return result.text

    def write(self, out: BinaryIO, content: bytes) -> None:
        """Write now when nothing must be kept for it, else about once a second, the mapping first."""
        self.waiting.append(content)
        if self.mapping is None or time.monotonic() - self.saved >= self.pause:
            self.flush(out)

    def flush(self, out: BinaryIO) -> None:
        """Save the mapping, then write what waits for it."""
        began = time.monotonic()
        if self.mapping is not None and self.path is not None:
            with written(self.path, 0o600) as stream:
                stream.write(self.mapping.to_bytes())
        out.writelines(self.waiting)
        self.waiting.clear()
        if self.mapping is not None:
            out.flush()
        self.saved = time.monotonic()
        # A large mapping takes longer to save: never more than a tenth of the time.
        self.pause = max(SAVE_SECONDS, 10 * (self.saved - began))


class PersonalIdError(AnonymizerError):
    """The id of a record is no plain code, shows what is masked in its text, or is personal data itself."""

    def __init__(self) -> None:
        super().__init__("the id of a record is no plain code or holds personal data")


def _masker(options: argparse.Namespace) -> _Masker:
    if (options.mapping is None) != (options.key_file is None):
        raise InputError(
            "--mapping dan --key-file harus diberikan bersama", "--mapping and --key-file belong together"
        )
    masker = _Masker(_policy(options), options.lang, Progress(options.progress))
    if options.mapping is not None:
        masker.key = _key(options.key_file, may_make=not options.mapping.exists())
        masker.path = options.mapping
        masker.mapping = _mapping(options.mapping, masker.key, may_make=True)
    return masker


def _mask(options: argparse.Namespace) -> int:
    masker = _masker(options)
    with written(options.output) as out:
        try:
            if _is_lines(options):
                _mask_lines(options, masker, out)
            else:
                text = decoded(read_bytes(options.source))
                masker.progress.reading(len(text))
                masker.write(out, masker(text, {}).encode("utf-8"))
        finally:
            masker.flush(out)
    if options.report is not None:
        _write_report(options.report, masker.reports)
    masker.progress.end()
    say("baca sendiri sebelum dikirim, terutama bagian bertanda / a human reads it before it leaves")
    return DONE


def _write_report(path: Path, rows: list[Record]) -> None:
    """Write the reports to a file; "-" is standard error, since the masked text has standard output."""
    if str(path) == "-":
        for row in rows:
            say(json.dumps(row))
        return
    with written(path) as stream:
        stream.writelines(map(json_line, rows))


def _mask_lines(options: argparse.Namespace, masker: _Masker, out: BinaryIO) -> None:
    for record, text, number in records(options.source, options.field):
        row: Record = {"id": record["id"]} if "id" in record else {}
        try:
            masked = masker(text, {} if options.keep_id else row)
        except PersonalIdError:
            raise InputError(
                f"baris {number}: id bukan kode berangka atau memuat data pribadi; ganti id, atau --keep-id",
                f"line {number}: the id is no code with digits, or holds personal data; see --keep-id",
            ) from None
        masker.write(out, json_line({**row, options.field: masked, "report": masker.reports[-1]}))


def _report_row(report: Report) -> Record:
    return {
        "masked": dict(report.masked),
        "generalised": dict(report.generalised),
        "kept": dict(report.kept),
        "people": dict(report.people),
        "flags": [_flag_row(flag) for flag in report.flags],
        "links": [list(pair) for pair in report.links],
        "unscannable": report.unscannable,
        "notes": list(report.notes),
    }


def _unmask(options: argparse.Namespace) -> int:
    from anonymizer.sealing import SealBrokenError

    mapping = _mapping(options.mapping, _key(options.key_file, may_make=False), may_make=False)
    progress, keep = Progress(options.progress), bool(options.keep_unknown)
    try:
        with written(options.output) as out:
            if _is_lines(options):
                for record, text, number in records(options.source, options.field):
                    restored = _restored(text, mapping, keep=keep, line=number)
                    out.write(json_line({**record, options.field: restored}))
                    progress.step(len(text))
            else:
                text = decoded(read_bytes(options.source))
                progress.reading(len(text))
                out.write(_restored(text, mapping, keep=keep).encode("utf-8", "surrogatepass"))
    except SealBrokenError:
        raise InputError("pemetaan rusak atau diubah", "the mapping is damaged or was changed") from None
    progress.end()
    return DONE


def _restored(text: str, mapping: Mapping, *, keep: bool, line: int = 0) -> str:
    """Return the text as it was; raise InputError for a label of another mapping unless it is to be kept."""
    try:
        return unmask(text, mapping, strict=not keep)
    except UnknownLabelError:
        where_id, where_en = (f"baris {line}: ", f"line {line}: ") if line else ("", "")
        raise InputError(
            f"{where_id}ada label yang tidak dikenal pemetaan ini; --keep-unknown membiarkannya",
            f"{where_en}a label is unknown to this mapping; --keep-unknown leaves such labels",
        ) from None


def _clean(options: argparse.Namespace) -> int:
    from anonymizer.files import UncleanableFileError, clean_file

    target = None if options.target == "-" else Path(options.target)
    name = None if options.source == "-" else Path(options.source).name
    try:
        with opened(options.source) as source, written(target) as out:
            with waiting("membersihkan / cleaning", wanted=options.progress):
                cleaned = clean_file(source, out, name=name, lossless=options.lossless)
    except UncleanableFileError as error:
        return _fail(UNSAFE, error.indonesian, error.english)
    for removal in cleaned.removed:
        what, count = removal.what, removal.count
        say(f"dihapus: {what.label('id')} x {count} / removed: {what.label('en')} x {count}")
    for notice in cleaned.notices:
        say(f"perhatikan: {notice.label('id')} / note: {notice.label('en')}")
    return DONE


def _eval(options: argparse.Namespace) -> int:
    from anonymizer.evaluate import evaluate, load_texts
    from anonymizer.finding import find, find_structured

    path = Path("/dev/stdin") if options.source == "-" else Path(options.source)
    try:
        texts = load_texts(path)
    except OSError:
        raise InputError("berkas masukan tidak dapat dibaca", "the input file cannot be read") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("bukan korpus bertanda (JSONL)", "not a corpus of marked texts (JSONL)") from None
    if not texts:
        raise InputError("tidak ada teks bertanda di dalamnya", "there is no marked text in it")
    for line in evaluate(texts, find_structured if options.structured else find).lines():
        sys.stdout.write(line + "\n")
    return DONE


if __name__ == "__main__":
    raise SystemExit(main())
