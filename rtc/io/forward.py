"""The hot path: one plaintext packet to many viewers.

Why it looks as it does. Per viewer there is one memmove, one srtp_protect and a share of one sendmmsg, and
nothing else: crypto and kernel are the floor (about 4 us), every Python object made per viewer adds to it.
So the message headers, their iovecs and the destination addresses are filled once per audience and only the
lengths are set per packet. Audiences are rebuilt when somebody comes or goes, not per packet. Batches of 64
keep the buffers in the cache. A viewer whose protect fails is left out: its buffer still holds plaintext.
"""

from __future__ import annotations

import ctypes.util
import errno
import socket
from collections.abc import Sequence
from typing import Any, Protocol

from cffi import FFI
from pylibsrtp._binding import ffi as srtp_ffi
from pylibsrtp._binding import lib as srtp

BATCH, ROOM = 64, 2048

ffi = FFI()
ffi.cdef("""
struct iovec { void *iov_base; size_t iov_len; };
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                void *msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);
""")
libc = ffi.dlopen(ctypes.util.find_library("c"))
DONTWAIT = int(socket.MSG_DONTWAIT)

_space = ffi.new(f"char[{BATCH * ROOM}]")
_buffers = [_space + i * ROOM for i in range(BATCH)]
_length = srtp_ffi.new("int *")


class Receiver(Protocol):
    """What the loop needs of a viewer's connection."""

    @property
    def srtp_handle(self) -> Any: ...
    @property
    def sockaddr(self) -> bytes: ...


class Audience:
    """The viewers of one slot that are reached through one socket under one payload type."""

    def __init__(self, fd: int, receivers: Sequence[Receiver], payload_type: int = 0) -> None:
        self.payload_type = payload_type
        self._fd = fd
        self._receivers = receivers  # kept, because the handles and addresses below live in them
        self._handles = [receiver.srtp_handle for receiver in receivers]
        self._names = [ffi.from_buffer(receiver.sockaddr) for receiver in receivers]
        self._iovecs = ffi.new("struct iovec[]", len(receivers))
        self._headers = ffi.new("struct mmsghdr[]", len(receivers))
        for i, name in enumerate(self._names):
            header = self._headers[i].msg_hdr
            self._iovecs[i].iov_base = _buffers[i % BATCH]
            header.msg_name, header.msg_namelen = name, len(name)
            header.msg_iov, header.msg_iovlen = self._iovecs + i, 1
        # struct iovec is two machine words: every other word is a length
        self._lengths = memoryview(ffi.buffer(self._iovecs)).cast("B").cast("L")[1::2]
        self.sent = self.failed = 0

    def send_rtp(self, plain: bytearray, size: int) -> None:
        """Protect and send the first `size` bytes of an RTP packet to everybody."""
        self._send(srtp.srtp_protect, plain, size)

    def send_rtcp(self, plain: bytes) -> None:
        """Protect and send an RTCP packet to everybody."""
        self._send(srtp.srtp_protect_rtcp, plain, len(plain))

    def _send(self, protect: Any, plain: bytes | bytearray, size: int) -> None:
        memmove, length, lengths = ffi.memmove, _length, self._lengths
        source = ffi.from_buffer(plain)
        handles = self._handles
        for start in range(0, len(handles), BATCH):
            first = i = start
            for handle, buffer in zip(handles[start : start + BATCH], _buffers, strict=False):
                memmove(buffer, source, size)
                length[0] = size
                if protect(handle, buffer, length):
                    self.failed += 1
                    self._flush(first, i)
                    first = i + 1
                else:
                    lengths[i] = length[0]
                i += 1
            self._flush(first, i)

    def _flush(self, first: int, end: int) -> None:
        """Send the messages first..end; what the kernel has no room for is dropped, as a router would."""
        while first < end:
            sent = libc.sendmmsg(self._fd, self._headers + first, end - first, DONTWAIT)
            if sent > 0:
                self.sent += sent
                first += sent
            elif ffi.errno == errno.EAGAIN:
                self.failed += end - first
                return
            elif ffi.errno != errno.EINTR:
                self.failed += 1
                first += 1
