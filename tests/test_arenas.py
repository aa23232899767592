from __future__ import annotations

import platform
import subprocess
import sys

import pytest

GROWTH = """
import threading
from pathlib import Path
from rag.arenas import share_arenas
{share}
def work(barrier=threading.Barrier(16)):
    barrier.wait()
    held = [bytearray(5000) for _ in range(20)]
    barrier.wait()
threads = [threading.Thread(target=work) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(Path("/proc/self/maps").read_text().count(" ---p 00000000 00:00 0"))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_threads_share_their_memory() -> None:
    def arenas(share: str) -> int:
        """Reserved stretches of memory of 16 threads: their stacks' guards, and arenas."""
        code = GROWTH.format(share=share)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert arenas("assert share_arenas()") < arenas("")
