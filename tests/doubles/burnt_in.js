// Numbers burnt into pictures: drawn on a canvas, and read back from what a video element shows.
// The rows are those of moving_picture.py. Runs in the page before its own scripts.
(() => {
  const ROWS = 3, BITS = 12, LOW = (1 << BITS) - 1, WRAP = 1 << 20, SIDE = 4;

  const bitsOf = (number) => Array.from({ length: BITS }, (_, place) => (number >> (BITS - 1 - place)) & 1);
  const parityOf = (bits) => bits.reduce((sum, bit) => sum + bit, 0) % 2;

  /** Draw number, person and the time of day over the top third of a canvas. */
  function burnIn(pen, { number, who }) {
    const clock = Date.now() % WRAP;
    const { width, height } = pen.canvas;
    [number & LOW, (who << 8) | (clock >> BITS), clock & LOW].forEach((value, row) => {
      const bits = bitsOf(value), parity = parityOf(bits);
      [1, 0, ...bits, parity, 1 - parity].forEach((bit, place) => {
        pen.fillStyle = bit ? "#fff" : "#000";
        pen.fillRect((place * width) / 16, (row * height) / 9, Math.ceil(width / 16), Math.ceil(height / 9));
      });
    });
  }

  const small = document.createElement("canvas");
  small.width = 16 * SIDE;
  small.height = ROWS * SIDE;
  const look = small.getContext("2d", { willReadFrequently: true });

  function row(pixels, line) {
    const bright = (place) => (pixels[4 * ((line * SIDE + 2) * small.width + place * SIDE + 2) + 1] > 127 ? 1 : 0);
    const bits = Array.from({ length: 16 }, (_, place) => bright(place));
    const parity = parityOf(bits.slice(2, 14));
    const whole = bits[0] === 1 && bits[1] === 0 && bits[14] === parity && bits[15] === 1 - parity;
    return whole ? bits.slice(2, 14).reduce((number, bit) => number * 2 + bit, 0) : null;
  }

  function rows(video) {
    if (!video || !video.videoWidth) return [null, null, null];
    look.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 3, 0, 0, small.width, small.height);
    const pixels = look.getImageData(0, 0, small.width, small.height).data;
    return [row(pixels, 0), row(pixels, 1), row(pixels, 2)];
  }

  /** {number, who, clock} of the frame shown now; null when there is none. */
  function burntIn(video) {
    const [number, high, low] = rows(video);
    if (number === null || high === null || low === null) return null;
    return { number, who: high >> 8, clock: ((high & 0xff) << BITS) | low };
  }

  /**
   * Keep what every tile shows from now on: `pictures[seat:source]` is a list of
   * {at, number, who, delay}: when it was presented, and how old it was by the clock in it.
   */
  function watchPictures() {
    window.pictures = {};
    const known = new WeakSet();
    const follow = (video) => {
      if (known.has(video)) return;
      known.add(video);
      const seen = () => {
        const tile = video.closest("figure");
        const told = burntIn(video);
        if (tile && told) {
          const now = Date.now();
          const key = `${tile.dataset.seat}:${tile.dataset.source}`;
          const delay = (((now - told.clock) % WRAP) + WRAP) % WRAP;
          (window.pictures[key] ??= []).push({ at: now, number: told.number, who: told.who, delay });
        }
        video.requestVideoFrameCallback(seen);
      };
      video.requestVideoFrameCallback(seen);
    };
    const all = () => document.querySelectorAll("#grid video").forEach(follow);
    all();
    new MutationObserver(all).observe(document.getElementById("grid"), { childList: true, subtree: true });
  }

  Object.assign(window, { burnIn, burntIn, watchPictures, frameNumber: (video) => rows(video)[0] });
})();
