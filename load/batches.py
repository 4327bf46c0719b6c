"""Many datagrams in one system call, through cffi: how viewers are drained and how the floor is found."""

import ctypes.util
import socket
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
    """Up to `count` datagrams to as many addresses, each in a buffer of `size` bytes, sent by one call."""

    def __init__(self, count: int, size: int) -> None:
        self.buffers = [ffi.new("char[]", size) for _ in range(count)]
        self._iovecs = ffi.new("struct iovec[]", count)
        self._headers = ffi.new("struct mmsghdr[]", count)
        self._lengths = memoryview(ffi.buffer(self._iovecs)).cast("B").cast("L")[1::2]
        for i, buffer in enumerate(self.buffers):
            self._iovecs[i].iov_base = buffer
            self._headers[i].msg_hdr.msg_iov, self._headers[i].msg_hdr.msg_iovlen = self._iovecs + i, 1

    def address(self, names: list[Any]) -> None:
        """Where they go: struct sockaddr_in as cffi buffers, which must be kept."""
        for i, name in enumerate(names):
            self._headers[i].msg_hdr.msg_name, self._headers[i].msg_hdr.msg_namelen = name, len(name)

    def send(self, fd: int, count: int, length: int) -> None:
        """Send the first `count`, all of one length."""
        for i in range(count):
            self._lengths[i] = length
        first = 0
        while first < count:
            sent = libc.sendmmsg(fd, self._headers + first, count - first, 0)
            if sent <= 0:
                raise OSError(ffi.errno, "sendmmsg")
            first += sent
