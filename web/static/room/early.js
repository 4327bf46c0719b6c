// What begins before the rest of the page is even asked for: the socket, joining, the way of the picture, and
// the stage that shows it. Then `main` comes and takes over; what it missed waits for it.

import { Connection, newTicket } from "./connection.js";
import { Stage } from "./stage.js";
import { RoomState } from "./state.js";
import { Viewer } from "./viewer.js";

const REST_AT_THE_LATEST = 800;
const PICTURE_ALONE = 200; // how long a picture that is on its way has the page for itself

export const page = document.getElementById("room");
const { session, ticket, token } = page.dataset;

export const state = new RoomState();
export const stage = new Stage({ state });
export const connection = new Connection("/room", {
  ticket,
  renew: () => newTicket(`/sessions/${session}/ticket`, token),
});

/** Sound that came before anybody could play it, by slot. */
export const sounds = new Map();
export const viewer = new Viewer({
  send: (sdp) => connection.ask("answer", { sdp }),
  ontrack: (mid, track) => (track.kind === "video" ? stage.setTrack(mid, track) : sounds.set(mid, track)),
  expected: () => false,
  onstall: () => null,
});

/** The first joining, once it has begun: a promise of the server's reply, whose snapshot is taken here. */
export const first = { joining: null };

connection.on("section", (event) => state.apply(event));
connection.onconnect = () => {
  state.hold();
  first.joining = connection.ask("join", { since_chat: 0 });
  first.joining.then(begin).catch(() => null).finally(rest);
};

async function begin(reply) {
  state.replace(reply.snapshot);
  if (!reply.offer) return;
  await viewer.accept(reply.offer, reply.ice.iceServers);
  await new Promise((done) => {
    document.getElementById("grid").addEventListener("loadeddata", done, { capture: true, once: true });
    setTimeout(done, PICTURE_ALONE);
  });
}

function rest() {
  import("./main.js");
}

document.documentElement.dataset.begun = ""; // see able.js
performance.mark("room:early");
connection.start();
setTimeout(rest, REST_AT_THE_LATEST);
