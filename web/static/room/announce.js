// What a screen reader is told without asking: politely, one sentence in five seconds, the newest of a kind.

import { say } from "./element.js";

const PAUSE = 5000;
const region = document.getElementById("announcement");
const waiting = new Map();
let quietUntil = 0;
let timer = null;

/** Say `text` when it is its turn. A later text of the same `kind` takes the place of one that still waits. */
export function announce(kind, text) {
  waiting.delete(kind);
  waiting.set(kind, text);
  if (timer === null) timer = setTimeout(speak, Math.max(0, quietUntil - Date.now()));
}

function speak() {
  timer = null;
  const [kind, text] = waiting.entries().next().value ?? [];
  if (kind === undefined) return;
  waiting.delete(kind);
  say(region, "");
  // A region that holds the same words again stays silent, so it is emptied first.
  setTimeout(() => say(region, text), 60);
  quietUntil = Date.now() + PAUSE;
  if (waiting.size) timer = setTimeout(speak, PAUSE);
}
