"""Rewrite XML through rules: known namespaces only, our own prefixes, no comments, no declarations.

The document is read once as a stream (expat). Document types are refused, so no entity is ever expanded.
Elements and attributes are named in rules as `prefix:local` with the prefixes of the rule book, whatever
the file used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Ledger, damaged
from anonymizer.files.results import Trait

_MOST_DEPTH = 1_000
_SHORT_VALUE = 8
_SEPARATOR = "\n"  # cannot occur in a namespace name or an element name
_XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"
_TEXT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)

Attributes = dict[str, str]


class Drop:
    """The answer of a rule: leave the element and all within it out."""


class Unwrap:
    """The answer of a rule: leave out the element's tags, keep what is within."""


DROP, UNWRAP = Drop(), Unwrap()
Verdict = Attributes | Drop | Unwrap
ElementRule = Callable[[Attributes], Verdict]
LeafRule = Callable[[str, Attributes], str | None]
ValueRule = Callable[[str, str, str], str | None]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names a standard gives, each by our prefix of their namespace.

    `own_attributes` are written without a prefix in elements of the namespace, `attributes` with it. Elements
    of a namespace that is not in `elements` may have any name. `enumerated` names the attributes
    (`element@attribute`, by the element's prefix) whose value is one of `values`, or several, or a number.
    """

    elements: Mapping[str, frozenset[str]]
    own_attributes: Mapping[str, frozenset[str]]
    attributes: Mapping[str, frozenset[str]]
    enumerated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    values: frozenset[str] = frozenset()

    def has_element(self, name: str) -> bool:
        prefix, _, local = name.partition(":")
        return prefix not in self.elements or local in self.elements[prefix]

    def has_attribute(self, element: str, name: str) -> bool:
        prefix, colon, local = name.partition(":")
        if colon:
            return local in self.attributes.get(prefix, ())
        return name in self.own_attributes.get(element.partition(":")[0], ())

    def is_enumerated(self, element: str, name: str) -> bool:
        prefix, _, local = element.partition(":")
        return f"{local}@{name.rpartition(':')[2]}" in self.enumerated.get(prefix, ())

    def allows(self, value: str) -> bool:
        """Whether the value is one, or several, of the words of closed lists, or a number."""
        return value in self.values or all(
            word in self.values or word.isdecimal() for word in value.split(" ")
        )


@dataclass(slots=True)
class RuleBook:
    """What may stay of a kind of XML.

    `namespaces` maps each known namespace to its prefix; what is in no known namespace goes, and what has a
    name that is not `known`. `dropped` and
    `unwrapped` name elements with what is counted for them (None: nothing), `dropped_attributes`
    attributes, `attribute_beginnings` attributes by their first letters. `elements` are special rules;
    `leaves` rewrite or drop elements by their text; `at` decides for the element at a byte offset (see
    `Cursor`), and `texts` gives the text of the element at one. `value` is asked for (element, attribute,
    value) of all but short plain words and gives what stays. `wildcard` is asked last, for every element
    that stays. Where `text_in` is given, characters stay only directly within those elements. `cursor` tells
    the rules where the reading stands. `in_values` are prefixes with their namespaces that values use; rules
    may add to them while the document passes.
    """

    namespaces: Mapping[str, str]
    known: KnownNames | None = None
    dropped: Mapping[str, Trait | None] = field(default_factory=dict)
    unwrapped: Mapping[str, Trait | None] = field(default_factory=dict)
    dropped_attributes: Mapping[str, Trait | None] = field(default_factory=dict)
    attribute_beginnings: Mapping[str, Trait | None] = field(default_factory=dict)
    elements: Mapping[str, ElementRule] = field(default_factory=dict)
    leaves: Mapping[str, LeafRule] = field(default_factory=dict)
    wildcard: Callable[[str, Attributes], Verdict] | None = None
    at: Mapping[int, Verdict] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    value: ValueRule | None = None
    ignorable: frozenset[str] = frozenset()
    text_in: frozenset[str] | None = None
    cursor: Cursor = field(default_factory=lambda: Cursor())
    in_values: dict[str, str] = field(default_factory=dict)


def filter_xml(content: bytes, rules: RuleBook, ledger: Ledger) -> bytes:
    """Give the document as the rules leave it, in UTF-8.

    Raises UncleanableFileError: xml_entities for any document type declaration, damaged when not well formed.
    """
    walk = _Walk(rules, ledger)
    _parse(content, walk.start, walk.end, walk.text, walk.declare, walk.cursor)
    return walk.document()


def read_elements(content: bytes, visit: Callable[[str, Attributes], None]) -> None:
    """Call `visit(name, attributes)` for each start and `visit("/" + name, {})` for each end of an element.

    Names are local names without namespace.
    """

    def start(name: str, values: list[str]) -> None:
        pairs = zip(values[::2], values[1::2], strict=True)
        visit(_local(name), {_local(key): value for key, value in pairs})

    _parse(content, start, lambda name: visit("/" + _local(name), {}), None, None)


def is_wide(content: bytes) -> bool:
    """Whether a document's characters take two bytes (UTF-16), with or without a byte order mark."""
    return b"\x00" in content[:4]


class Cursor:
    """Where in the document the reading stands; the same element has the same place in every reading."""

    def __init__(self) -> None:
        self.parser: expat.XMLParserType | None = None

    @property
    def at(self) -> int:
        """The byte offset of the current piece of markup."""
        return -1 if self.parser is None else self.parser.CurrentByteIndex


def read_text(
    content: bytes, visit: Callable[[str, Attributes], None], text: Callable[[str], None], cursor: Cursor
) -> None:
    """Do as `read_elements`, call `text` for each run of characters, and keep `cursor` at the place."""

    def start(name: str, values: list[str]) -> None:
        pairs = zip(values[::2], values[1::2], strict=True)
        visit(_local(name), {_local(key): value for key, value in pairs})

    _parse(content, start, lambda name: visit("/" + _local(name), {}), text, None, cursor)


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]


