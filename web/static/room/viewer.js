// Watching: one RTCPeerConnection in which the server offers every slot of the room, and we answer once.
// When nothing arrives although it should, we ask for a new view by signalling; ICE would take a quarter minute.
// A worker that died is told by signalling at once. What is left for us to notice is a way that is dead without
// anybody knowing; a publisher who is between two networks looks alike but for the signs of life of our own way.

const TICK = 1000;
const STALLED = 4000; // longer than between two of ICE's consent checks (RFC 7675)
const STALLED_ALIVE = 12000;
const PATIENCE = [0, 1500, 4000, 9000, 20000]; // further waits between views asked for in one stall

// Made while the page still loads, so that joining need not wait for it.
const certificate = RTCPeerConnection.generateCertificate({ name: "ECDSA", namedCurve: "P-256" }).catch(() => null);

export async function peerConnection(iceServers) {
  const own = await certificate;
  return new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle", certificates: own ? [own] : undefined });
}

// A viewer that knows its round trip asks for what was lost as often as is worth it, instead of every tenth of a
// second. Chromium can learn it (RFC 3611), but takes that up only when its answer is told to; where it may not be
// told, the answer is the browser's own.
async function answer(pc, offer) {
  const timed = new Set([...offer.matchAll(/^a=rtcp-fb:(\d+) rrtr\r?$/gm)].map(([, number]) => number));
  const { type, sdp } = await pc.createAnswer();
  const named = sdp.replace(/^a=rtpmap:(\d+) .*\r\n/gm, (line, number) =>
    timed.has(number) ? `${line}a=rtcp-fb:${number} rrtr\r\n` : line);
  await pc.setLocalDescription({ type, sdp: named }).catch(() => pc.setLocalDescription({ type, sdp }));
}

export class Viewer {
  /**
   * `send(sdp)` gives our answer to the server. `ontrack(mid, track)` is told each slot's track.
   * `expected()` says whether something should be arriving. `onstall(stalledFor)` is told when it is not.
   */
  constructor({ send, ontrack, expected, onstall, onstats }) {
    Object.assign(this, { send, ontrack, expected, onstall, onstats });
    this.pc = null;
    this.watch = setInterval(() => this.look(), TICK);
    this.forget();
  }

  forget() {
    this.received = this.signs = -1;
    this.movedAt = this.aliveAt = performance.now();
    this.asked = 0;
    this.askedAt = 0;
  }

  /** Take the server's offer in place of whatever was watched before; the same offer only once. */
  async accept(offer, iceServers = []) {
    if (this.offer === offer) return;
    this.offer = offer;
    performance.mark("room:offered");
    const before = this.pc;
    const pc = await peerConnection(iceServers);
    this.pc = pc;
    this.received = this.signs = -1;
    this.movedAt = this.aliveAt = performance.now();
    pc.addEventListener("track", (event) => this.pc === pc && this.ontrack(event.transceiver.mid, event.track));
    pc.addEventListener("connectionstatechange", () => performance.mark(`room:media-${pc.connectionState}`));
    await pc.setRemoteDescription({ type: "offer", sdp: offer });
    await answer(pc, offer);
    const sent = this.send(pc.localDescription.sdp);
    before?.close();
    await sent;
    performance.mark("room:answered");
  }

  /** Find the server anew (ICE restart): its offer is for the connection we have, which goes on. */
  async find(offer, iceServers = []) {
    const pc = this.pc;
    pc.setConfiguration({ ...pc.getConfiguration(), iceServers });
    await pc.setRemoteDescription({ type: "offer", sdp: offer });
    await answer(pc, offer);
    await this.send(pc.localDescription.sdp);
    performance.mark("room:found-again");
  }

  async look() {
    const pc = this.pc;
    if (!pc || pc.signalingState === "closed") return;
    const report = await pc.getStats().catch(() => null);
    if (!report || this.pc !== pc) return;
    const seen = summary(report);
    this.onstats?.(seen);
    const now = performance.now();
    if (seen.signs !== this.signs) {
      this.signs = seen.signs;
      this.aliveAt = now;
    }
    if (seen.packets !== this.received || !this.expected()) {
      if (seen.packets > this.received && this.received >= 0) this.asked = 0;
      this.received = seen.packets;
      this.movedAt = now;
      return;
    }
    this.complain(now);
  }

  complain(now) {
    const still = now - this.movedAt;
    const wait = PATIENCE[Math.min(this.asked, PATIENCE.length - 1)];
    const alive = now - this.aliveAt < STALLED;
    if (still < (alive ? STALLED_ALIVE : STALLED) || now - this.askedAt < STALLED + wait) return;
    this.asked += 1;
    this.askedAt = now;
    this.onstall(still);
  }

  /** Whether packets came in within the last two seconds. */
  get flowing() {
    return this.received > 0 && performance.now() - this.movedAt < 2000;
  }

  stop() {
    this.pc?.close();
    this.pc = null;
    this.forget();
  }
}

/**
 * Sums over all incoming streams: packets, lost, sound that had to be made up (silence not counted), and
 * pictures that stood still. `signs` rises with whatever else shows that the way to the server lives.
 */
function summary(report) {
  const sum = { packets: 0, lost: 0, samples: 0, concealed: 0, freezes: 0, frozen: 0, signs: 0 };
  for (const one of report.values()) {
    if (one.type === "candidate-pair") sum.signs += one.responsesReceived ?? 0;
    if (one.type === "transport") sum.signs += one.packetsReceived ?? 0;
    if (one.type !== "inbound-rtp") continue;
    sum.packets += one.packetsReceived ?? 0;
    sum.lost += Math.max(0, one.packetsLost ?? 0);
    sum.samples += one.totalSamplesReceived ?? 0;
    sum.concealed += (one.concealedSamples ?? 0) - (one.silentConcealedSamples ?? 0);
    sum.freezes += one.freezeCount ?? 0;
    sum.frozen += one.totalFreezesDuration ?? 0;
  }
  return sum;
}
