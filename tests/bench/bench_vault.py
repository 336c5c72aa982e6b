"""Time the vault's byte formats next to the bare operations they are made of, in one run.

The floor of a file is the pipeline of `encrypt_into` on 1 MiB pieces, SHA-256, write and fsync on the same disk;
that of a small seal is the library's own call on the same bytes, without header and context.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casemgr.vault import formats
from casemgr.vault.formats import Context, KeyPair, StreamOpener, StreamSealer, SymmetricKey
from tests.bench.rows import ROUNDS, Figures, median, milliseconds, run

MIB = 1024 * 1024
FILE_MIB = 100
TIMES = 200
PLACE = Context("bench", "bench", b"owner", b"row", 0)
KEY = SymmetricKey.generate()
PIECES = [os.urandom(MIB) for _ in range(4)]
TEXT = "Diminta uang dua kali. " * 80


def write_with(seal: Callable[[bytes], bytes | bytearray | memoryview], path: Path) -> None:
    """Hash what `seal` makes of each piece and write it durably."""
    digest = hashlib.sha256()
    with path.open("wb", buffering=0) as file:
        for number in range(FILE_MIB):
            sealed = seal(PIECES[number % 4])
            digest.update(sealed)
            file.write(sealed)
        os.fsync(file.fileno())


def bare_aead() -> Callable[[bytes], bytearray]:
    """Return the call that encrypts a piece into one reused buffer."""
    aead, buffer = AESGCM(os.urandom(32)), bytearray(MIB + 16)

    def seal(piece: bytes) -> bytearray:
        aead.encrypt_into(os.urandom(12), piece, None, buffer)
        return buffer

    return seal


def write_sealed(path: Path) -> None:
    """Write the file as casemgr does; the sealer hashes."""
    sealer = StreamSealer(KEY, PLACE)
    with path.open("wb", buffering=0) as file:
        for number in range(FILE_MIB):
            file.write(sealer.update(PIECES[number % 4]))
        for rest in sealer.finishing():
            file.write(rest)
        os.fsync(file.fileno())


def read_sealed(path: Path) -> None:
    """Open the file and read it whole."""
    with path.open("rb") as file:
        assert sum(len(piece) for piece in StreamOpener(KEY, file, PLACE)) == FILE_MIB * MIB


def files(figures: Figures, path: Path) -> None:
    """Measure writing and reading, alternating."""
    rounds = []
    for _ in range(ROUNDS):
        plain = milliseconds(partial(write_with, lambda piece: piece, path))
        floor = milliseconds(partial(write_with, bare_aead(), path))
        rounds.append(
            (
                plain,
                floor,
                milliseconds(partial(write_sealed, path)),
                milliseconds(partial(read_sealed, path)),
            )
        )
    plain, floor, sealed, read = (median(times) for times in zip(*rounds, strict=True))
    name = f"{FILE_MIB} MiB sealed, hashed, written, ms"
    figures.compare(f"{name} / bare AEAD, same hash and write", sealed, floor, 1.25)
    figures.compare(f"{name} / the same in clear", sealed, plain, 1.5)
    figures.compare(f"{FILE_MIB} MiB opened and read, ms / written in clear", read, plain, 1.25)


def small_seals(figures: Figures) -> None:
    """Measure what a report needs a handful of, alternating with the library's bare call."""
    pair, secret, text = KeyPair.generate(), bytes(32), TEXT.encode()
    suite, public = formats.hpke_suite(), pair.public.handle()
    pairs: list[tuple[str, float, Callable[[], object], Callable[[], object]]] = [
        (
            "seal a key to a public key",
            1.5,
            lambda: formats.seal_to(pair.public, secret, PLACE),
            lambda: suite.encrypt(secret, public, info=b"bench"),
        ),
        (
            "wrap a key",
            2.0,
            lambda: formats.encrypt_key(KEY, secret, PLACE),
            lambda: Cobblestone256Encryptor(KEY.secret, b"bench").update(secret),
        ),
        (
            "seal a text of 1.8 kB",
            2.0,
            lambda: formats.encrypt_text(KEY, TEXT, PLACE),
            lambda: Cobblestone256Encryptor(KEY.secret, b"bench").update(text),
        ),
    ]
    for name, limit, ours, bare in pairs:
        rounds = [(milliseconds(ours) * 1000, milliseconds(bare) * 1000) for _ in range(TIMES)]
        value, floor = (median(times) for times in zip(*rounds, strict=True))
        figures.compare(f"{name}, us / the library's call", value, floor, limit)


def measure(figures: Figures) -> None:
    """Measure small seals and files."""
    small_seals(figures)
    with tempfile.TemporaryDirectory() as folder:
        files(figures, Path(folder) / "sealed")


if __name__ == "__main__":
    run(measure)
