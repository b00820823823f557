"""Programs that applications call, with the packages of the system that bring them.

The names are those of Debian 13 and of Alpine 3: https://packages.debian.org/,
https://pkgs.alpinelinux.org/packages. A program that base images have anyway (`sh`, `tar`) has no
row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Program(NamedTuple):
    """One row: programs that come together.

    Args:
        names: how they are called.
        debian: Debian's packages.
        alpine: Alpine's packages.
    """

    names: tuple[str, ...]
    debian: tuple[str, ...]
    alpine: tuple[str, ...]


def _row(names: str, debian: str, alpine: str = "") -> Program:
    return Program(tuple(names.split()), tuple(debian.split()), tuple((alpine or debian).split()))


ROWS = (
    _row("7z 7za 7zz", "7zip"),
    _row("antiword", "antiword"),
    _row("aria2c", "aria2"),
    _row("convert identify mogrify magick composite", "imagemagick"),
    _row("curl", "ca-certificates curl", "curl"),
    _row("cwebp dwebp gif2webp", "webp", "libwebp-tools"),
    _row("dig nslookup host", "bind9-dnsutils", "bind-tools"),
    _row("dot neato", "graphviz"),
    _row("espeak-ng espeak", "espeak-ng"),
    _row("exiftool", "libimage-exiftool-perl", "exiftool"),
    _row("ffmpeg ffprobe", "ffmpeg"),
    _row("gifsicle", "gifsicle"),
    _row("git", "ca-certificates git", "git"),
    _row("gm", "graphicsmagick"),
    _row("gpg gpg2", "gnupg"),
    _row("gs", "ghostscript"),
    _row("inkscape", "inkscape"),
    _row("ip ss", "iproute2"),
    _row("java", "default-jre-headless", "openjdk21-jre-headless"),
    _row("jpegoptim", "jpegoptim"),
    _row("jq", "jq"),
    _row("lame", "lame"),
    _row("ldapsearch", "ldap-utils", "openldap-clients"),
    _row("lsof", "lsof"),
    _row("mediainfo", "mediainfo"),
    _row("mysql mysqldump mariadb mariadb-dump", "default-mysql-client", "mariadb-client"),
    _row("netstat ifconfig arp", "net-tools"),
    _row("nmap", "nmap"),
    _row("openssl", "openssl"),
    _row("optipng", "optipng"),
    _row("pandoc", "pandoc"),
    _row("pdfinfo pdftoppm pdftotext pdftocairo pdfimages", "poppler-utils"),
    _row("pdflatex latex", "texlive-latex-base", "texlive"),
    _row("pdftk", "pdftk-java", "pdftk"),
    _row("perl", "perl"),
    _row("pg_dump pg_dumpall pg_restore psql pg_isready", "postgresql-client"),
    _row("ping ping6", "iputils-ping"),
    _row("pngquant", "pngquant"),
    _row("potrace", "potrace"),
    _row("ps top pgrep pkill", "procps"),
    _row("python3 python", "python3"),
    _row("qpdf", "qpdf"),
    _row("redis-cli", "redis-tools", "redis"),
    _row("rsvg-convert", "librsvg2-bin", "rsvg-convert"),
    _row("rsync", "rsync"),
    _row("smbclient", "smbclient", "samba-client"),
    _row("snmpget snmpwalk", "snmp", "net-snmp-tools"),
    _row("soffice libreoffice", "libreoffice-nogui", "libreoffice"),
    _row("sox", "sox"),
    _row("sqlite3", "sqlite3", "sqlite"),
    _row("ssh scp sftp ssh-keygen ssh-keyscan", "openssh-client"),
    _row("tesseract", "tesseract-ocr"),
    _row("traceroute", "traceroute"),
    _row("unrtf", "unrtf"),
    _row("unzip", "unzip"),
    _row("wget", "ca-certificates wget", "wget"),
    _row("whois", "whois"),
    _row("yt-dlp", "ca-certificates yt-dlp", "yt-dlp"),
    _row("zip", "zip"),
)
BY_NAME = {name: row for row in ROWS for name in row.names}


def packages(programs: Iterable[str], base: str) -> tuple[str, ...]:
    """The system's packages that bring programs, sorted; a program without a row brings none.

    Args:
        programs: the names of the programs.
        base: the family of base images; anything but `alpine` has Debian's packages.
    """
    found: set[str] = set()
    for name in programs:
        row = BY_NAME.get(name)
        if row is not None:
            found |= {*(row.alpine if base == "alpine" else row.debian)}
    return tuple(sorted(found))
