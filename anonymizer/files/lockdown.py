"""Take away from the running process what a file parser does not need (Linux).

Resource limits always; then, where the kernel offers it, a system call filter (seccomp) under which the
process can open no file, make no socket, start no program: a parser that is tricked can neither write a clear
copy to a disk nor call home. Call `limit_resources` first, import every library, then call `close_doors`.

System call numbers: Linux `asm/unistd_64.h` (x86-64) and `asm-generic/unistd.h` (aarch64); filter format:
`linux/filter.h`, `linux/seccomp.h`.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import signal
import struct

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW = 0x7FFF0000
_RET_REFUSE = 0x00050001  # SECCOMP_RET_ERRNO with EPERM
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE = 0, 4

_X86_64 = (
    0xC000003E,
    (0, 1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 24, 25, 28, 35, 39, 60, 63, 72, 77, 79,
    96,
     97, 99, 102, 104, 107, 108, 131, 186, 201, 202, 204, 218, 228, 229, 230, 231, 234, 262, 273, 318, 324,
     332,
     334, 449),
)  # fmt: skip
_AARCH64 = (
    0xC00000B7,
    (17, 25, 46, 57, 62, 63, 64, 65, 66, 67, 68, 79, 80, 93, 94, 96, 98, 99, 101, 113, 114, 115, 123, 124,
    131, 132,
     134, 135, 139, 160, 163, 165, 169, 172, 174, 175, 176, 177, 178, 179, 214, 215, 216, 222, 226, 233, 278,
     283, 291, 293, 449),
)  # fmt: skip
_TABLES = {"x86_64": _X86_64, "aarch64": _AARCH64}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def limit_resources(*, memory_bytes: int, seconds: int, output_bytes: int) -> None:
    """Bound address space, processor time, file size and core dumps of this process."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, memory_bytes)
    # One second more before the end that cannot be told from other kills.
    _lower(resource.RLIMIT_CPU, seconds, grace=1)
    _lower(resource.RLIMIT_FSIZE, output_bytes)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _lower(which: int, wanted: int, *, grace: int = 0) -> None:
    _, hard = resource.getrlimit(which)
    unbounded = hard == resource.RLIM_INFINITY
    soft = wanted if unbounded else min(wanted, hard)
    resource.setrlimit(which, (soft, soft + grace if unbounded else min(soft + grace, hard)))


def close_doors() -> bool:
    """Refuse every system call but those for memory, open files and ending; say whether it worked.

    False on kernels or machines without the filter: the resource limits then stand alone.
    """
    table = _TABLES.get(platform.machine())
    if table is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    code = _filter(*table)
    program = _Program(len(code) // 8, code)
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, numbers: tuple[int, ...]) -> bytes:
    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    count = len(numbers)
    parts = [
        step(_LOAD_WORD, 0, 0, _OFFSET_ARCHITECTURE),
        step(_JUMP_IF_EQUAL, 0, count + 1, architecture),
        step(_LOAD_WORD, 0, 0, _OFFSET_NUMBER),
    ]
    parts.extend(step(_JUMP_IF_EQUAL, count - at, 0, number) for at, number in enumerate(numbers))
    parts.append(step(_RETURN, 0, 0, _RET_REFUSE))
    parts.append(step(_RETURN, 0, 0, _RET_ALLOW))
    return b"".join(parts)
