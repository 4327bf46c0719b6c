"""Dates in words, as people say them: "tirsdag d. 24. november kl. 19.00". Wall time in, text out.

A line breaks neither after "d." nor after "kl.": the spaces there are U+00A0.
"""

import datetime as dt

from babel.dates import format_date
from babel.numbers import format_decimal

_DAY = {"da": "EEEE 'd.'\u00a0d. MMMM", "en": "EEEE d MMMM"}
_FIXED = "\u00a0"
_NEAR = {
    "da": {-1: "i går", 0: "i dag", 1: "i morgen"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}


def day(date: dt.date, today: dt.date, language: str) -> str:
    """Weekday, day and month; the year only when it is another year than this one."""
    pattern = _DAY[language] + ("" if date.year == today.year else " y")
    return format_date(date, pattern, locale=language)


def near(date: dt.date, today: dt.date, language: str) -> str:
    """ "i dag", "i morgen", "i går", or nothing."""
    return _NEAR[language].get((date - today).days, "")


def clock(moment: dt.datetime | dt.time, language: str) -> str:
    """Hour and minute: 9.05 in Danish, 09:05 in English."""
    return f"{moment.hour}.{moment:%M}" if language == "da" else f"{moment:%H:%M}"


def at(moment: dt.datetime, today: dt.date, language: str) -> str:
    """Day and time: "i morgen, tirsdag d. 24. november kl. 19.00"."""
    beside = near(moment.date(), today, language)
    words = day(moment.date(), today, language)
    joint = f" kl.{_FIXED}" if language == "da" else " at "
    return (f"{beside}, " if beside else "") + words + joint + clock(moment, language)


def whole(starts: dt.datetime, ends: dt.datetime, today: dt.date, language: str) -> str:
    """Day and both times: "i morgen, tirsdag d. 24. november, kl. 19.00 til 20.00"."""
    beside = near(starts.date(), today, language)
    words = f"{day(starts.date(), today, language)}, {span(starts, ends, language)}"
    return f"{beside}, {words}" if beside else words


def short(moment: dt.datetime, today: dt.date, language: str) -> str:
    """A moment near by, said shortly: "i dag kl. 9.12", else day and time."""
    beside = near(moment.date(), today, language) or day(moment.date(), today, language)
    joint = f" kl.{_FIXED}" if language == "da" else " at "
    return beside + joint + clock(moment, language)


def span(starts: dt.datetime, ends: dt.datetime, language: str) -> str:
    """ "kl. 19.00 til 20.00"; the day of the end only when it is another one, after its time."""
    begin, end = clock(starts, language), clock(ends, language)
    later = ends.date() != starts.date()
    words = f"{begin} to {end}"
    if language == "da":
        words = f"kl.{_FIXED}{begin} til {'kl.' + _FIXED if later else ''}{end}"
    if not later:
        return words
    of_end = format_date(ends.date(), _DAY[language], locale=language)
    return f"{words} ({of_end})"


def weekday(date: dt.date, language: str) -> str:
    """The weekday alone, with the "d." that leads the day's number in Danish."""
    return format_date(date, "EEEE 'd.'" if language == "da" else "EEEE", locale=language)


def month(date: dt.date, today: dt.date, language: str) -> str:
    """The month, with its year when it is another year."""
    return format_date(date, "MMMM" if date.year == today.year else "MMMM y", locale=language)


def column(date: dt.date, language: str) -> str:
    """The head of a day's column: "Tir 24." in Danish, "Tue 24" in English."""
    name = format_date(date, "EEEE", locale=language)[:3]
    return f"{name.capitalize()} {date.day}{'.' if language == 'da' else ''}"


def decimal(number: float, language: str) -> str:
    """A number with one decimal, thousands apart: 1.234,5 in Danish, 1,234.5 in English."""
    return format_decimal(number, format="#,##0.0", locale=language)


def hours(minutes: int, language: str) -> str:
    """Hours and minutes: "9 t. 15 min.", "9 h 15 min" in English; what is nothing is left out."""
    whole, rest = divmod(minutes, 60)
    words = ("h", "min") if language == "en" else ("t.", "min.")
    parts = [f"{number}\u00a0{word}" for number, word in zip((whole, rest), words, strict=True) if number]
    return "\u00a0".join(parts) or "0"
