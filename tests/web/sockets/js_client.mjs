// A client that is not ours drives the protocol: socket.io-client under Node.
// Arguments: origin, cookie, ticket. Prints one JSON object of what came.

import { io } from "socket.io-client";

const [origin, cookie, ticket] = process.argv.slice(2);

const socket = io(`${origin}/room`, {
  transports: ["polling", "websocket"],
  extraHeaders: { Cookie: cookie },
  auth: { ticket },
  reconnection: false,
});
const seen = { events: [] };
const end = (code) => {
  console.log(JSON.stringify(seen));
  socket.disconnect();
  process.exit(code);
};
setTimeout(() => end(2), 8000).unref();

socket.on("connect_error", (error) => {
  seen.refused = error.data ?? error.message;
  end(0);
});
socket.on("section", ({ section }) => seen.events.push(section));
socket.on("chat", async ({ message }) => {
  seen.chat = message.text;
  seen.unknown = await socket.emitWithAck("nonsense", {});
  seen.malformed = await socket.emitWithAck("chat", { text: 1 });
  seen.transport = socket.io.engine.transport.name;
  end(0);
});
socket.on("connect", async () => {
  seen.joined = await socket.emitWithAck("join", { since_chat: 0 });
  seen.hand = await socket.emitWithAck("hand", { up: true });
  seen.sent = await socket.emitWithAck("chat", { text: "Må jeg spise rugbrød? 🥖", client_id: "js-1" });
});