def _parse(
    content: bytes,
    start: Callable[[str, list[str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None,
    declare: Callable[[str | None, str], None] | None,
    cursor: Cursor | None = None,
) -> None:
    def refuse(*_: object) -> None:
        raise UncleanableFileError(Reason.XML_ENTITIES)

    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    if cursor is not None:
        cursor.parser = parser
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    if declare is not None:
        parser.StartNamespaceDeclHandler = declare
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise damaged() from None


@dataclass(slots=True)
class _Alternatives:
    """One open choice of markup compatibility: the places of its own tags, and the choices that stay."""

    tags: list[int] = field(default_factory=list)
    choices: int = 0


_Fate = tuple[bool, Trait | None, KnownNames | None]
"""Whether an attribute stays, what is counted when it goes, and who knows the words its value may be."""


class _Walk:
    """One pass over one document."""

    def __init__(self, rules: RuleBook, ledger: Ledger) -> None:
        self.cursor = rules.cursor
        self._rules = rules
        self._ledger = ledger
        self._out: list[str] = []
        self._open: list[str | None] = []  # name to close, or None when the tags were left out
        self._skipping = 0
        self._used: dict[str, str] = {}  # prefix -> namespace
        self._required: set[str] = set()
        self._spelled: dict[str, str] = {}  # prefix in the file -> namespace
        self._root: tuple[str, Attributes] | None = None
        self._leaf: tuple[LeafRule, Attributes, int, list[str]] | None = None
        self._pending = False  # a start tag is written without its ">"
        self._names: dict[str, str | None] = {}
        self._written: set[str] = set()
        self._alternatives: list[_Alternatives] = []
        self._fates: dict[str, dict[str, _Fate] | None] = {}

    def declare(self, prefix: str | None, namespace: str | None) -> None:
        self._spelled[prefix or ""] = namespace or ""

    def _name(self, spelled: str) -> str | None:
        """Give our name for an element or attribute; None when its namespace is not known."""
        try:
            return self._names[spelled]
        except KeyError:
            pass
        namespace, _, local = spelled.rpartition(_SEPARATOR)
        name: str | None
        if not namespace:
            name = local
        elif namespace == _XML_NAMESPACE:
            name = f"xml:{local}"
        else:
            prefix = self._rules.namespaces.get(namespace)
            name = None if prefix is None else f"{prefix}:{local}" if prefix else f":{local}"
            if prefix is not None and self._used.setdefault(prefix, namespace) != namespace:
                raise damaged()
        self._names[spelled] = name
        return name

    def start(self, spelled: str, values: list[str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        if len(self._open) >= _MOST_DEPTH:
            raise damaged()
        if self._leaf is not None:
            # An element within what should be bare text: not a leaf, so nothing of it is trusted.
            self._skipping = 1
            return
        name = self._name(spelled)
        fates = None if name is None else self._fates_in(name)
        if name is None or fates is None:
            self._ledger.remove(Trait.METADATA)
            self._skip()
            return
        verdict = self._judge(name, self._attributes(name, values, fates) if values else {})
        if isinstance(verdict, Drop):
            self._skip()
        elif isinstance(verdict, Unwrap):
            self._open.append(None)
        else:
            self._write_start(name, verdict)

    def _skip(self) -> None:
        if not self._open:
            raise damaged()
        self._skipping = 1

    def _fates_in(self, element: str) -> dict[str, _Fate] | None:
        """Give what is decided of an element's attributes so far; None when it has no known name."""
        try:
            return self._fates[element]
        except KeyError:
            pass
        rules = self._rules
        named = element in rules.dropped or element in rules.unwrapped or element in rules.elements
        known = ":" in element and (named or rules.known is None or rules.known.has_element(element))
        self._fates[element] = {} if known else None
        return self._fates[element]

    def _attributes(self, element: str, values: list[str], fates: dict[str, _Fate]) -> Attributes:
        kept = {}
        for at in range(0, len(values), 2):
            name = self._name(values[at])
            if name is None:
                continue
            if name not in fates:
                fates[name] = self._fate(element, name)
            stays, trait, words = fates[name]
            value = values[at + 1]
            if stays:
                if words is not None:
                    fitting = value if words.allows(value) else None
                    self._count(Trait.METADATA if fitting is None else None)
                elif len(value) <= _SHORT_VALUE and value.isalnum():
                    fitting = value
                else:
                    fitting = self._fitting(element, name, value)
                if fitting is not None:
                    kept[name] = fitting
            elif trait is not None and value:
                self._ledger.remove(trait)
        return kept

    def _fitting(self, element: str, name: str, value: str) -> str | None:
        """Give what may stay of a value; relations are looked up later."""
        if self._rules.value is None or name.startswith("r:") or not value:
            return value
        fitting = self._rules.value(element, name, value)
        self._count(Trait.METADATA if fitting != value else None)
        return fitting

    def _fate(self, element: str, name: str) -> _Fate:
        """Say whether attributes of this name stay, and what is counted when they go."""
        rules = self._rules
        if name in rules.dropped_attributes:
            return False, rules.dropped_attributes[name], None
        for beginning, trait in rules.attribute_beginnings.items():
            if name.startswith(beginning):
                return False, trait, None
        if name.startswith("mc:"):
            return False, None, None
        known = rules.known is None or rules.known.has_attribute(element, name)
        enumerated = rules.known is not None and rules.known.is_enumerated(element, name)
        return known, None if known else Trait.METADATA, rules.known if enumerated else None

    def _count(self, trait: Trait | None) -> None:
        if trait is not None:
            self._ledger.remove(trait)

    def _judge(self, name: str, attributes: Attributes) -> Verdict:
        rules = self._rules
        if rules.at and (fixed := rules.at.get(self.cursor.at)) is not None:
            return fixed
        if name in rules.dropped:
            self._count(rules.dropped[name])
            return DROP
        if name in rules.unwrapped:
            self._count(rules.unwrapped[name])
            return UNWRAP
        if name.startswith("mc:"):
            return self._alternative(name, attributes)
        verdict: Verdict = attributes
        if name in rules.elements:
            verdict = rules.elements[name](attributes)
        if isinstance(verdict, dict) and rules.wildcard is not None:
            verdict = rules.wildcard(name, verdict)
        return verdict

    def _alternative(self, name: str, attributes: Attributes) -> Verdict:
        """Keep the first choice of markup compatibility that needs nothing unknown, else the fallback."""
        if name != "mc:AlternateContent" and self._alternatives and self._alternatives[-1].choices:
            self._ledger.remove(Trait.UNUSED_DATA)
            return DROP
        if name == "mc:Choice":
            needed = [self._spelled.get(word, "") for word in attributes.get("Requires", "").split()]
            prefixes = [self._rules.namespaces.get(namespace) for namespace in needed]
            if not prefixes or None in prefixes:
                return DROP
            for prefix, namespace in zip(prefixes, needed, strict=True):
                self._used[str(prefix)] = namespace
                self._required.add(str(prefix))
            return {"Requires": " ".join(str(prefix) for prefix in prefixes)}
        return {} if name in ("mc:AlternateContent", "mc:Fallback") else DROP

    def _write_start(self, name: str, attributes: Attributes) -> None:
        if not self._open:
            self._root = (name, attributes)
            self._out.append("")
        else:
            self._close_tag()
            self._written.add(name)
            if attributes:
                self._written.update(attributes)
            if name.startswith("mc:"):
                self._open_alternative(name, attributes)
                return
            leaf = self._rules.leaves.get(name)
            if self._rules.texts and (given := self._rules.texts.get(self.cursor.at)) is not None:
                leaf = _always(given)
            if leaf is not None:
                self._leaf = (leaf, attributes, len(self._out), [])
            self._out.append(f"<{name.lstrip(':')}{_spell(attributes)}")
            self._pending = True
        self._open.append(name)

    def _open_alternative(self, name: str, attributes: Attributes) -> None:
        if name == "mc:AlternateContent":
            self._alternatives.append(_Alternatives())
        elif self._alternatives:
            self._alternatives[-1].choices += name == "mc:Choice"
        if self._alternatives and name != "mc:Choice":
            self._alternatives[-1].tags.append(len(self._out))
        self._out.append(f"<{name}{_spell(attributes)}>")
        self._open.append(name)

    def _end_alternative(self, name: str) -> None:
        """Close a tag of markup compatibility; without any choice, only the fallback's content stays."""
        self._close_tag()
        if self._alternatives and name != "mc:Choice":
            self._alternatives[-1].tags.append(len(self._out))
        self._out.append(f"</{name}>")
        if name == "mc:AlternateContent":
            done = self._alternatives.pop()
            for place in [] if done.choices else done.tags:
                self._out[place] = ""

    def _close_tag(self) -> None:
        if self._pending:
            self._out.append(">")
            self._pending = False

    def end(self, _: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        name = self._open.pop()
        if name is None:
            return
        if name.startswith("mc:"):
            self._end_alternative(name)
        elif self._leaf is not None:
            self._end_leaf(name)
        elif self._pending:
            self._out.append("/>")
            self._pending = False
        elif self._open:
            self._out.append(f"</{name.lstrip(':')}>")

    def _end_leaf(self, name: str) -> None:
        assert self._leaf is not None
        rule, attributes, mark, parts = self._leaf
        self._leaf, self._pending = None, False
        text = rule("".join(parts), attributes)
        if text is None:
            del self._out[mark:]
            return
        self._out.append(f">{text.translate(_TEXT_ESCAPES)}</{name.lstrip(':')}>")

    def text(self, text: str) -> None:
        if self._skipping or not self._open:
            return
        if self._leaf is not None:
            self._leaf[3].append(text)
            return
        allowed = self._rules.text_in
        if allowed is not None and self._inmost() not in allowed:
            return
        self._close_tag()
        self._out.append(text.translate(_TEXT_ESCAPES))

    def _inmost(self) -> str | None:
        """Give the innermost open element whose tags stay."""
        return next((name for name in reversed(self._open) if name is not None), None)

    def document(self) -> bytes:
        if self._root is None:
            raise damaged()
        name, attributes = self._root
        written = {word.partition(":")[0] for word in {name, *attributes, *self._written} if ":" in word}
        written |= self._required
        self._used = {prefix: space for prefix, space in self._used.items() if prefix in written}
        self._used |= self._rules.in_values
        ignorable = sorted(self._rules.ignorable & written)
        markup = next((uri for uri, prefix in self._rules.namespaces.items() if prefix == "mc"), None)
        if ignorable and markup is not None:
            self._used["mc"] = markup
            attributes["mc:Ignorable"] = " ".join(ignorable)
        spaces = "".join(
            f' xmlns{":" + prefix if prefix else ""}="{namespace.translate(_VALUE_ESCAPES)}"'
            for prefix, namespace in sorted(self._used.items())
        )
        tag = name.lstrip(":")
        self._out[0] = f'<?xml version="1.0" encoding="UTF-8"?>\n<{tag}{spaces}{_spell(attributes)}>'
        self._out.append(f"</{tag}>")
        return "".join(self._out).encode("utf-8")


def _always(text: str) -> LeafRule:
    return lambda _, __: text


def _spell(attributes: Attributes) -> str:
    if not attributes:
        return ""
    parts = []
    for name, value in attributes.items():
        safe = value if value.isalnum() else value.translate(_VALUE_ESCAPES)
        parts.append(f' {name.lstrip(":")}="{safe}"')
    return "".join(parts)
