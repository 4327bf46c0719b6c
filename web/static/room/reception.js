// How well picture and sound arrived, told to the server now and then: three sums, nothing of who or what.

const EVERY = 10_000;
const SAMPLES_PER_MS = 48;

export class Reception {
  /** `ask(event, payload)` is the signalling. */
  constructor({ ask }) {
    this.ask = ask;
    this.told = "";
    this.next = performance.now() + EVERY * (0.5 + Math.random()); // not everybody at once
  }

  /** Take one summary of the viewer's statistics; it is told when it is time and something changed. */
  look({ freezes, frozen, concealed }) {
    const now = performance.now();
    if (now < this.next) return;
    this.next = now + EVERY;
    const sums = {
      freezes,
      frozen_ms: Math.round(frozen * 1000),
      concealed_ms: Math.max(0, Math.round(concealed / SAMPLES_PER_MS)),
    };
    const words = JSON.stringify(sums);
    if (words === this.told) return;
    this.told = words;
    this.ask("stats", sums).catch(() => null);
  }
}
