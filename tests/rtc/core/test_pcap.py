"""pcap records: what is kept of a packet, and that the rest is not there."""

from rtc.core import pcap

EXTENDED = bytes.fromhex("b1e0038a00015f900002000000000007bede0001 10550000") + b"SECRET PAYLOAD"


def test_header_csrcs_and_extensions_are_kept_and_the_payload_is_not() -> None:
    record = pcap.rtp_record(pcap.SERVER, pcap.FIRST_PEER, EXTENDED, len(EXTENDED), 12.5)
    assert record.endswith(EXTENDED[:24])
    assert b"SECRET" not in record
    seconds, micro, kept, size = (int.from_bytes(record[i : i + 4], "little") for i in (0, 4, 8, 12))
    assert (seconds, micro, kept, size) == (12, 500_000, 28 + 24, 28 + len(EXTENDED))
    assert len(record) == 16 + kept


def test_lengths_that_lie_keep_no_more_than_the_packet() -> None:
    lying = EXTENDED[:18] + b"\xff\xff" + EXTENDED[20:]
    record = pcap.rtp_record(1, 2, lying, len(lying), 0.0)
    assert len(record) == 16 + 28 + len(lying)
    assert pcap.rtp_record(1, 2, b"\x90" * 12, 12, 0.0)[-12:] == b"\x90" * 12
    assert pcap.rtp_record(1, 2, b"\x80" * 11, 11, 0.0) == b""
