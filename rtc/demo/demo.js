// The two pages: #session says which way, its data attributes hold the words; #token=... in the address is shown
// to a server that wants one.
import {Refused, Session} from "/whip.js";

const place = document.getElementById("session");
const find = id => document.getElementById(id);
const say = name => { find("status").textContent = place.dataset[name]; };
const camera = {audio: true, video: {width: {ideal: 1280}, height: {ideal: 720}}};
const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
let session = null, media = null, timer = null, before = null;

async function publish(peer) {
  media = await navigator.mediaDevices.getUserMedia(camera);
  find("picture").srcObject = media;
  for (const track of media.getTracks()) peer.addTransceiver(track, {direction: "sendonly", streams: [media]});
}

function view(peer) {
  const stream = new MediaStream();
  find("picture").srcObject = stream;
  for (const kind of ["audio", "video"]) peer.addTransceiver(kind, {direction: "recvonly"});
  peer.addEventListener("track", ({track}) => stream.addTrack(track));
  find("picture").addEventListener("playing", () => say("running"), {once: true});
}

async function start() {
  find("start").disabled = true;
  say("connecting");
  const peer = new RTCPeerConnection();
  session = new Session(peer, `/${place.dataset.way}/${place.dataset.room}`, token);
  peer.addEventListener("connectionstatechange", () => follow(peer));
  try {
    await (place.dataset.way === "whip" ? publish(peer) : view(peer));
    await session.start();
    find("stop").disabled = false;
    find("stop").focus();
    timer = setInterval(count, 1000);
  } catch (error) {
    await stop(reason(error));
  }
}

function reason(error) {
  if (error instanceof DOMException && !media && place.dataset.noDevices) return "noDevices";
  return error instanceof Refused && error.status === 409 && place.dataset.taken ? "taken" : "failed";
}

function follow(peer) {
  if (peer.connectionState === "connected") say(place.dataset.waiting ? "waiting" : "running");
  if (peer.connectionState === "disconnected") session?.restart().catch(() => {});
  if (peer.connectionState === "failed") stop("lost");
}

async function stop(words = "idle") {
  clearInterval(timer);
  const ended = session;
  session = before = null;
  media?.getTracks().forEach(track => track.stop());
  media = null;
  find("picture").srcObject = null;
  find("stop").disabled = true;
  find("start").disabled = false;
  find("start").focus();
  say(words);
  await ended?.stop().catch(() => {});
}

async function count() {
  for (const report of (await session.peer.getStats()).values()) {
    if (report.kind !== "video" || !["inbound-rtp", "outbound-rtp"].includes(report.type)) continue;
    const octets = report.bytesReceived ?? report.bytesSent;
    find("frames").textContent = report.framesPerSecond ?? "–";
    find("size").textContent = report.frameWidth ? `${report.frameWidth} × ${report.frameHeight}` : "–";
    find("lost").textContent = report.packetsLost ?? "–";
    if (before) find("rate").textContent = Math.round((octets - before.octets) * 8 / (report.timestamp - before.at));
    before = {octets, at: report.timestamp};
  }
}

if (place) {
  find("start").addEventListener("click", start);
  find("stop").addEventListener("click", () => stop());
  addEventListener("pagehide", () => session?.stop());
}
