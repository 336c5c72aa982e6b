"""Find and mask what identifies people in Indonesian and English complaint texts and files.

The package stands alone: it knows nothing of cases, databases or the web. Nothing is loaded at import;
each public name is imported when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anonymizer.canonical_form import canonical as canonical
    from anonymizer.errors import AnonymizerError as AnonymizerError
    from anonymizer.errors import ScanUnfinishedError as ScanUnfinishedError
    from anonymizer.explaining import Explanation as Explanation
    from anonymizer.explaining import explain as explain
    from anonymizer.files import clean_file as clean_file
    from anonymizer.finding import find as find
    from anonymizer.finding import find_batch as find_batch
    from anonymizer.finding import find_structured as find_structured
    from anonymizer.mapping import Mapping as Mapping
    from anonymizer.masking import Masked as Masked
    from anonymizer.masking import mask as mask
    from anonymizer.masking import mask_all as mask_all
    from anonymizer.masking import redactor as redactor
    from anonymizer.masking import unmask as unmask
    from anonymizer.masking import unmask_all as unmask_all
    from anonymizer.placing import UnsafeOutputError as UnsafeOutputError
    from anonymizer.policies import Policy as Policy
    from anonymizer.spans import Span as Span
    from anonymizer.spans import SpanType as SpanType

_HOMES = {
    "AnonymizerError": "anonymizer.errors",
    "ScanUnfinishedError": "anonymizer.errors",
    "Span": "anonymizer.spans",
    "SpanType": "anonymizer.spans",
    "find": "anonymizer.finding",
    "find_structured": "anonymizer.finding",
    "find_batch": "anonymizer.finding",
    "Explanation": "anonymizer.explaining",
    "explain": "anonymizer.explaining",
    "canonical": "anonymizer.canonical_form",
    "mask": "anonymizer.masking",
    "mask_all": "anonymizer.masking",
    "unmask": "anonymizer.masking",
    "unmask_all": "anonymizer.masking",
    "redactor": "anonymizer.masking",
    "Masked": "anonymizer.masking",
    "Mapping": "anonymizer.mapping",
    "Policy": "anonymizer.policies",
    "UnsafeOutputError": "anonymizer.placing",
    "clean_file": "anonymizer.files",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    return getattr(importlib.import_module(home), name)
