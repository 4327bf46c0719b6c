"""Fields that do not end on byte borders: H.264 parameter sets, AV1 headers, dependency descriptors."""

from rtc.core.malformed import Malformed
from rtc.core.rtp import Buffer


class Bits:
    """A reader over `data[start:end]`; reading past the end raises Malformed."""

    def __init__(self, data: Buffer, start: int, end: int) -> None:
        self._value = int.from_bytes(data[start:end])
        self.left = 8 * max(0, end - start)

    def read(self, count: int) -> int:
        """An unsigned number of so many bits, most significant first."""
        self.left -= count
        if self.left < 0:
            raise Malformed("bits")
        return self._value >> self.left & (1 << count) - 1

    def flag(self) -> bool:
        return self.read(1) == 1

    def non_symmetric(self, values: int) -> int:
        """A number below `values` (ns(n) of the AV1 specification, section 4.10.7)."""
        width = values.bit_length()
        short = (1 << width) - values
        value = self.read(width - 1)
        return value if value < short else (value << 1) - short + self.read(1)

    def exp_golomb(self) -> int:
        """ue(v) of H.264 section 9.1."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 32:
                raise Malformed("exp-golomb")
        return (1 << zeros) - 1 + self.read(zeros)

    def signed_exp_golomb(self) -> int:
        """se(v) of H.264 section 9.1.1."""
        value = self.exp_golomb()
        return (value + 1) // 2 if value & 1 else -(value // 2)
