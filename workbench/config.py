"""Settings, read once from the environment.

Every setting has a default that is right for one machine and SQLite; a deployment overrides by `WORKBENCH_*` variables
(`DATABASE_URL` keeps its customary name).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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

    @property
    def files(self) -> Path:
        """Directory of content-addressed files."""
        return self.data / "files"

    @property
    def keys(self) -> Path:
        """Directory of the house's keys (mode 0700)."""
        return self.data / "keys"


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Return the settings found in `environ`; raises SettingRefused for one that cannot be used."""
    data = Path(environ.get("WORKBENCH_DATA", "var")).resolve()
    origin = environ.get("WORKBENCH_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
    if not origin.startswith(("http://", "https://")):
        raise SettingRefused(f"WORKBENCH_ORIGIN must start with http:// or https://, not {origin!r}")
    return Config(
        data=data,
        database_url=environ.get("DATABASE_URL", f"sqlite:///{data}/workbench.sqlite"),
        origin=origin,
        house=environ.get("WORKBENCH_HOUSE", "tripartite-workbench"),
        zone=environ.get("WORKBENCH_ZONE", "Asia/Shanghai"),
        locale=environ.get("WORKBENCH_LOCALE", "zh_Hans_CN"),
        smtp_url=environ.get("WORKBENCH_SMTP_URL"),
        mail_from=environ.get("WORKBENCH_MAIL_FROM", "workbench@localhost"),
        testing=environ.get("WORKBENCH_TESTING") == "1",
        secure_cookies=origin.startswith("https://"),
    )
