"""The Dependency Descriptor header extension (appendix A of the RTP Payload Format For AV1, version 1.0).

It tells which frames a receiver of a decode target (a spatial and temporal quality) needs. Template
structures come with key frames and hold until the next one; whoever reads a stream keeps the last one.
"""

from __future__ import annotations

from typing import NamedTuple

from rtc.core.codecs.bits import Bits
from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed

URI = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
NOT_PRESENT, DISCARDABLE, SWITCH, REQUIRED = range(4)
MAX_TEMPLATES, MAX_SPATIAL, MAX_TEMPORAL = 64, 4, 8


class Template(NamedTuple):
    """What frames of a kind have in common: an indication per decode target, and what they refer to."""

    spatial: int
    temporal: int
    indications: tuple[int, ...]
    references: tuple[int, ...]
    chains: tuple[int, ...]


class Structure(NamedTuple):
    """All templates of a coded video sequence. `targets` is (spatial, temporal) of each decode target,
    `protected_by` its chain, `sizes` (width, height) by spatial layer or empty."""

    offset: int
    templates: tuple[Template, ...]
    targets: tuple[tuple[int, int], ...]
    protected_by: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...]


class Descriptor(NamedTuple):
    """The descriptor of one packet; `structure` is only set when it came with this packet. `active` is the
    bitmask of decode targets still sent, None when it did not change."""

    starts_frame: bool
    ends_frame: bool
    frame: int
    template: Template
    structure: Structure | None
    active: int | None


class Reader:
    """The descriptors of one stream, packet by packet."""

    def __init__(self) -> None:
        self._structure: Structure | None = None

    def read(self, data: bytes, picture: Picture) -> Picture:
        """What a packet's payload tells, with what its descriptor adds. Raises Malformed.

        A frame may be switched to where the decode target of just its layers says so.
        """
        found = parse(data, self._structure)
        self._structure = structure = found.structure or self._structure
        template = found.template
        layer = (template.spatial, template.temporal)
        targets = structure.targets if structure else ()
        switch = layer in targets and template.indications[targets.index(layer)] == SWITCH
        width, height = structure.sizes[-1] if structure and structure.sizes and found.structure else (0, 0)
        return picture._replace(
            starts_frame=found.starts_frame,
            ends_frame=found.ends_frame,
            key_frame=found.structure is not None and found.starts_frame,
            temporal=template.temporal,
            spatial=template.spatial,
            switch=switch,
            depends=bool(template.references),
            picture=found.frame,
            picture_bits=16,
            width=picture.width or width,
            height=picture.height or height,
            sizes=structure.sizes if structure and found.structure else (),
            distances=True,
            descriptor=data,
        )


def alone(data: bytes, name: int) -> bytes:
    """A header extension block with nothing but this descriptor (RFC 8285 section 4)."""
    short = len(data) <= 16
    body = (bytes((name << 4 | len(data) - 1,)) if short else bytes((name, len(data)))) + data
    body += bytes(-len(body) % 4)
    return (b"\xbe\xde" if short else b"\x10\0") + (len(body) // 4).to_bytes(2) + body


def numbered(data: bytes, frame: int) -> bytes:
    """A descriptor with another frame number."""
    return data[:1] + (frame & 0xFFFF).to_bytes(2) + data[3:]


def parse(data: bytes, structure: Structure | None) -> Descriptor:
    """Parse an extension's value, with the last structure of the stream. Raises Malformed, also when the
    structure it needs has not come."""
    bits = Bits(data, 0, len(data))
    starts, ends, number, frame = bits.flag(), bits.flag(), bits.read(6), bits.read(16)
    new, active, custom = None, None, (False, False, False)
    if len(data) > 3:
        has_structure, has_active = bits.flag(), bits.flag()
        custom = (bits.flag(), bits.flag(), bits.flag())
        if has_structure:
            structure = new = _structure(bits)
            active = (1 << len(new.targets)) - 1
        if has_active:
            active = bits.read(len(_known(structure).targets))
    template = _definition(bits, _known(structure), number, custom)
    return Descriptor(starts, ends, frame, template, new, active)


def _known(structure: Structure | None) -> Structure:
    if structure is None:
        raise Malformed("dependency descriptor without a structure")
    return structure


def _definition(bits: Bits, structure: Structure, number: int, custom: tuple[bool, bool, bool]) -> Template:
    """The frame's template with what the packet says otherwise (frame_dependency_definition)."""
    index = number - structure.offset & 63
    if index >= len(structure.templates):
        raise Malformed("dependency descriptor template")
    template = structure.templates[index]
    if custom[0]:
        template = template._replace(indications=tuple(bits.read(2) for _ in structure.targets))
    if custom[1]:
        template = template._replace(references=_custom_references(bits))
    if custom[2]:
        template = template._replace(chains=tuple(bits.read(8) for _ in template.chains))
    return template


def _custom_references(bits: Bits) -> tuple[int, ...]:
    references = []
    while size := bits.read(2):
        references.append(bits.read(4 * size) + 1)
    return tuple(references)


def _structure(bits: Bits) -> Structure:
    offset, target_count = bits.read(6), bits.read(5) + 1
    layers = _layers(bits)
    indications = [tuple(bits.read(2) for _ in range(target_count)) for _ in layers]
    references = [_references(bits) for _ in layers]
    protected_by, chains = _chains(bits, target_count, len(layers))
    targets = tuple(_target(layers, [one[i] for one in indications]) for i in range(target_count))
    sizes: tuple[tuple[int, int], ...] = ()
    if bits.flag():
        sizes = tuple((bits.read(16) + 1, bits.read(16) + 1) for _ in range(layers[-1][0] + 1))
    templates = tuple(
        Template(*layer, *rest) for layer, *rest in zip(layers, indications, references, chains, strict=True)
    )
    return Structure(offset, templates, targets, protected_by, sizes)


def _layers(bits: Bits) -> list[tuple[int, int]]:
    """(spatial, temporal) of each template; they rise as the two bits after each say."""
    spatial = temporal = 0
    layers: list[tuple[int, int]] = []
    while True:
        layers.append((spatial, temporal))
        following = bits.read(2)
        if following == 3:
            return layers
        if following == 1:
            temporal += 1
        elif following == 2:
            spatial, temporal = spatial + 1, 0
        if len(layers) == MAX_TEMPLATES or spatial >= MAX_SPATIAL or temporal >= MAX_TEMPORAL:
            raise Malformed("dependency descriptor templates")


def _references(bits: Bits) -> tuple[int, ...]:
    references = []
    while bits.flag():
        references.append(bits.read(4) + 1)
    return tuple(references)


def _chains(
    bits: Bits, target_count: int, template_count: int
) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    count = bits.non_symmetric(target_count + 1)
    if not count:
        return (), [()] * template_count
    protected_by = tuple(bits.non_symmetric(count) for _ in range(target_count))
    return protected_by, [tuple(bits.read(4) for _ in range(count)) for _ in range(template_count)]


def _target(layers: list[tuple[int, int]], indications: list[int]) -> tuple[int, int]:
    """The highest layers a decode target has frames of (section A.8.3, decode_target_layers)."""
    present = [layer for layer, one in zip(layers, indications, strict=True) if one != NOT_PRESENT]
    return max((spatial for spatial, _ in present), default=0), max((t for _, t in present), default=0)
