"""Keeps freed memory in the process.

Images of several megabytes are made and dropped thousands of times a second here. By default glibc gives such blocks back to the
system each time and takes them anew, page by page, which costs more than the arithmetic done on them.
"""

from __future__ import annotations

import ctypes
import sys

# Parameters of glibc's mallopt (malloc.h).
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4


def keep_freed_memory() -> None:
    """Called once at the start of a process; elsewhere than on Linux with glibc it does nothing."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_MAX, 0)
        mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(M_TOP_PAD, 2**26)
