// The network: a drawn picture and a silent tone go to the media port and must come back.

import { Connection, newTicket } from "../room/connection.js";
import { peerConnection } from "../room/viewer.js";

const SECONDS = 10;

/** Resolves true when a frame of ours came back by way of the media port. */
export async function tryNetwork({ ticket, ticketUrl, token }) {
  const connection = new Connection("/check", { ticket, renew: () => newTicket(ticketUrl, token) });
  const open = [];
  try {
    return await within(SECONDS, async () => {
      await connected(connection);
      const { ice } = await connection.ask("open");
      const sent = await send(connection, ice.iceServers, open);
      await receive(connection, ice.iceServers, open);
      return Boolean(sent);
    });
  } catch (error) {
    console.info("network", error.name, error.code ?? "");
    return false;
  } finally {
    for (const one of open) one();
    connection.close();
  }
}

function within(seconds, work) {
  return Promise.race([work(), new Promise((_, refuse) => setTimeout(() => refuse(new Error("too slow")), seconds * 1000))]);
}

function connected(connection) {
  return new Promise((done, refuse) => {
    connection.onconnect = done;
    connection.onrefused = refuse;
    connection.start();
  });
}

async function send(connection, ice, open) {
  const pc = await peerConnection(ice);
  const drawing = picture();
  open.push(() => (pc.close(), drawing.stop()));
  const one = pc.addTransceiver(drawing.track, { direction: "sendonly" });
  await pc.setLocalDescription();
  const { sdp } = await connection.ask("publish", { sdp: pc.localDescription.sdp, sources: { [one.mid]: "camera" } });
  await pc.setRemoteDescription({ type: "answer", sdp });
  return pc;
}

/** A picture that changes, drawn here, so that no camera is needed. */
function picture() {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 180;
  const pen = canvas.getContext("2d");
  let step = 0;
  const timer = setInterval(() => {
    pen.fillStyle = `hsl(${(step += 7) % 360} 60% 50%)`;
    pen.fillRect(0, 0, 320, 180);
  }, 50);
  const [track] = canvas.captureStream(20).getTracks();
  return { track, stop: () => (clearInterval(timer), track.stop()) };
}

async function receive(connection, ice, open) {
  const pc = await peerConnection(ice);
  open.push(() => pc.close());
  const { offer } = await connection.ask("view");
  const frame = new Promise((done) => {
    pc.addEventListener("track", ({ track }) => {
      if (track.kind !== "video") return;
      const video = document.createElement("video");
      video.muted = true;
      video.srcObject = new MediaStream([track]);
      video.addEventListener("loadeddata", done, { once: true });
      video.play().catch(() => null);
    });
  });
  await pc.setRemoteDescription({ type: "offer", sdp: offer });
  await pc.setLocalDescription();
  await connection.ask("answer", { sdp: pc.localDescription.sdp });
  await frame;
}
