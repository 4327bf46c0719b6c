"""What browsers offer to publish, shortened, and what is answered to it."""

from rtc.core import accepting, describe, sdp

FINGERPRINT = ":".join(["AB"] * 32)
LOCAL = describe.Local(
    "ufrag123", "password" * 3, FINGERPRINT, (("192.0.2.7", 40000), ("2001:db8::7", 40000))
)
RATES = {"camera": accepting.Rates(900_000, 1_500_000), "screen": accepting.Rates(1_500_000, 2_500_000)}

# Shortened from what Chromium writes for a microphone, a camera and a data channel
OFFER = f"""v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2
a=extmap-allow-mixed
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:YFNj
a=ice-pwd:9JfKDkbvHpPbyHwKbK9Kzt0l
a=ice-options:trickle
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=rtpmap:9 G722/8000
a=ssrc:1001 cname:abc
m=video 9 UDP/TLS/RTP/SAVPF 96 97 98
c=IN IP4 0.0.0.0
a=ice-ufrag:YFNj
a=ice-pwd:9JfKDkbvHpPbyHwKbK9Kzt0l
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:actpass
a=mid:1
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=rtpmap:98 VP9/90000
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=ssrc-group:FID 2001 2002
a=ssrc:2001 cname:abc
a=ssrc:2002 cname:abc
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=mid:2
a=sctp-port:5000
""".replace("\n", "\r\n")

# The attributes of each m-line by the alphabet, as Firefox writes them
FIREFOX = f"""v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5118736246917370120 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 {FINGERPRINT}
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9
c=IN IP4 0.0.0.0
a=sendonly
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=ice-pwd:00112233445566778899aabbccddeeff
a=ice-ufrag:0a1b2c3d
a=mid:0
a=msid:- {{sound}}
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=setup:actpass
a=ssrc:3001 cname:{{one}}
m=video 9 UDP/TLS/RTP/SAVPF 126 127 120 124
c=IN IP4 0.0.0.0
a=sendonly
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=fmtp:126 profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1
a=fmtp:127 apt=126
a=fmtp:120 max-fs=12288;max-fr=60
a=fmtp:124 apt=120
a=ice-pwd:00112233445566778899aabbccddeeff
a=ice-ufrag:0a1b2c3d
a=mid:1
a=msid:- {{picture}}
a=rtcp-fb:* ccm fir
a=rtcp-fb:126 nack
a=rtcp-fb:120 nack
a=rtcp-fb:120 nack pli
a=rtcp-fb:120 transport-cc
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:126 H264/90000
a=rtpmap:127 rtx/90000
a=rtpmap:120 VP8/90000
a=rtpmap:124 rtx/90000
a=setup:actpass
a=ssrc:3002 cname:{{one}}
a=ssrc:3003 cname:{{one}}
a=ssrc-group:FID 3002 3003
""".replace("\n", "\r\n")


def answer(**sources: str) -> str:
    offer = sdp.parse(OFFER)
    named = {key.removeprefix("mid"): value for key, value in sources.items()}
    return accepting.publisher_answer(offer, accepting.accept(offer, named), LOCAL, 1, RATES)


def fingerprints(*named: tuple[str, str], session: str = "") -> str:
    """The offer with these instead of its own."""
    lines = "".join(f"a=fingerprint:{digest} {value}\r\n" for digest, value in named)
    text = OFFER.replace(f"a=fingerprint:sha-256 {FINGERPRINT}\r\n", lines)
    return text.replace("t=0 0\r\n", f"t=0 0\r\n{session}")


SIMULCAST = (
    OFFER.replace("a=ssrc-group:FID 2001 2002\r\na=ssrc:2001 cname:abc\r\na=ssrc:2002 cname:abc\r\n", "")
    .replace("a=mid:2\r\n", "a=mid:2\r\na=fmtp:5 x=1\r\n")
    .replace(
        "a=fmtp:97 apt=96\r\n",
        "a=fmtp:97 apt=96\r\na=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;~h,x;f\r\n",
    )
)
