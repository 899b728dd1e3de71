"""Settings, read once from the environment.

Every setting has a default that is right for one machine and SQLite; a deployment overrides by `WORKBENCH_*` variables
(`DATABASE_URL` keeps its customary name).
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LANGUAGES = ("zh_Hans_CN", "en")
DEFAULT_PORT = 8000
_SCHEMES = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")
_MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
_PORTS = {"http": 80, "https": 443}
_SWITCHES = ("", "0", "1")
# Tests and benchmarks read some of their own.
_KNOWN = re.compile(
    r"WORKBENCH_(DATA|ORIGIN|HOUSE|ZONE|LOCALE|SMTP_URL|MAIL_FROM|BEHIND_PROXY|TESTING|FAILPOINT|CHROMIUM"
    r"|REFERENCE_DATA|TEST_.*|BENCH_.*)"
)


class SettingRefused(ValueError):
    """A setting has a value the house cannot run with; the message names it."""


@dataclass(frozen=True)
class Config:
    """All settings. `data` is the directory that holds database, files, keys and mail when no server is named for them."""

    data: Path
    database_url: str
    origin: str
    house: str
    zone: str
    locale: str
    smtp_url: str | None
    mail_from: str
    testing: bool = False
    secure_cookies: bool = False
    behind_proxy: bool = False

    @property
    def files(self) -> Path:
        """Directory of content-addressed files."""
        return self.data / "files"

    @property
    def keys(self) -> Path:
        """Directory of the house's keys (mode 0700)."""
        return self.data / "keys"

    @property
    def demo_accounts(self) -> Path:
        """The list of accounts that is written when the demo world is played."""
        return self.data / "demo-accounts.txt"


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Return the settings found in `environ`; an empty one counts as not set. Raises SettingRefused for one that cannot be used."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    data = Path(given.get("WORKBENCH_DATA", "var")).resolve()
    origin = _origin(given.get("WORKBENCH_ORIGIN", f"http://127.0.0.1:{DEFAULT_PORT}"))
    return Config(
        data=data,
        database_url=_database(given.get("DATABASE_URL", f"sqlite:///{data}/workbench.sqlite")),
        origin=origin,
        house=_house(given.get("WORKBENCH_HOUSE", "tripartite-workbench")),
        zone=_zone(given.get("WORKBENCH_ZONE", "Asia/Shanghai")),
        locale=_one_of("WORKBENCH_LOCALE", given.get("WORKBENCH_LOCALE", LANGUAGES[0]), LANGUAGES),
        smtp_url=_mail_server(given.get("WORKBENCH_SMTP_URL")),
        mail_from=_sender(given.get("WORKBENCH_MAIL_FROM", "workbench@localhost")),
        testing=_switch("WORKBENCH_TESTING", given),
        secure_cookies=origin.startswith("https://"),
        behind_proxy=_switch("WORKBENCH_BEHIND_PROXY", given),
    )


def unknown_settings(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names in `environ` that look like settings of the house and are none: typing errors."""
    return sorted(name for name in environ if name.startswith("WORKBENCH_") and not _KNOWN.fullmatch(name))


def listening(config: Config, host: str | None = None, port: int | None = None) -> tuple[str, int]:
    """Return where the web server listens: what is given, else what follows from the origin.

    Without a proxy the two must agree, or nobody could reach the house by its own address. Raises SettingRefused.
    """
    parts = urlsplit(config.origin)
    named, own = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    if config.behind_proxy:
        return host or "127.0.0.1", port or DEFAULT_PORT
    if parts.scheme == "https":
        raise SettingRefused(
            f"WORKBENCH_ORIGIN is {config.origin}, but this server speaks http: "
            "let a proxy end TLS and set WORKBENCH_BEHIND_PROXY=1"
        )
    if port not in (None, own):
        raise SettingRefused(f"--port {port} does not agree with WORKBENCH_ORIGIN={config.origin}: set that instead")
    host = host or _address_to_bind(named)
    if is_loopback(host) and not is_loopback(named):
        raise SettingRefused(f"on {host} nobody can reach WORKBENCH_ORIGIN={config.origin} without a proxy")
    return host, own


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine as seen by itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address_to_bind(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "0.0.0.0"
    return host


def _origin(typed: str) -> str:
    """Return the address in the form browsers send as `Origin`: small letters, no path, no port that goes without saying."""
    parts = _split("WORKBENCH_ORIGIN", typed)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SettingRefused(f"WORKBENCH_ORIGIN must start with http:// or https:// and name a host, not {typed!r}")
    if parts.path.rstrip("/") or parts.query or parts.fragment or parts.username:
        raise SettingRefused(f"WORKBENCH_ORIGIN is scheme, host and port and nothing else, not {typed!r}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{shown}"


def _split(name: str, typed: str) -> SplitResult:
    try:
        parts = urlsplit(typed)
        _ = parts.port  # reading it is what checks it
    except ValueError as wrong:
        raise SettingRefused(f"{name} cannot be read: {wrong}") from None
    return parts


def _database(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if scheme not in _SCHEMES or not separator:
        # Never the value: it may hold a password.
        raise SettingRefused("DATABASE_URL must start with sqlite:/// or postgresql://")
    if scheme == "sqlite" and rest.strip("/") in ("", ":memory:"):
        raise SettingRefused("DATABASE_URL must name a file: a database in memory would forget what was agreed")
    return url


def _house(name: str) -> str:
    # C2SP signed-note: a key name is not empty and holds neither blanks nor a plus sign.
    if len(name) > 64 or re.search(r"[\s+/]", name) or not name.isprintable():
        raise SettingRefused(f"WORKBENCH_HOUSE must have no blank, no '+', no '/' and at most 64 signs, not {name!r}")
    return name


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingRefused(f"WORKBENCH_ZONE must be a time zone such as Asia/Shanghai, not {name!r}") from None
    return name


def _mail_server(url: str | None) -> str | None:
    if url is not None and (_split("WORKBENCH_SMTP_URL", url).scheme not in _MAIL_SCHEMES):
        raise SettingRefused(f"WORKBENCH_SMTP_URL must start with {', '.join(f'{s}://' for s in _MAIL_SCHEMES)}")
    return url


def _sender(address: str) -> str:
    if not re.fullmatch(r"[^\r\n]*[^@\s]+@[^@\s]+", address):
        raise SettingRefused(f"WORKBENCH_MAIL_FROM must be an e-mail address, not {address!r}")
    return address


def _one_of(name: str, value: str, values: tuple[str, ...]) -> str:
    if value not in values:
        raise SettingRefused(f"{name} must be {' or '.join(values)}, not {value!r}")
    return value


def _switch(name: str, given: Mapping[str, str]) -> bool:
    return _one_of(name, given.get(name, ""), _SWITCHES) == "1"
