// The waiting room: what the clock is, what is waited for, and that nothing needs to be done.

import { say, show } from "./element.js";
import { tone } from "./sound.js";
import { clock, t } from "./texts.js";

const room = document.getElementById("room");
let ahead = 0;
let waitingFor = "doors";
let state = null;

/** Take the server's clock, so that ours may be wrong. */
export function setServerClock(now) {
  ahead = new Date(now).getTime() - Date.now();
}

export function serverNow() {
  return new Date(Date.now() + ahead);
}

/** Show what is waited for: the doors ("doors") or the host ("host"). */
export function wait(me, session) {
  waitingFor = me.waiting ?? "host";
  state = session?.state;
  render();
}

function render() {
  const now = serverNow();
  const starts = room.dataset.starts;
  const late = starts && now > new Date(starts);
  const name = room.dataset.hostName;
  const when = late || !starts ? "late" : "early";
  const key = waitingFor === "host" && state !== "published" ? "door_host" : `door_${when}`;
  say(
    document.getElementById("door-clock"),
    t(name ? key : `${key}_nobody`, { now: clock(now), name, time: starts ? clock(starts) : "" }),
  );
  show(document.getElementById("door-known"), Boolean(name));
}

setInterval(() => !document.getElementById("view-door").hidden && render(), 10_000);
document.getElementById("door-sound").addEventListener("click", () => tone());
