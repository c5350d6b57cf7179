"""A story as it stands in its file, its clock, and the words in which it speaks of the core."""

import datetime
import enum
import pathlib
import re

import yaml

import doorstep_ffi as ds

from world import Clock


class Scenario:
    """One file. Every value in it is a text, as it stands there."""

    HEAD = {"title", "origin", "service", "people", "clock", "story", "finally"}

    def __init__(self, path: pathlib.Path):
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        unknown = set(read) - self.HEAD
        assert not unknown, f"{path.name}: this driver does not know {unknown}"
        self.title, self.service, self.people = read["title"], read["service"], read["people"]
        self.clock, self.story, self.finally_ = read["clock"], read["story"], read.get("finally", [])


class StoryClock(Clock):
    """The clock of everybody in the story: it stands still until the story goes on."""

    ZONE = datetime.timezone(datetime.timedelta(hours=8))  # CST-8

    def __init__(self, start: str):
        super().__init__()
        self.start_ms = self.moment(start, 0)

    @property
    def now_ms(self) -> int:
        """What it shows."""
        return self.start_ms + self.passed_ms

    def now(self):
        return ds.ClockReading(wall=self.now_ms, boot_ms=self.passed_ms + 1, boot_id=7)

    def moment(self, text: str, now_ms=None) -> int:
        """`10:00`, `tomorrow 09:00`, `2026-03-04 09:00`, as the story sees it now."""
        day, _, time = text.rpartition(" ")
        today = datetime.datetime.fromtimestamp((self.now_ms if now_ms is None else now_ms) / 1000, self.ZONE).date()
        if day == "tomorrow":
            today += datetime.timedelta(days=1)
        elif day:
            today = datetime.date.fromisoformat(day)
        local = datetime.datetime.combine(today, datetime.time.fromisoformat(time), self.ZONE)
        return int(local.timestamp()) * 1000

    def shown(self, at_ms) -> str | None:
        """A moment as people read it."""
        if at_ms is None:
            return None
        return datetime.datetime.fromtimestamp(at_ms / 1000, self.ZONE).strftime("%Y-%m-%d %H:%M:%S")


def names(details) -> list[str]:
    """One name or a list of them."""
    return details if isinstance(details, list) else [details]


def minor(amount: str) -> int:
    """`12.34` in hundredths."""
    assert re.fullmatch(r"-?\d+\.\d\d", amount), f"`{amount}` is no amount"
    return int(amount.replace(".", ""))


def word(value) -> str:
    """The glossary's word of a variant: `CustomerAccept` and `CUSTOMER_ACCEPT` are `customer_accept`."""
    name = value.name if isinstance(value, enum.Enum) else type(value).__name__.rpartition(".")[2]
    return name.lower() if name.isupper() else re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def told(error: ds.DoorstepError) -> str:
    """What an error says, with everything that is missing."""
    if not isinstance(error, ds.DoorstepError.Rejected):
        return repr(error)
    why = error.why
    if why.is_MISSING():
        return "; ".join(f"{missing.step}: {missing.words}" for missing in why.missing)
    if why.is_NOT_CONFIGURED():
        return "not configured: " + ", ".join(why.what)
    return f"{word(why)}: {vars(why)}"
