import pytest

from rtc.core import stun
from rtc.core.malformed import Malformed

PASSWORD = b"VOkJxbRl1RmTxUk/WvJxBt"

# RFC 5769 section 2.1
REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae"
    "802200105354554e207465737420636c69656e74"
    "002400046e0001ff80290008932ff9b151263b36"
    "000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
    "80280004e57a3bcf"
)
# RFC 5769 sections 2.2 and 2.3
RESPONSE_V4 = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000080001a147e112a643"
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
    "80280004c07d4c96"
)
RESPONSE_V6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
    "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
    "80280004c8fb0b4c"
)


def test_sample_request_of_rfc_5769_is_read_and_its_signature_is_right() -> None:
    message = stun.parse(REQUEST)
    assert message.kind == stun.BINDING_REQUEST
    assert (message.username, message.local_ufrag) == ("evtj:h6vY", "evtj")
    assert not message.use_candidate
    assert stun.is_signed_with(message, PASSWORD)
    assert not stun.is_signed_with(message, b"another password")


@pytest.mark.parametrize("sample", [RESPONSE_V4, RESPONSE_V6])
def test_sample_responses_of_rfc_5769_have_right_signatures(sample: bytes) -> None:
    message = stun.parse(sample)
    assert message.kind == stun.BINDING_RESPONSE
    assert stun.is_signed_with(message, PASSWORD)


@pytest.mark.parametrize(
    ("host", "sample"), [("192.0.2.1", RESPONSE_V4), ("2001:db8:1234:5678:11:2233:4455:6677", RESPONSE_V6)]
)
def test_our_response_tells_the_address_as_the_samples_do(host: str, sample: bytes) -> None:
    ours = stun.success(stun.parse(REQUEST).transaction, host, 32853, PASSWORD)
    size = 12 if host.startswith("1") else 24
    assert ours[20 : 20 + size] == sample[36 : 36 + size]
    assert stun.is_signed_with(stun.parse(ours), PASSWORD)


def test_request_we_build_is_signed_and_nominates() -> None:
    message = stun.parse(stun.request(bytes(12), "a:b", b"secret", nominate=True))
    assert message.use_candidate
    assert stun.is_signed_with(message, b"secret")


def test_what_follows_the_signature_is_not_believed() -> None:
    signed = stun.request(bytes(12), "a:b", b"secret")[:-8]
    late = signed + bytes.fromhex("00250000") + bytes.fromhex("0006000178000000")
    late = late[:2] + (len(late) - 20).to_bytes(2) + late[4:]
    message = stun.parse(late)
    assert (message.username, message.use_candidate) == ("a:b", False)


def test_message_without_signature_is_signed_with_nothing() -> None:
    bare = stun.request(bytes(12), "a:b", b"")[:20]
    message = stun.parse(bare[:2] + bytes(2) + bare[4:])
    assert not stun.is_signed_with(message, b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        REQUEST[:19],
        REQUEST[:-4],
        REQUEST[:4] + b"\0" + REQUEST[5:],
        REQUEST[:-1] + b"\0",
        REQUEST[:60] + b"\xff\xff" + REQUEST[62:],
        REQUEST[:22] + b"\xff\xff" + REQUEST[24:],
        bytes(2000),
    ],
)
def test_broken_messages_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        stun.parse(data)
