// Whether the way to the server lives. On each of our connections the server says something every second (sender
// reports to viewers, receiver reports to senders), whatever others do. When it falls silent our network has
// most likely changed, and only a new ICE run finds the new way: browsers notice after five seconds or more.

const TICK = 400;
const SILENT = 1100; // three ticks, and a little more than the server's second
const AGAIN = 3000; // between two tries of which nothing came

export class Pulse {
  /** `pc()` is the connection now; `expected()` whether it should be spoken to; `onsilent()` is told when not. */
  constructor({ pc, expected, onsilent }) {
    Object.assign(this, { pc, expected, onsilent });
    this.seen = null;
    this.triedAt = -AGAIN;
    this.found = true;
    this.begin();
    setInterval(() => this.look(), TICK);
  }

  begin() {
    this.signs = -1;
    this.spokenAt = performance.now();
  }

  async look() {
    const pc = this.pc();
    if (pc !== this.seen) this.begin();
    this.seen = pc;
    if (!pc || pc.signalingState === "closed") return;
    const report = await pc.getStats().catch(() => null);
    if (report && this.seen === pc) this.judge(signsOf(report));
  }

  judge(signs) {
    const now = performance.now();
    const begun = this.signs > 0;
    if (signs !== this.signs || !begun || !this.expected()) {
      this.found ||= signs !== this.signs; // the next silence is another one, however soon it comes
      this.signs = signs;
      this.spokenAt = now;
    } else if (now - this.spokenAt > SILENT && (this.found || this.rested(now))) this.tell(now);
  }

  /** The browser says that its network is another one: no need to wait for silence. It often says so twice. */
  changed() {
    const now = performance.now();
    if (this.signs > 0 && this.rested(now)) this.tell(now);
  }

  rested(now) {
    return now - this.triedAt >= AGAIN;
  }

  tell(now) {
    this.triedAt = now;
    this.found = false;
    this.onsilent();
  }
}

function signsOf(report) {
  let signs = 0;
  for (const one of report.values()) if (one.type === "transport") signs += one.packetsReceived ?? 0;
  return signs;
}
