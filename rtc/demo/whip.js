// One WHIP or WHEP session: the offer goes out, the answer comes back, its address ends it (RFC 9725).
export class Refused extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

const PICTURE = /^a=rtpmap:(\d+) (?!rtx|red|ulpfec|flexfec)\S+\/90000\r\n/gm;

// A receiver that knows its round trip (RFC 3611) asks for what was lost as often as is worth it. Chromium can learn
// it, but offers to only when told.
const timed = ({type, sdp}) => (
  {type, sdp: sdp.replace(PICTURE, (line, number) => `${line}a=rtcp-fb:${number} rrtr\r\n`)});

const line = (text, name) => text.match(new RegExp(`a=${name}:.*`))[0];

export class Session {
  constructor(peer, address, token = "") {
    this.peer = peer;
    this.address = address;
    this.headers = token ? {Authorization: `Bearer ${token}`} : {};
    this.location = null;
    this.tag = null;
  }

  // The server is ICE-lite: it needs no candidates of ours, so nothing is waited for.
  async start() {
    await this.peer.setLocalDescription(timed(await this.peer.createOffer()));
    const response = await fetch(this.address, {
      method: "POST",
      headers: {...this.headers, "Content-Type": "application/sdp"},
      body: this.peer.localDescription.sdp,
    });
    if (response.status !== 201) throw new Refused(response.status);
    this.location = response.headers.get("Location");
    this.tag = response.headers.get("ETag");
    await this.peer.setRemoteDescription({type: "answer", sdp: await response.text()});
  }

  // Another network: new credentials both ways, everything else goes on (RFC 9725 section 4.3.3).
  async restart() {
    const answer = this.peer.remoteDescription.sdp;
    await this.peer.setLocalDescription(timed(await this.peer.createOffer({iceRestart: true})));
    const own = this.peer.localDescription.sdp;
    const response = await fetch(this.location, {
      method: "PATCH",
      headers: {...this.headers, "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": "*"},
      body: ["ice-ufrag", "ice-pwd"].map(name => `${line(own, name)}\r\n`).join(""),
    });
    if (response.status !== 200) throw new Refused(response.status);
    this.tag = response.headers.get("ETag");
    const fragment = await response.text();
    const sdp = ["ice-ufrag", "ice-pwd"].reduce(
      (text, name) => text.replaceAll(line(text, name), line(fragment, name)), answer);
    await this.peer.setRemoteDescription({type: "answer", sdp});
  }

  async stop() {
    this.peer.close();
    if (this.location) await fetch(this.location, {method: "DELETE", headers: this.headers, keepalive: true});
    this.location = null;
  }
}
