// One WHIP or WHEP session: the offer goes out, the answer comes back, its address ends it (RFC 9725).
export class Refused extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

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
    await this.peer.setLocalDescription();
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

  async stop() {
    this.peer.close();
    if (this.location) await fetch(this.location, {method: "DELETE", headers: this.headers, keepalive: true});
    this.location = null;
  }
}
