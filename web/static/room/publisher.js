// Speaking: a second RTCPeerConnection that carries our microphone, camera and screen to the server.
// Microphone and camera get their place together, so that turning one on later needs no new connection.

import { Told } from "./connection.js";
import { fit, offered } from "./encodings.js";
import { peerConnection } from "./viewer.js";

const ALWAYS = ["microphone", "camera"];
const TRIES = [200, 500, 1000, 2000, 4000]; // pauses between attempts to send again, in milliseconds

export class Publisher {
  /** `ask(event, payload)` is the signalling; `ice()` the servers to use. */
  constructor({ ask, ice }) {
    this.ask = ask;
    this.ice = ice;
    this.pc = null;
    this.tracks = {};
    this.senders = {};
    this.wanted = {};
    this.queue = Promise.resolve();
    this.retry = null;
  }

  /** Send `track` as `source` from now on; null: send nothing there. One change at a time, in order. */
  set(source, track) {
    return this.next(() => this.change(source, track));
  }

  /** All again on a new connection, after the server or the network was gone; tries for some seconds. */
  again(attempt = 0) {
    clearTimeout(this.retry);
    return this.next(async () => {
      if (Object.values(this.tracks).some(Boolean)) await this.publish();
      else this.close();
    }).catch((error) => {
      if (error instanceof Told && error.code === "screen_taken") return this.tracks.screen?.dispatchEvent(new Event("ended"));
      if (attempt >= TRIES.length || (error instanceof Told && error.code === "not_allowed")) return;
      this.retry = setTimeout(() => this.again(attempt + 1), TRIES[attempt] * (1 + Math.random()));
    });
  }

  /** Find the server anew (ICE restart) on the connection we have; nothing else changes. */
  find() {
    return this.next(async () => {
      const pc = this.pc;
      if (!pc) return;
      pc.setConfiguration({ ...pc.getConfiguration(), iceServers: this.ice() });
      pc.restartIce();
      await pc.setLocalDescription();
      const sources = Object.fromEntries(pc.getTransceivers().map((one) => [one.mid, this.sourceOf(one.sender)]));
      const { sdp } = await this.ask("publish", { sdp: pc.localDescription.sdp, sources, again: true });
      await pc.setRemoteDescription({ type: "answer", sdp });
    }).catch((error) => {
      console.info("publish", error instanceof Told ? error.code : error.name);
      if (this.pc) this.again();
    });
  }

  sourceOf(sender) {
    return Object.keys(this.senders).find((source) => this.senders[source] === sender);
  }

  /** Whether something is being sent. */
  get sends() {
    return Object.values(this.tracks).some(Boolean);
  }

  /** Which encodings of which source somebody watches: {source: [rid]}; a source that is missing is sent whole. */
  want(wanted) {
    if (JSON.stringify(wanted) === JSON.stringify(this.wanted)) return;
    this.wanted = wanted;
    this.next(() => this.fitAll()).catch(() => null);
  }

  next(work) {
    this.queue = this.queue.catch(() => null).then(work);
    return this.queue;
  }

  async change(source, track) {
    const before = this.tracks[source] ?? null;
    this.tracks[source] = track;
    try {
      if (this.pc && this.senders[source]) await this.replace(source, track);
      else if (track) await this.publish();
      if (this.pc) await this.ask("source", { source, on: track !== null });
    } catch (error) {
      this.tracks[source] = before;
      throw error;
    }
  }

  async replace(source, track) {
    await this.senders[source].replaceTrack(track);
    await fit(this.senders[source], source, this.wanted[source]);
  }

  async publish() {
    const pc = await peerConnection(this.ice());
    const wanted = [...ALWAYS, ...(this.tracks.screen ? ["screen"] : [])];
    const transceivers = wanted.map((source) => [source, this.add(pc, source)]);
    await pc.setLocalDescription();
    const sources = Object.fromEntries(transceivers.map(([source, one]) => [one.mid, source]));
    try {
      const { sdp } = await this.ask("publish", { sdp: pc.localDescription.sdp, sources });
      await pc.setRemoteDescription({ type: "answer", sdp });
    } catch (error) {
      pc.close();
      throw error;
    }
    this.pc?.close();
    this.pc = pc;
    this.senders = Object.fromEntries(transceivers.map(([source, one]) => [source, one.sender]));
    pc.addEventListener("connectionstatechange", () => this.watch(pc));
    await this.fitAll();
    for (const source of wanted) await this.ask("source", { source, on: Boolean(this.tracks[source]) });
  }

  async fitAll() {
    for (const [source, sender] of Object.entries(this.senders)) await fit(sender, source, this.wanted[source]);
  }

  add(pc, source) {
    const track = this.tracks[source];
    const kind = source === "microphone" ? "audio" : "video";
    return pc.addTransceiver(track ?? kind, { direction: "sendonly", sendEncodings: offered(source) });
  }

  /** A connection that failed while the signalling lives is made again. */
  watch(pc) {
    if (this.pc !== pc || pc.connectionState !== "failed") return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.again(), 500 + Math.random() * 1000);
  }

  close() {
    clearTimeout(this.retry);
    this.pc?.close();
    this.pc = null;
    this.senders = {};
  }

  /** Stop sending everything and let go of the devices. */
  async stop({ tell = true } = {}) {
    const had = this.pc;
    for (const track of Object.values(this.tracks)) track?.stop();
    this.tracks = {};
    this.close();
    if (had && tell) await this.ask("unpublish").catch(() => null);
  }
}
