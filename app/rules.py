"""The one error for rules: what a person may read, in their words, saying what to do next."""

from __future__ import annotations


class RuleBroken(Exception):
    """Something that the rules do not allow. `field` names the form field it is about, if one is."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class TooOften(RuleBroken):
    """Tried too often; `wait_s` is the number of seconds after which it may be tried again."""

    def __init__(self, message: str, *, wait_s: int) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Changed(RuleBroken):
    """Somebody else changed the same thing since it was opened; both versions are to be shown."""
