"""Many datagrams in one system call, through cffi: how viewers are drained and how the floor is found."""

import ctypes.util
import socket
import struct
from array import array
from typing import Any

from cffi import FFI

ffi = FFI()
ffi.cdef("""
struct iovec { void *iov_base; size_t iov_len; };
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                void *msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);
int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, void *timeout);
""")
libc = ffi.dlopen(ctypes.util.find_library("c"))
DONTWAIT = int(socket.MSG_DONTWAIT)
NAME, ROOM = 16, 1664
"""Bytes of a struct sockaddr_in; of a packet's place, no power of two, which would crowd the cache's sets."""
SOL_UDP, UDP_SEGMENT = 17, 103


class Drain:
    """Takes what has arrived on a socket, `count` datagrams at a time, of each its first `size` bytes."""

    def __init__(self, count: int, size: int) -> None:
        self.count, self.size = count, size
        self.space = bytearray(count * size)
        self._pointer = ffi.from_buffer(self.space)
        self._iovecs = ffi.new("struct iovec[]", count)
        self._headers = ffi.new("struct mmsghdr[]", count)
        for i in range(count):
            self._iovecs[i].iov_base, self._iovecs[i].iov_len = self._pointer + i * size, size
            self._headers[i].msg_hdr.msg_iov, self._headers[i].msg_hdr.msg_iovlen = self._iovecs + i, 1

    def take(self, fd: int) -> int:
        """How many datagrams were taken; they stand in `space`, `size` apart."""
        return max(0, int(libc.recvmmsg(fd, self._headers, self.count, DONTWAIT, ffi.NULL)))

    def datagram(self, i: int) -> bytes:
        """The i-th of those last taken, as far as it fits."""
        length = min(int(self._headers[i].msg_len), self.size)
        return bytes(self.space[i * self.size : i * self.size + length])


class Batch:
    """Messages to send with one call: up to `count` of `run` packets each, which the kernel segments.

    Packet `k` of message `i` stands in `buffers[i * run + k]`, `ROOM` bytes apart in `space`.
    """

    def __init__(self, space: Any, count: int, run: int = 1) -> None:
        self.buffers = [space + i * ROOM for i in range(count * run)]
        self.names = ffi.new(f"char[{count * NAME}]")
        self._iovecs = ffi.new("struct iovec[]", count * run)
        self._headers = ffi.new("struct mmsghdr[]", count)
        self._control = ffi.new("char[24]", struct.pack("=Qii", 18, SOL_UDP, UDP_SEGMENT))
        self._lengths = memoryview(ffi.buffer(self._iovecs)).cast("B").cast("L")[1::2]
        for i, buffer in enumerate(self.buffers):
            self._iovecs[i].iov_base = buffer
        for i in range(count):
            header = self._headers[i].msg_hdr
            header.msg_name, header.msg_namelen = self.names + i * NAME, NAME
            header.msg_iov, header.msg_iovlen = self._iovecs + i * run, run
            if run > 1:
                header.msg_control, header.msg_controllen = self._control, len(self._control)

    def send(self, fd: int, count: int, lengths: list[int]) -> None:
        """Send the first `count`, whose packets have these lengths: all but the last the same."""
        run = len(lengths)
        self._lengths[: count * run] = memoryview(array("L", lengths * count))
        struct.pack_into("=H", ffi.buffer(self._control), 16, lengths[0])
        first = 0
        while first < count:
            sent = libc.sendmmsg(fd, self._headers + first, count - first, 0)
            if sent <= 0:
                raise OSError(ffi.errno, "sendmmsg")
            first += sent
