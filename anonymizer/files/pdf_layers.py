"""Layers of a PDF (optional content): find those that are switched off and drop what they draw.

Readers do not show them, so a copy without layers must not either. Text, lines and pictures go; operators
that only set how later content is drawn stay. Source: ISO 32000-2, clause 8.11.
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Stream,
)

from anonymizer.wordlists import words

_MOST_DEPTH = 20
_PAINTS = words("f F f* B B* b b* S s")
_SHOWS = words("Tj TJ ' \" Do sh EI MP DP")

Instruction = ContentStreamInstruction | ContentStreamInlineImage


class Layers:
    """Which layers the default configuration of a file switches off."""

    def __init__(self, root: Object) -> None:
        self._off: set[tuple[int, int]] = set()
        self.exist = self.any_on = False
        properties = root.get("/OCProperties")
        if not isinstance(properties, Dictionary):
            return
        groups = [group for group in _listed(properties, "/OCGs") if isinstance(group, Dictionary)]
        told = properties.get("/D")
        told = told if isinstance(told, Dictionary) else Dictionary()
        if told.get("/BaseState") == Name.OFF:
            self._off.update(group.objgen for group in groups)
        self._off.difference_update(group.objgen for group in _listed(told, "/ON"))
        self._off.update(group.objgen for group in _listed(told, "/OFF"))
        self._off.update(_hidden_when_viewed(told))
        self._off.discard((0, 0))
        self.exist = bool(groups)
        self.any_on = any(group.objgen not in self._off for group in groups)

    def hides(self, holder: Object) -> bool:
        """Say whether the layer that an object belongs to (its `/OC`) is off."""
        layer = holder.get("/OC") if isinstance(holder, Dictionary | Stream) else None
        return layer is not None and self._is_off(layer)

    def drop(self, pdf: pikepdf.Pdf) -> bool:
        """Take out of all pages what is drawn on layers that are off; say whether there was anything."""
        if not self._off:
            return False
        seen: set[tuple[int, int]] = set()
        found = False
        for page in pdf.pages:
            resources = page.resources
            fresh = self._shown(page, resources)
            if fresh is not None:
                page.obj.Contents = pdf.make_stream(fresh)
                found = True
            for stream, own in _streams(resources, seen, 0):
                fresh = self._shown(stream, own if own is not None else resources)
                if fresh is not None:
                    stream.write(fresh)
                    found = True
        return found

    def _is_off(self, layer: Object) -> bool:
        if not isinstance(layer, Dictionary):
            return False
        if layer.get("/Type") != Name.OCMD:
            return layer.objgen in self._off
        expression = layer.get("/VE")
        if isinstance(expression, Array):
            return not self._holds(expression, 0)
        told = layer.get("/OCGs")
        groups = [told] if isinstance(told, Dictionary) else list(told) if isinstance(told, Array) else []
        on = [group.objgen not in self._off for group in groups if isinstance(group, Dictionary)]
        if not on:
            return False
        policy = str(layer.get("/P", "/AnyOn"))
        visible = {"/AllOn": all(on), "/AnyOff": not all(on), "/AllOff": not any(on)}.get(policy, any(on))
        return not visible

    def _holds(self, expression: Object, depth: int) -> bool:
        """Say whether a visibility expression (And, Or, Not over layers) is true."""
        if isinstance(expression, Dictionary):
            return expression.objgen not in self._off
        if not isinstance(expression, Array) or not len(expression) or depth > _MOST_DEPTH:
            return True
        parts = (self._holds(part, depth + 1) for part in list(expression)[1:])
        if expression[0] == Name.Not:
            return not next(parts, False)
        return any(parts) if expression[0] == Name.Or else all(parts)

    def _shown(self, target: pikepdf.Page | Stream, resources: Object) -> bytes | None:
        """Give the content without what is hidden; None when nothing is."""
        named = resources.get("/Properties")
        drawings = resources.get("/XObject")
        drawings = drawings if isinstance(drawings, Dictionary) else Dictionary()
        hidden = {key for key, drawing in drawings.items() if self.hides(drawing)}
        if not hidden and not self._names_off(named):
            return None
        kept: list[Instruction] = []
        nesting: list[bool] = []
        dropped = False
        for instruction in pikepdf.parse_content_stream(target):
            word = str(instruction.operator)
            if word in ("BMC", "BDC"):
                nesting.append(word == "BDC" and self._begins_hidden(instruction, named))
            elif word == "EMC" and nesting:
                nesting.pop()
            gone = any(nesting) or (word == "Do" and str(instruction.operands[0]) in hidden)
            if not gone:
                kept.append(instruction)
            else:
                kept.extend(_without_marks(instruction, word))
                dropped = dropped or word in _SHOWS | _PAINTS or word == "INLINE IMAGE"
        return pikepdf.unparse_content_stream(kept) if dropped else None

    def _names_off(self, named: Object | None) -> bool:
        return isinstance(named, Dictionary) and any(self._is_off(layer) for _, layer in named.items())

    def _begins_hidden(self, instruction: Instruction, named: Object | None) -> bool:
        told = list(instruction.operands)
        if len(told) != 2 or told[0] != Name.OC or not isinstance(named, Dictionary):
            return False
        layer = named.get(str(told[1])) if isinstance(told[1], Name) else None
        return layer is not None and self._is_off(layer)


def _listed(holder: Object, key: str) -> list[Object]:
    found = holder.get(key)
    return [entry for entry in found if isinstance(entry, Dictionary)] if isinstance(found, Array) else []


def _hidden_when_viewed(told: Object) -> Iterator[tuple[int, int]]:
    """Yield the layers that a reader switches off by itself on a screen."""
    for usage in _listed(told, "/AS"):
        for group in _listed(usage, "/OCGs") if usage.get("/Event") == Name.View else []:
            for_what = group.get("/Usage")
            view = for_what.get("/View") if isinstance(for_what, Dictionary) else None
            if isinstance(view, Dictionary) and view.get("/ViewState") == Name.OFF:
                yield group.objgen


def _without_marks(instruction: Instruction, word: str) -> list[Instruction]:
    """Give what a hidden instruction leaves behind for what follows: moves, colours, clips, no marks."""
    if word == "INLINE IMAGE" or word in ("Tj", "TJ", "Do", "sh", "MP", "DP"):
        return []
    if word in _PAINTS:
        return [ContentStreamInstruction([], Operator("n"))]
    if word == "'":
        return [ContentStreamInstruction([], Operator("T*"))]
    if word == '"':
        spaces, gaps = list(instruction.operands)[:2]
        return [
            ContentStreamInstruction([spaces], Operator("Tw")),
            ContentStreamInstruction([gaps], Operator("Tc")),
            ContentStreamInstruction([], Operator("T*")),
        ]
    return [instruction]


def _streams(
    resources: Object, seen: set[tuple[int, int]], depth: int
) -> Iterator[tuple[Stream, Object | None]]:
    """Yield each stream of drawing operators that resources lead to, with the resources it names itself."""
    if not isinstance(resources, Dictionary) or depth > _MOST_DEPTH:
        return
    for node in _drawn(resources):
        if node.objgen in seen:
            continue
        seen.add(node.objgen)
        own = node.get("/Resources")
        if isinstance(node, Stream):
            yield node, own if isinstance(own, Dictionary) else None
        else:
            yield from ((glyph, own) for glyph in _values(node, "/CharProcs") if isinstance(glyph, Stream))
        yield from _streams(own, seen, depth + 1) if isinstance(own, Dictionary) else ()


def _drawn(resources: Object) -> Iterator[Object]:
    """Yield forms, patterns, fonts whose letters are drawings, and forms used as masks."""
    for node in _values(resources, "/XObject"):
        if isinstance(node, Stream) and node.get("/Subtype") == Name.Form:
            yield node
    for node in _values(resources, "/Pattern"):
        if isinstance(node, Stream):
            yield node
    for node in _values(resources, "/Font"):
        if isinstance(node, Dictionary) and "/CharProcs" in node:
            yield node
    for state in _values(resources, "/ExtGState"):
        mask = state.get("/SMask") if isinstance(state, Dictionary) else None
        form = mask.get("/G") if isinstance(mask, Dictionary) else None
        if isinstance(form, Stream):
            yield form


def _values(holder: Object, key: str) -> list[Object]:
    group = holder.get(key)
    return [value for _, value in group.items()] if isinstance(group, Dictionary) else []
