"""What the headless peers and the server use of their libraries' private parts is still there."""

import inspect

from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

from rtc.core.describe import Local, viewer_offer
from rtc.core.slots import names
from rtc.peer import HeadlessViewer

LOCAL = Local("ufrag123", "password" * 3, ":".join(["AB"] * 32), (("127.0.0.1", 9),))


def test_aiortc_hands_packets_where_the_viewer_takes_them() -> None:
    assert list(inspect.signature(RTCDtlsTransport._handle_rtp_data).parameters) == [
        "self",
        "data",
        "arrival_time_ms",
    ]
    assert list(inspect.signature(RTCDtlsTransport._handle_rtcp_data).parameters) == ["self", "data"]
    assert list(inspect.signature(RTCDtlsTransport._send_rtp).parameters) == ["self", "data"]
    assert list(inspect.signature(RTCRtpReceiver.receive).parameters) == ["self", "parameters"]
    source = inspect.getsource(RTCDtlsTransport._recv_next)
    assert "self._handle_rtp_data(" in source
    assert "self._handle_rtcp_data(" in source
    assert "self.transport._recv()" in source
    assert "self._recv = self._connection.recv" in inspect.getsource(RTCIceTransport.__init__)


def test_pylibsrtp_still_gives_the_handle_and_the_functions_of_libsrtp() -> None:
    session = Session(Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    assert ffi.typeof(session._srtp[0]).kind == "pointer"
    functions = ("srtp_protect", "srtp_protect_rtcp", "srtp_unprotect", "srtp_unprotect_rtcp")
    assert all(callable(getattr(lib, name)) for name in functions)
    assert lib.srtp_err_status_ok == 0


async def test_answer_of_the_viewer_accepts_every_slot_and_starts_no_decoder() -> None:
    viewer = HeadlessViewer()
    answer = await viewer.answer(viewer_offer(names(6, 6, 1), LOCAL, 1))
    assert answer.count("a=recvonly") == 13
    assert answer.count("a=setup:active") == 13
    await viewer.close()
