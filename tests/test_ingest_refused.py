"""Files that are encrypted, cut short, too large, made to exhaust memory, or not what they are called: each
is reported with its reason and skipped, and the article beside them is indexed.
"""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from rag.build import update
from rag.ingest.read import LARGEST_FILE_BYTES
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder
from tests.test_ingest_archive import archive
from tests.test_ingest_epub import book
from tests.test_ingest_html import page
from tests.test_ingest_pdf import LINES, encrypted, pdf
from tests.test_ingest_word import word

ROOT = Path(__file__).resolve().parents[1]


def crypted_zip(name: str, text: bytes, password: bytes) -> bytes:
    """An archive with one entry under the classic encryption of PKZIP (APPNOTE 6.1), which Python only
    reads.
    """
    # What CRC-32 does to one byte, without the inversions around it.
    table = [zlib.crc32(bytes([n]), 0xFFFFFFFF) ^ 0xFFFFFFFF for n in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 255]

    def hidden(byte: int) -> int:
        mask = keys[2] | 2
        turn(byte)
        return byte ^ ((mask * (mask ^ 1) >> 8) & 255)

    for byte in password:
        turn(byte)
    crc = zlib.crc32(text)
    data = bytes(hidden(byte) for byte in bytes(11) + bytes([crc >> 24]) + text)
    about = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 0x21, crc, len(data), len(text), len(name), 0)
    local = b"PK\x03\x04" + about + name.encode() + data
    central = (
        b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name.encode()
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def bomb(name: str, size: int, **others: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as container:
        for other, text in others.items():
            container.writestr(other.replace("__", "/"), text)
        with container.open(name, "w") as entry:
            for _ in range(size // 2**20):
                entry.write(b" " * 2**20)
    return out.getvalue()


def bomb_pdf(size: int) -> bytes:
    """A page whose content unpacks to ``size`` bytes."""
    stream = zlib.compress(b"BT ET " * (size // 6), 9)
    body = pdf([("x",)])
    at, end = body.index(b"<< /Length"), body.index(b"endstream")
    return (
        body[:at]
        + f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
        + stream
        + b"\n"
        + body[end:]
    )


HALF = slice(0, -200)
REFUSED: dict[str, tuple[bytes, str]] = {
    # Encrypted
    "locked.pdf": (encrypted(pdf([LINES]), "secret"), "encrypted: save it without a password"),
    "locked.zip": (crypted_zip("a.txt", b"The text.", b"secret"), "encrypted: save it without a password"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "is an encrypted or old Office file"),
    "locked.epub": (
        book(**{"META-INF/encryption.xml": '<e><CipherReference URI="OPS/a.xhtml"/></e>'}),
        "encrypted: a copy-protected book",
    ),
    # Cut short
    "half.pdf": (pdf([LINES])[:60], "damaged PDF"),
    "half.zip": (archive({"a.txt": "Text."})[:60], "damaged archive"),
    "half.docx": (word()[HALF], "damaged archive"),
    "half.epub": (book()[HALF], "damaged archive"),
    "half.json": (b'[{"text": "One."}, {"text": ', "is not JSON"),
    "half.csv": (b'id,text\n1,"The bridge', "is not CSV"),
    # Made to exhaust memory
    "bomb.zip": (bomb("a.txt", 40 * 2**20), "a zip bomb"),
    "bomb.docx": (bomb("word/document.xml", 40 * 2**20), "a zip bomb"),
    "bomb.epub": (bomb("OPS/a.xhtml", 40 * 2**20), "a zip bomb"),
    "large.zip": (bomb("a.txt", 600 * 2**20), "would unpack to more than 512 MB"),
    # Not what they are called
    "pdf.txt": (pdf([LINES]), "is a PDF file, not .txt"),
    "zip.csv": (archive({"a.txt": "x"}), "is a zip archive"),
    "word.pdf": (word(), "is a zip archive (or Word, EPUB), not .pdf"),
    "text.pdf": (b"Storm shuts harbour\n", "is not a PDF file, whatever its name says"),
    "text.docx": (b"Storm shuts harbour\n", "is not a zip archive"),
    "text.epub": (b"Storm shuts harbour\n", "is not a zip archive"),
    "epub.docx": (book(), "incomplete: it has no word/document.xml"),
    "zip.epub": (archive({"a.txt": "x"}), "incomplete: it has no META-INF/container.xml"),
    "picture.md": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "binary"),
    "page.txt": (b"\n<!DOCTYPE html>\n" + page().encode(), "is a web page, not .txt: rename it to .html"),
    "text.html": (b"Storm shuts harbour\n", "is not a web page"),
    "letter.txt": (b"{\\rtf1\\ansi Storm shuts harbour}", "is an RTF file"),
    "packed.csv": (b"\x1f\x8b\x08" + bytes(40), "is a gzip file"),
    "text.eml": (b"Storm shuts harbour\n\nIt was windy.\n", "is not an e-mail"),
    "text.mbox": (b"Storm shuts harbour\n", "is not a mailbox"),
}


def test_the_encrypted_archive_is_a_real_one() -> None:
    with zipfile.ZipFile(io.BytesIO(crypted_zip("a.txt", b"The text.", b"secret"))) as container:
        assert container.read("a.txt", pwd=b"secret") == b"The text."
        with pytest.raises(RuntimeError, match="password required"):
            container.read("a.txt")


def test_each_is_reported_with_its_reason_and_the_rest_is_indexed(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "good.txt").write_text("A bridge\n\nThe bridge was built.")
    for name, (data, _) in REFUSED.items():
        (news / name).write_bytes(data)
    with (news / "huge.txt").open("wb") as file:
        file.truncate(LARGEST_FILE_BYTES + 1)  # sparse: it takes no room
    store = Store.create(tmp_path / "index", {})
    report = update(store, WordEncoder(), [news], Settings())
    assert report.added == (f"{news.as_posix()}/good.txt",)
    reasons = {Path(one.id).name: one.reason for one in report.skipped}
    wanted = {**{name: reason for name, (_, reason) in REFUSED.items()}, "huge.txt": "larger than 64 MB"}
    assert reasons.keys() == wanted.keys()
    for name, reason in wanted.items():
        assert reason in reasons[name], name
    assert report.failed == ()
    again = update(store, WordEncoder(), [], Settings())
    assert (set(again.skipped), again.unchanged) == (set(report.skipped), 1)


BOUND = """
import sys
from pathlib import Path
from rag.ingest import Failed, Skip, read_articles

try:
    read_articles(Path(sys.argv[1]))
except Skip as skip:
    print("skipped:", skip)
# The most that this program itself has held, in kB: ru_maxrss would count the one that started it.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", bomb_pdf(600 * 2**20)),
        ("a.zip", archive({"b.pdf": bomb_pdf(300 * 2**20)})),
        ("b.zip", REFUSED["large.zip"][0]),
    ],
)
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="only Linux tells a program's peak")
def test_memory_stays_bounded(tmp_path: Path, name: str, data: bytes) -> None:
    """Whatever a file unpacks to, reading it takes less than a gigabyte."""
    (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", BOUND, str(tmp_path / name)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said, peak = done.stdout.strip().rsplit("\n", 1)
    assert said.startswith("skipped: ")
    assert int(peak) < 1024 * 1024
