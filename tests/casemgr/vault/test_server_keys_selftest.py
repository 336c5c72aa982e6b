"""Nothing starts on a cryptography that lacks what the formats need."""

import subprocess
import sys

import pytest

from casemgr.vault.selftest import self_test

CODE = """
import sys
{damage}
from casemgr.errors import CryptographyTooOldError
from casemgr.vault.selftest import self_test
try:
    self_test()
except CryptographyTooOldError as error:
    print(error.name)
else:
    print("passed")
"""
DAMAGES = {
    "nothing missing": ("pass", "passed"),
    "no ML-KEM module": (
        "sys.modules['cryptography.hazmat.primitives.asymmetric.mlkem'] = None",
        "ML-KEM-768",
    ),
    "no HPKE module": ("sys.modules['cryptography.hazmat.primitives.hpke'] = None", "HPKE"),
    "HPKE without the hybrid": (
        "import cryptography.hazmat.primitives.hpke as h\nh.KEM = type('KEM', (), {'X25519': h.KEM.X25519})",
        "HPKE MLKEM768-X25519",
    ),
    "no chunked encryption": ("sys.modules['cryptography.cobblestone'] = None", "Cobblestone-256"),
    "no Argon2id": ("sys.modules['cryptography.hazmat.primitives.kdf.argon2'] = None", "Argon2id"),
}


def test_this_machine_passes() -> None:
    self_test()


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_missing_is_named(name: str) -> None:
    damage, expected = DAMAGES[name]
    code = CODE.format(damage=damage)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected
