"""The kinds of rule an item can have: what value each takes and what it is worth. Exact decimals.

Seen in published sheets: park sheets (loss per percentage point, bands), Qingdao 2013 (equal parts, loss to zero, "not used = full"),
Zhejiang's 1000 points (per count, shared caps, bonus), Suzhou New District 2019 (value in 0..max, listed deductions, veto).
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from evaluation.rules.item_values import Refused, Said, number, plain, yes_or_no

ZERO = Decimal(0)


def _exact(value: object) -> object:
    """Take a number as text, an integer, or a decimal: never a binary fraction."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise PydanticCustomError("not_a_number", "not a number")
    try:
        return number(str(value))
    except Refused:
        raise PydanticCustomError("not_a_number", "not a number") from None


Number = Annotated[Decimal, BeforeValidator(_exact), PlainSerializer(plain)]


def _both(value: object) -> object:
    return {"zh": value, "en": value} if isinstance(value, str) else value


class Frozen(BaseModel):
    """A part of a scheme: nothing in it changes, nothing unknown is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Frozen):
    """Words in both languages; one text written alone stands for both."""

    zh: str = Field(min_length=1, max_length=2000)
    en: str = Field(min_length=1, max_length=2000)


Words = Annotated[Text, BeforeValidator(_both)]
Id = Annotated[str, Field(pattern=r"^\w[\w.-]{0,39}$")]


class Leeway(NamedTuple):
    """Between what an item's score moves: where it starts, and the least and most it can be (None: no end)."""

    points: Decimal | None
    deducts: bool

    @property
    def start(self) -> Decimal:
        """What stands before anything is lost."""
        return ZERO if self.deducts else (self.points or ZERO)

    @property
    def least(self) -> Decimal | None:
        """The lowest score."""
        return (None if self.points is None else -self.points) if self.deducts else ZERO

    @property
    def worth(self) -> Decimal:
        """What the whole item is worth: its points, taken away when it deducts."""
        return -(self.points or ZERO) if self.deducts else (self.points or ZERO)


class Scored(NamedTuple):
    """A score, and why it is that."""

    score: Decimal
    said: Said


class _Numeric(Frozen):
    """What takes a number, with the bounds of what may be typed."""

    minimum: Number | None = None
    maximum: Number | None = None
    whole: bool = False
    unit: str = Field(default="", max_length=20)

    def bounds(self, room: Leeway) -> tuple[Decimal | None, Decimal | None]:
        """Return the lowest and highest value that may be typed."""
        return self.minimum, self.maximum

    def read(self, text: str, room: Leeway) -> Decimal:
        """Return the number typed. Raises Refused: not_a_number, not_whole, below_minimum, over_maximum."""
        value = number(text, self.unit)
        low, high = self.bounds(room)
        if self.whole and value != value.to_integral_value():
            raise Refused("not_whole", value=text)
        if low is not None and value < low:
            raise Refused("below_minimum", value=text, least=plain(low))
        if high is not None and value > high:
            raise Refused("over_maximum", value=text, most=plain(high))
        return value


class Given(_Numeric):
    """A scorer gives any value from 0 to the item's points (in steps, when the scheme has them)."""

    kind: Literal["score"]
    step: Number | None = Field(default=None, gt=0)
    discretionary: bool = False

    def bounds(self, room: Leeway) -> tuple[Decimal | None, Decimal | None]:
        """Return 0 and the points, or the points taken away and 0."""
        return (room.least, ZERO) if room.deducts else (ZERO, room.points)

    def read(self, text: str, room: Leeway) -> Decimal:
        """Return the points given. Raises Refused; not_a_step when it lies between two steps."""
        value = super().read(text, room)
        if self.step is not None and value % self.step:
            raise Refused("not_a_step", value=text, step=plain(self.step))
        return value

    def score(self, value: Decimal, room: Leeway) -> Scored:
        """Return the value itself."""
        key = "taken_away" if room.deducts else "given"
        return Scored(value, Said(key, {"value": plain(value), "points": plain(room.worth)}))


class Listed(_Numeric):
    """A scorer gives one of the listed values, such as 0, -2, -4, -6."""

    kind: Literal["listed"]
    values: tuple[Number, ...] = Field(min_length=2)

    def read(self, text: str, room: Leeway) -> Decimal:
        """Return the value typed. Raises Refused: not_a_number, not_listed."""
        value = number(text, self.unit)
        if value not in self.values:
            raise Refused("not_listed", value=text, values=" / ".join(map(plain, self.values)))
        return value

    def score(self, value: Decimal, room: Leeway) -> Scored:
        """Return the value itself."""
        return Scored(value, Said("listed", {"value": plain(value), "values": " / ".join(map(plain, self.values))}))


class Parts(_Numeric):
    """So many of equal parts are met, each worth the same: ①②③."""

    kind: Literal["parts"]
    each: Number = Field(gt=0)
    parts: tuple[Words, ...] = Field(min_length=1)

    def bounds(self, room: Leeway) -> tuple[Decimal | None, Decimal | None]:
        """Return none and all of them."""
        return ZERO, Decimal(len(self.parts))

    def read(self, text: str, room: Leeway) -> Decimal:
        """Return how many are met. Raises Refused."""
        value = super().read(text, room)
        if value != value.to_integral_value():
            raise Refused("not_whole", value=text)
        return value

    def score(self, value: Decimal, room: Leeway) -> Scored:
        """Return the parts met, each at its worth."""
        score = value * (-self.each if room.deducts else self.each)
        said = {"met": plain(value), "parts": str(len(self.parts)), "each": plain(self.each)}
        return Scored(score, Said("parts", said))


class Part(Frozen):
    """One part of an item with points of its own."""

    id: Id
    title: Words
    points: Number


class Checklist(Frozen):
    """Which of several parts are met, each worth its own points: their ids, with blanks between; `none` for none."""

    kind: Literal["checklist"]
    parts: tuple[Part, ...] = Field(min_length=1)

    def read(self, text: str, room: Leeway) -> str:
        """Return the ids of the parts in the order of the sheet. Raises Refused: unknown_part, part_twice."""
        named = [] if text.lower() in ("none", "无", "-") else text.replace(";", " ").replace("；", " ").split()
        known = [part.id for part in self.parts]
        for one in named:
            if one not in known:
                raise Refused("unknown_part", value=one, values=" / ".join(known))
            if named.count(one) > 1:
                raise Refused("part_twice", value=one)
        return " ".join(part for part in known if part in named) or "none"

    def score(self, value: str, room: Leeway) -> Scored:
        """Return the sum of the parts met."""
        met = set(value.split())
        score = sum((part.points for part in self.parts if part.id in met), ZERO)
        said = {"met": value, "score": plain(score), "points": plain(abs(room.worth))}
        return Scored(-score if room.deducts else score, Said("checklist", said))


class Count(_Numeric):
    """Each case above a number that is free, or each one missing to a number that is due, takes something away."""

    kind: Literal["count"]
    each: Number = Field(ge=0)
    over: Number = ZERO
    under: Number | None = None
    floor: Number | None = None
    minimum: Number | None = ZERO
    whole: bool = True

    def score(self, value: Decimal, room: Leeway) -> Scored:
        """Return what is left: k for each of value - over, or of under - value; never under the floor."""
        cases = max(ZERO, value - self.over if self.under is None else self.under - value)
        score = _left(room, self.floor, cases * self.each)
        said = {"value": plain(value), "cases": plain(cases), "each": plain(self.each), "score": plain(score)}
        if self.under is None:
            return Scored(score, Said("count_over", said | {"bound": plain(self.over)}))
        return Scored(score, Said("count_under", said | {"bound": plain(self.under)}))


class Rate(_Numeric):
    """Full at a rate, and a loss for each percentage point on its worse side: pro rata, per point begun, or per full point."""

    kind: Literal["rate"]
    full_at: Number
    each: Number = Field(ge=0)
    better: Literal["high", "low"] = "high"
    portion: Literal["exact", "begun", "full"] = "exact"
    floor: Number | None = None
    minimum: Number | None = ZERO
    maximum: Number | None = Decimal(100)
    unit: str = Field(default="%", max_length=20)

    def score(self, value: Decimal, room: Leeway) -> Scored:
        """Return what is left after the loss; never under the floor."""
        missing = max(ZERO, self.full_at - value if self.better == "high" else value - self.full_at)
        if self.portion != "exact":
            missing = missing.to_integral_value(ROUND_CEILING if self.portion == "begun" else ROUND_FLOOR)
        score = _left(room, self.floor, missing * self.each)
        said = {"value": plain(value), "bound": plain(self.full_at), "unit": self.unit, "points": plain(missing)}
        return Scored(score, Said(f"rate_{self.better}", said | {"each": plain(self.each), "score": plain(score)}))


class Band(Frozen):
    """One step of a table. `from` and `up_to` belong to it, `above` and `to` do not."""

    at_least: Number | None = Field(default=None, alias="from")
    above: Number | None = None
    up_to: Number | None = None
    below: Number | None = Field(default=None, alias="to")
    points: Number

    @model_validator(mode="after")
    def _one_end_each(self) -> Self:
        if self.at_least is not None and self.above is not None:
            raise PydanticCustomError("two_ends", "two", {"one": "from", "other": "above"})
        if self.up_to is not None and self.below is not None:
            raise PydanticCustomError("two_ends", "two", {"one": "up_to", "other": "to"})
        return self

    @property
    def low(self) -> tuple[Decimal, int] | None:
        """The lower end; 1 stands for just above it."""
        return (self.above, 1) if self.above is not None else (self.at_least, 0) if self.at_least is not None else None

    @property
    def high(self) -> tuple[Decimal, int] | None:
        """The upper end, as the lower end of what comes after it."""
        return (self.up_to, 1) if self.up_to is not None else (self.below, 0) if self.below is not None else None

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies in it."""
        return (self.low is None or self.low <= (value, 0)) and (self.high is None or (value, 0) < self.high)

    @property
    def shown(self) -> str:
        """The band as it is written: ≥ 80, 50–80, and so on."""
        low = "" if self.low is None else f"{'>' if self.low[1] else '≥'} {plain(self.low[0])}"
        high = "" if self.high is None else f"{'≤' if self.high[1] else '<'} {plain(self.high[0])}"
        return ", ".join(filter(None, (low, high)))


class Bands(_Numeric):
    """A stepped table: each value lies in exactly one band."""

    kind: Literal["bands"]
    bands: tuple[Band, ...] = Field(min_length=1)

    def bounds(self, room: Leeway) -> tuple[Decimal | None, Decimal | None]:
        """Return what all bands together cover."""
        lows, highs = [band.low for band in self.bands], [band.high for band in self.bands]
        low = None if None in lows else min(one[0] for one in lows if one)
        high = None if None in highs else max(one[0] for one in highs if one)
        return (self.minimum if low is None else low), (self.maximum if high is None else high)

    def read(self, text: str, room: Leeway) -> Decimal:
        """Return the number typed. Raises Refused; in_no_band when no step holds it."""
        value = super().read(text, room)
        if not any(band.holds(value) for band in self.bands):
            raise Refused("in_no_band", value=text)
        return value

    def score(self, value: Decimal, room: Leeway) -> Scored:
        """Return the points of the band. Raises Refused("in_no_band")."""
        band = next((band for band in self.bands if band.holds(value)), None)
        if band is None:
            raise Refused("in_no_band", value=plain(value))
        return Scored(band.points, Said("band", {"value": plain(value), "band": band.shown, "unit": self.unit}))


class Ratio(_Numeric):
    """In proportion between a value worth nothing and a value worth all of the points."""

    kind: Literal["ratio"]
    zero_at: Number
    full_at: Number

    def score(self, value: Decimal, room: Leeway) -> Scored:
        """Return points times (value - zero_at) / (full_at - zero_at), between nothing and all."""
        low, high = sorted((self.zero_at, self.full_at))
        way = abs(min(high, max(low, value)) - self.zero_at)
        said = {
            "value": plain(value),
            "zero_at": plain(self.zero_at),
            "full_at": plain(self.full_at),
            "unit": self.unit,
        }
        # Divided last, so that an exact half is rounded as one.
        return Scored(room.worth * way / (high - low), Said("ratio", said))


class Grade(Frozen):
    """One described grade and its points."""

    id: Id
    title: Words
    points: Number


class Grades(Frozen):
    """One of several described grades; the value is its id."""

    kind: Literal["grades"]
    grades: tuple[Grade, ...] = Field(min_length=2)

    def read(self, text: str, room: Leeway) -> str:
        """Return the id of the grade. Raises Refused("unknown_grade")."""
        if text not in (known := [grade.id for grade in self.grades]):
            raise Refused("unknown_grade", value=text, values=" / ".join(known))
        return text

    def score(self, value: str, room: Leeway) -> Scored:
        """Return the points of the grade."""
        grade = next(grade for grade in self.grades if grade.id == value)
        return Scored(grade.points, Said("grade", {"grade": value, "zh": grade.title.zh, "en": grade.title.en}))


class YesNo(Frozen):
    """Yes or no; without points of its own, yes is worth the whole item."""

    kind: Literal["yes_no"]
    yes: Number | None = None
    no: Number = ZERO

    def read(self, text: str, room: Leeway) -> str:
        """Return yes or no. Raises Refused("not_yes_or_no")."""
        return "yes" if yes_or_no(text) else "no"

    def score(self, value: str, room: Leeway) -> Scored:
        """Return what yes or no is worth."""
        yes = room.worth if self.yes is None else self.yes
        return Scored(yes if value == "yes" else self.no, Said("yes" if value == "yes" else "no"))


class Veto(Frozen):
    """Yes rules a title out, whatever the points. `years` is how far back is looked."""

    kind: Literal["veto"]
    years: int | None = Field(default=None, ge=1, le=20)

    def read(self, text: str, room: Leeway) -> str:
        """Return yes or no. Raises Refused("not_yes_or_no")."""
        return "yes" if yes_or_no(text) else "no"

    def score(self, value: str, room: Leeway) -> Scored:
        """Return nothing: a veto is no matter of points."""
        return Scored(ZERO, Said("veto" if value == "yes" else "no_veto"))


class Fact(_Numeric):
    """What is only asked for: a number, or yes and no. It has no points; other items and conditions may be computed from it."""

    kind: Literal["fact"]
    ask: Literal["number", "yes_no"] = "number"

    def read(self, text: str, room: Leeway) -> Any:
        """Return the number, or yes or no. Raises Refused."""
        return super().read(text, room) if self.ask == "number" else "yes" if yes_or_no(text) else "no"

    def score(self, value: Decimal | str, room: Leeway) -> Scored:
        """Return nothing."""
        return Scored(ZERO, Said("fact"))


Rule = Annotated[
    Given | Listed | Parts | Checklist | Count | Rate | Bands | Ratio | Grades | YesNo | Veto | Fact,
    Field(discriminator="kind"),
]


def _left(room: Leeway, floor: Decimal | None, loss: Decimal) -> Decimal:
    least = room.least if floor is None else floor
    left = room.start - loss
    return left if least is None else max(least, left)
