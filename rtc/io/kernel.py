"""System calls Python's socket module has no batches for: sendmmsg and recvmmsg, through cffi on libc.

cffi lets go of the GIL during every call. Structures are laid out as in recvmmsg(2); what is sent lives in
`parcel`, what is received in `inbox`.
"""

import ctypes.util
import socket

from cffi import FFI

NAME = 28
"""Bytes of a struct sockaddr_in6; the kernel takes a struct sockaddr_in of that length as well."""
SOL_UDP, UDP_SEGMENT = 17, 103
DONTWAIT = int(socket.MSG_DONTWAIT)

ffi = FFI()
ffi.cdef("""
struct iovec { void *iov_base; size_t iov_len; };
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                void *msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);
int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, void *timeout);
ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const void *addr, unsigned int addrlen);
""")
libc = ffi.dlopen(ctypes.util.find_library("c"))
