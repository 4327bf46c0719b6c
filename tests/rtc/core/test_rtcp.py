import pytest
from aiortc import rtp as reference
from hypothesis import given
from hypothesis import strategies as st

from rtc.core import rtcp
from rtc.core.malformed import Malformed


def parse(data: bytes) -> list[rtcp.Fact]:
    return rtcp.parse(data, len(data))


@given(st.lists(st.integers(0, 65535), unique=True, min_size=1, max_size=60))
def test_nack_says_to_another_parser_what_it_was_given(lost: list[int]) -> None:
    built = rtcp.nack(1, 7, sorted(lost))
    [packet] = reference.RtcpPacket.parse(built)
    assert sorted(packet.lost) == sorted(lost)
    assert parse(built) == [rtcp.Nack(7, tuple(packet.lost))]


def test_nack_across_the_wrap_is_one_pair() -> None:
    built = rtcp.nack(1, 7, [65534, 65535, 0, 3])
    assert len(built) == 16
    assert parse(built) == [rtcp.Nack(7, (65534, 65535, 0, 3))]


def test_nack_that_lists_thousands_is_cut_to_the_limit_without_repeats() -> None:
    everything = b"".join(bytes.fromhex("0001ffff") for _ in range(200)) + bytes.fromhex("1000ffff") * 80
    head = bytes.fromhex("81cd") + (2 + len(everything) // 4).to_bytes(2) + bytes(8)
    [nack] = parse(head + everything)
    assert isinstance(nack, rtcp.Nack)
    assert len(nack.lost) == len(set(nack.lost)) == 34
    many = b"".join((i * 17).to_bytes(2) + b"\xff\xff" for i in range(100))
    [nack] = parse(bytes.fromhex("81cd") + (2 + len(many) // 4).to_bytes(2) + bytes(8) + many)
    assert isinstance(nack, rtcp.Nack)
    assert len(nack.lost) == rtcp.MAX_LOST


def test_pli_and_fir_are_key_frame_requests() -> None:
    fir = bytes.fromhex(
        "84ce0006" + "00000001" + "00000000" + "00000007" + "01000000" + "00000008" + "02000000"
    )
    asked = [rtcp.KeyFrameRequest(7), rtcp.KeyFrameRequest(7), rtcp.KeyFrameRequest(8)]
    assert parse(rtcp.pli(1, 7) + fir) == asked


@given(st.integers(0, 10**10), st.lists(st.integers(0, 2**32 - 1), max_size=8))
def test_remb_says_the_rate_to_another_parser(rate: int, ssrcs: list[int]) -> None:
    [packet] = reference.RtcpPacket.parse(rtcp.remb(1, rate, ssrcs))
    told, for_ssrcs = reference.unpack_remb_fci(packet.fci)
    assert for_ssrcs == ssrcs
    assert told <= rate <= told + max(1, rate >> 17)
    assert parse(rtcp.remb(1, rate, ssrcs)) == [rtcp.Remb(min(told, rtcp.MAX_RATE))]


def test_sender_report_and_names_are_read_by_another_parser() -> None:
    built = rtcp.sender_report(9, 0x0123456789ABCDEF, 4711, 2**32 + 5, 6) + rtcp.sdes(9, "person0")
    report, names = reference.RtcpPacket.parse(built)
    assert report.sender_info == reference.RtcpSenderInfo(0x0123456789ABCDEF, 4711, 5, 6)
    assert [(chunk.ssrc, chunk.items) for chunk in names.chunks] == [(9, [(1, b"person0")])]
    assert parse(built) == [rtcp.SenderReport(9, 0x0123456789ABCDEF, 4711)]


def test_receiver_report_is_read_by_another_parser() -> None:
    block = rtcp.ReportBlock(5, 64, 1000, 0x1FFFF, 42, 0xAABBCCDD, 65536)
    [report] = reference.RtcpPacket.parse(rtcp.receiver_report(1, [block]))
    assert report.reports == [reference.RtcpReceiverInfo(5, 64, 1000, 0x1FFFF, 42, 0xAABBCCDD, 65536)]
    assert parse(rtcp.receiver_report(1, [block, block])) == [block, block]


def test_blocks_are_read_in_sender_reports_too_and_never_beyond_the_packet() -> None:
    block = rtcp.ReportBlock(5, 64, 1000, 0x1FFFF, 42, 0xAABBCCDD, 65536)
    reports = rtcp.receiver_report(1, [block])
    with_block = bytearray(rtcp.sender_report(9, 1, 2, 3, 4) + reports[8:])
    with_block[0], with_block[3] = 0x81, 12
    assert parse(bytes(with_block)) == [rtcp.SenderReport(9, 1, 2), block]
    lying = bytearray(reports)
    lying[0] = 0x9F
    assert parse(bytes(lying)) == [block]


def test_a_negative_loss_is_none_and_another_payload_feedback_is_skipped() -> None:
    block = rtcp.ReportBlock(5, 0, 0xFFFFFE, 0x1FFFF, 42, 0, 0)
    assert parse(rtcp.receiver_report(1, [block])) == [block._replace(lost=0)]
    other = bytearray(rtcp.remb(1, 5, [6]))
    other[12:16] = b"XEMB"
    assert parse(bytes(other)) == []


@pytest.mark.parametrize(
    "data", [b"\x80", b"\x80\xc9\x00", bytes.fromhex("80c90005"), bytes.fromhex("00c90000")]
)
def test_broken_framing_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse(data)


def test_packets_of_no_use_are_skipped() -> None:
    assert parse(rtcp.sdes(1, "person0") + rtcp.receiver_report(1, [])) == []
