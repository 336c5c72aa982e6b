"""The errors of the package. Messages name the step and sizes, never the text that was being read."""

from __future__ import annotations


class AnonymizerError(Exception):
    """Base of every error this package raises on purpose."""


class ScanUnfinishedError(AnonymizerError):
    """A scan could not read all of a text: the text must be treated as unsafe and not released.

    `step` names the stage that stopped and `characters` is the length of the text in code points.
    """

    def __init__(self, step: str, characters: int) -> None:
        super().__init__(f"scan unfinished in {step}: {characters} characters not released")
        self.step = step
        self.characters = characters


class WrongArgumentError(AnonymizerError, TypeError):
    """An argument has the wrong type. The message says what was expected and the type given, no content."""

    def __init__(self, name: str, expected: str, given: object) -> None:
        super().__init__(f"{name} must be {expected}, not {type(given).__name__}")
        self.name = name


class EmptyKeyError(AnonymizerError, ValueError):
    """A key without a byte protects nothing."""

    def __init__(self) -> None:
        super().__init__("key must not be empty")


class LanguageUnknownError(AnonymizerError):
    """`lang` was something other than "auto", "id" or "en"."""

    def __init__(self, lang: str) -> None:
        super().__init__("lang must be 'auto', 'id' or 'en'")
        self.lang = lang


class ModelUnreadableError(AnonymizerError):
    """A shipped lexicon or the name model is missing or damaged, so names cannot be found.

    `resource` is the file's name inside the package.
    """

    def __init__(self, resource: str) -> None:
        super().__init__(f"resource unreadable: {resource}")
        self.resource = resource
