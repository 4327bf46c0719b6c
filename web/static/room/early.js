// What begins while the rest of the page still loads: the socket, joining, and the way of the picture.
// `main` takes over from here; what arrives before it is there waits for it.

import { Connection, newTicket } from "./connection.js";
import { RoomState } from "./state.js";
import { Viewer } from "./viewer.js";

export const page = document.getElementById("room");
const { session, ticket, token } = page.dataset;

export const state = new RoomState();
export const connection = new Connection("/room", {
  ticket,
  renew: () => newTicket(`/sessions/${session}/ticket`, token),
});

/** Tracks that came before anybody could show them, by slot. */
export const tracks = new Map();
export const viewer = new Viewer({
  send: (sdp) => connection.ask("answer", { sdp }),
  ontrack: (mid, track) => tracks.set(mid, track),
  expected: () => false,
  onstall: () => null,
});

/** The first joining, once it has begun: a promise of the server's reply. */
export const first = { joining: null };

connection.on("section", (event) => state.apply(event));
connection.onconnect = () => {
  state.hold();
  first.joining = connection.ask("join", { since_chat: 0 });
  first.joining.then(watch, () => null);
};

function watch(reply) {
  if (reply.offer) viewer.accept(reply.offer, reply.ice.iceServers).catch(() => null);
}

performance.mark("room:early");
connection.start();
