// How tall each picture is shown, told to the server, so that it sends no more than can be seen: nothing for
// what is scrolled away or in a tab behind, and a small one for a small tile.

const PAUSE = 300; // sizes that move (a window being dragged) are told when they rest
const STEP = 20; // differences below this many pixels are not told
const WIDE = 16 / 9;

export class Watching {
  /** `ask(event, payload)` is the signalling; `grid` holds tiles that name their slot in data-mid. */
  constructor({ ask, grid }) {
    Object.assign(this, { ask, grid });
    this.limit = "full";
    this.told = "";
    this.timer = null;
    this.near = new WeakMap();
    this.sizes = new ResizeObserver(() => this.soon());
    this.seen = new IntersectionObserver((entries) => {
      for (const one of entries) this.near.set(one.target, one.isIntersecting);
      this.soon();
    });
    this.observed = new Set();
    document.addEventListener("visibilitychange", () => this.soon());
  }

  /** The most that is wanted: "full", "low", "lowest" or "sound". */
  setLimit(limit) {
    this.limit = limit;
    this.soon(0);
  }

  /** Tiles came, went or show somebody else. */
  look() {
    const tiles = new Set(this.grid.querySelectorAll("figure[data-mid]"));
    for (const tile of this.observed) if (!tiles.has(tile)) this.forget(tile);
    for (const tile of tiles) if (!this.observed.has(tile)) this.observe(tile);
    this.soon();
  }

  observe(tile) {
    this.observed.add(tile);
    this.sizes.observe(tile);
    this.seen.observe(tile);
  }

  forget(tile) {
    this.observed.delete(tile);
    this.sizes.unobserve(tile);
    this.seen.unobserve(tile);
  }

  /** The server has a new view for us and knows nothing yet; tiles may stand there since before this part. */
  anew() {
    this.told = "";
    this.look();
  }

  /** Whether the server has reason to send this slot. */
  wants(mid) {
    return this.limit !== "sound" && this.tiles()[mid] !== 0;
  }

  soon(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), pause);
  }

  async tell() {
    const wanted = { tiles: this.tiles(), limit: this.limit };
    const words = JSON.stringify(wanted);
    if (words === this.told) return;
    this.told = words;
    try {
      await this.ask("watch", wanted);
    } catch {
      // Refused or lost: a new view asks again, and so does the next change.
      if (this.told === words) this.told = "";
    }
  }

  tiles() {
    return Object.fromEntries([...this.observed].map((tile) => [tile.dataset.mid, this.height(tile)]));
  }

  height(tile) {
    if (document.hidden || this.near.get(tile) === false) return 0;
    const box = tile.getBoundingClientRect();
    const video = tile.querySelector("video");
    const shape = video.videoWidth ? video.videoWidth / video.videoHeight : WIDE;
    const whole = getComputedStyle(video).objectFit === "contain";
    const height = (whole ? Math.min : Math.max)(box.height, box.width / shape) * devicePixelRatio;
    return Math.ceil(height / STEP) * STEP;
  }
}
