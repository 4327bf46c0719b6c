import pytest

from rtc.core import rtp
from rtc.core.codecs import av1, dependency
from rtc.core.codecs.dependency import DISCARDABLE, NOT_PRESENT, REQUIRED, SWITCH, Descriptor
from rtc.core.codecs.picture import Picture
from rtc.core.malformed import Malformed
from tests.doubles import captures

EXTENSION = 13


def values(name: str) -> list[bytes]:
    packets = captures.packets(name)
    return [rtp.extension(one.data, one.header, EXTENSION) or b"" for one in packets]


def read(name: str) -> list[Descriptor]:
    structure, found = None, []
    for value in values(name):
        found.append(dependency.parse(value, structure))
        structure = found[-1].structure or structure
    return found


def test_one_layer_has_one_target() -> None:
    found = read("av1")
    structure = found[0].structure
    assert structure is not None
    assert (structure.targets, structure.sizes, found[0].active) == (((0, 0),), ((160, 90),), 1)
    assert [one.frame for one in found] == list(range(1, len(found) + 1))
    assert [one.template.references for one in found[:3]] == [(), (1,), (1,)]


def test_key_svc_structure_of_chromium() -> None:
    found = read("av1-l2t2-key")
    structure = found[0].structure
    assert structure is not None
    assert structure.targets == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert structure.sizes == ((320, 180), (640, 360))
    assert structure.protected_by == (0, 0, 1, 1)
    assert found[1].template[:3] == (1, 0, (NOT_PRESENT, NOT_PRESENT, SWITCH, SWITCH))
    assert found[2].template[:3] == (0, 1, (NOT_PRESENT, DISCARDABLE, NOT_PRESENT, NOT_PRESENT))


def test_structure_too_long_for_a_one_byte_header_comes_in_two_byte_headers() -> None:
    found, raw = read("av1-l3t3"), values("av1-l3t3")
    structure = found[0].structure
    assert len(raw[0]) > 16
    assert structure is not None
    assert len(structure.targets) == 9
    assert found[0].template.indications[:4] == (SWITCH, SWITCH, SWITCH, SWITCH)
    assert REQUIRED in structure.templates[0].indications
    assert {one.template.spatial for one in found} == {0, 1, 2}


def test_descriptor_before_its_structure_is_malformed() -> None:
    with pytest.raises(Malformed):
        dependency.parse(values("av1")[1], None)


def test_unknown_template_is_malformed() -> None:
    structure = read("av1")[0].structure
    with pytest.raises(Malformed):
        dependency.parse(b"\xc5\0\1", structure)


def test_custom_fields_replace_the_template() -> None:
    structure = read("av1")[0].structure
    bits = "11000001" + "0000000000000010" + "00111" + "11" + "01" + "0100" + "00" + "00000111"
    data = int(bits.ljust(56, "0"), 2).to_bytes(7)
    template = dependency.parse(data, structure).template
    assert (template.indications, template.references, template.chains) == ((REQUIRED,), (5,), (7,))


@pytest.mark.parametrize("size", range(1, 26))
def test_cut_off_structures_are_malformed(size: int) -> None:
    with pytest.raises(Malformed):
        dependency.parse(values("av1-l3t3")[0][:size], None)


def test_templates_without_end_are_malformed() -> None:
    with pytest.raises(Malformed):
        dependency.parse(b"\xc0\0\1" + b"\x80" + bytes(200), None)


def pictures(name: str) -> list[Picture]:
    reader, found = dependency.Reader(), []
    for packet, value in zip(captures.packets(name), values(name), strict=True):
        found.append(reader.read(value, av1.parse(packet.data, packet.header.start, packet.header.end)))
    return found


def test_reader_tells_layers_sizes_and_where_a_layer_may_be_taken() -> None:
    found = pictures("av1-l2t2-key")
    assert [(one.spatial, one.temporal, one.switch) for one in found[:6]] == [
        (0, 0, True),
        (1, 0, True),
        (0, 1, False),
        (1, 1, False),
        (0, 0, True),
        (1, 0, True),
    ]
    assert [(one.width, one.height) for one in found if one.key_frame] == [(640, 360)] * 2
    assert [one.picture for one in found] == list(range(1, len(found) + 1))
    assert all(one.starts_frame and one.ends_frame and one.distances for one in found)


def test_frame_number_is_the_only_thing_renumbering_changes() -> None:
    [first, *_] = values("av1-l3t3")
    again = dependency.numbered(first, 0x12345)
    assert dependency.parse(again, None) == dependency.parse(first, None)._replace(frame=0x2345)
