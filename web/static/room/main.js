// The room page: puts the parts together. Each part knows its own noun; what happens between them stands here.

import { announce } from "./announce.js";
import { Chat } from "./chat.js";
import { Told } from "./connection.js";
import { Controls } from "./controls.js";
import { setServerClock, wait } from "./door.js";
import { Doors } from "./doors.js";
import { connection, first, page, state, tracks, viewer } from "./early.js";
import { say, show } from "./element.js";
import { Hands } from "./hands.js";
import { enlarge, nextSizeWords } from "./letters.js";
import { Own } from "./own.js";
import { openPanel } from "./panel.js";
import { Polls } from "./polls.js";
import { Publisher } from "./publisher.js";
import { Quality } from "./quality.js";
import { Roster } from "./roster.js";
import { Slides } from "./slides.js";
import { hear, playAll, silenced, tone } from "./sound.js";
import { openSound } from "./soundcheck.js";
import { Stage } from "./stage.js";
import { clockOfWall, many, t } from "./texts.js";
import { word } from "./toast.js";
import { connectionIs, showEnd, showKept, showView } from "./views.js";
import { Waiting } from "./waiting.js";
import "./tabs.js";

const { token, leave } = page.dataset;
const LOST_PAGE_AFTER = 3000;

const ask = (event, payload) => connection.ask(event, payload);
let ice = [];
let joined = false;
let unread = 0;
let lostAt = null;

const publisher = new Publisher({ ask, ice: () => ice });
const own = new Own({ state, publisher, onchange: () => (stage.render(), controls.render()) });
const stage = new Stage({ state, own: () => own.tracks });
const quality = new Quality(connectionQuality);
Object.assign(viewer, {
  ontrack: (mid, track) => (track.kind === "audio" ? hear(mid, track, soundBlocked) : stage.setTrack(mid, track)),
  expected: somethingShouldArrive,
  onstall: stalled,
  onstats: (seen) => quality.look(seen),
});
const chat = new Chat({ state, ask, onunread: (n) => ((unread = n), controls.render()) });
const doors = new Doors({ state, act });
for (const Part of [Hands, Waiting, Roster, Polls, Slides]) new Part({ state, act });
const controls = new Controls(actions);

/** Ask for something and say in plain words when it was refused. True when it was done. */
async function act(event, payload) {
  try {
    await ask(event, payload);
    return true;
  } catch (error) {
    word(error instanceof Told ? error.message : t("try_again"));
    return false;
  }
}

// --- coming in, and coming back ---

connection.onconnect = () => {
  state.hold();
  come(ask("join", { since_chat: chat.last }));
};

/** Take the reply to a join. `watched`: the picture's way was begun with it already. */
async function come(joining, watched = false) {
  try {
    joinedWith(await joining, watched);
  } catch (error) {
    if (!(error instanceof Told)) connection.restart();
    else if (["room_moving", "too_busy", "too_fast", "bug", "media_lost"].includes(error.code)) connection.restart();
    else refused(error);
  }
}

function joinedWith(reply, watched) {
  const back = joined;
  ice = reply.ice?.iceServers ?? [];
  lostAt = null;
  connectionIs("connected");
  show(document.getElementById("notice"), false);
  state.replace(reply.snapshot);
  chat.take(reply.chat ?? [], { first: !back });
  if (reply.offer && !watched) watch(reply.offer);
  joined = true; // only now: until here the snapshot's "me" must not ask for a second view
  if (back) {
    announce("connection", t("you_are_back"));
    publisher.again().catch(() => null);
  }
}

async function watch(offer) {
  try {
    await viewer.accept(offer, ice);
  } catch (error) {
    // The watcher sees that nothing comes and asks again.
    console.info("view", error instanceof Told ? error.code : error.name);
  }
}

async function viewAgain() {
  if (!connection.open || !state.may("view")) return;
  try {
    const reply = await ask("view");
    ice = reply.ice.iceServers;
    watch(reply.offer);
  } catch (error) {
    console.info("view", error instanceof Told ? error.code : error.name);
  }
}

/** Nothing arrives although it should: is it the network or the picture's way? */
async function stalled() {
  if (!connection.open) return;
  if (await connection.answers()) await viewAgain();
  else connection.restart();
}

function somethingShouldArrive() {
  const slots = state.get("slots") ?? {};
  return (state.get("stage") ?? []).some(
    (one) => one.seat !== state.me.seat && one.online && (one.microphone || one.camera) && Object.values(slots).includes(one.seat),
  );
}

connection.onlost = () => {
  lostAt ??= performance.now();
  connectionIs("lost");
  if (joined) announce("connection", t("connection_went"));
};

connection.ontick = (seconds) => {
  const words = many("try_again_in", seconds);
  say(document.getElementById("notice-text"), words);
  say(document.getElementById("lost-text"), words);
  if (joined) lostWords();
};

connection.onattempt = () => {
  say(document.getElementById("lost-text"), t("trying_now"));
  say(document.getElementById("notice-text"), t("trying_now"));
};

/** First a line over the picture; a page of its own when the picture is gone as well. */
function lostWords() {
  lostAt ??= performance.now();
  const gone = performance.now() - lostAt > LOST_PAGE_AFTER && !viewer.flowing;
  if (!state.me.admitted || !gone) return show(document.getElementById("notice"), true);
  if (document.documentElement.dataset.view !== "room") return;
  showKept([t("seat_kept"), ...(own.on("microphone") ? [] : [t("microphone_is_off_sentence")])]);
  showView("lost", "reconnecting");
}

connection.onrefused = refused;
document.getElementById("lost-now").addEventListener("click", () => connection.now());

function refused({ code, message }) {
  connection.close();
  own.allOff({ tell: false });
  viewer.stop();
  connectionIs("ended");
  showEnd(code, message);
}

connection.on("chat", ({ message }) => chat.add(message));
connection.on("removed", ({ reason, message }) => refused({ code: reason, message }));
connection.on("media", ({ what }) => {
  if (what === "lost") return announce("media", t("picture_comes_back"));
  viewAgain();
  publisher.again().catch(() => null);
});

// --- what the sections mean for the page ---

state.on("me", (me, before) => {
  if (!me) return;
  if (me.removed) return refused({ code: "removed" });
  if (!me.admitted) {
    if (before?.admitted) viewer.stop();
    wait(me, state.get("session"));
    showView("door", "waiting");
    return;
  }
  showView("room", "joined");
  if (before && !before.admitted) comeIn();
  if (before?.on_stage && !me.on_stage) own.allOff();
  if (before && !before.on_stage && me.on_stage && before.admitted) announce("floor", t("you_have_the_floor", { name: firstName(me) }));
  for (const source of ["microphone", "camera"]) if (me.muted?.[source] && !before?.muted?.[source]) own.mutedByHost(source);
  if (me.hand?.place && me.hand.place !== before?.hand?.place) announce("hand", t("place_in_queue", { n: me.hand.place }));
  layout(me);
});

function firstName(me) {
  return me.name.split(" ")[0];
}

function comeIn() {
  tone([523, 784]);
  announce("door", t("you_are_in"));
  if (!viewer.pc) viewAgain();
  ask("chat_since", { seq: chat.last }).then(({ messages }) => chat.take(messages, { first: true }), () => null);
}

function layout(me) {
  const leads = state.may("roster");
  page.dataset.layout = leads ? "lead" : "listen";
  show(document.getElementById("lists"), leads);
  const floor = me.on_stage && me.part === "audience" && state.get("session")?.kind === "webinar";
  show(document.getElementById("floor"), floor && !own.on("microphone"));
  say(document.getElementById("floor-title"), t("you_have_the_floor_title", { name: firstName(me) }));
  if (me.may.includes("view") && !viewer.pc && joined) viewAgain();
  controls.render();
}

state.on("session", (now, before) => {
  if (!now) return;
  setServerClock(now.server_now);
  page.dataset.kind = now.kind;
  if (now.state === "ended" || now.state === "cancelled") return refused({ code: now.state });
  say(document.getElementById("room-title"), now.title);
  if (before && before.state !== now.state && now.state === "live") announce("session", t("session_is_live"));
  say(document.getElementById("room-practice"), now.state === "practice" ? t("practice_sign") : "");
  renderWhere();
});
state.on("count", renderWhere);
state.on("reactions", (reactions) => {
  const words = ["thumb", "heart", "clap", "smile"].filter((kind) => reactions?.[kind]).map((kind) => many(`react_${kind}`, reactions[kind]));
  say(document.getElementById("reactions"), words.join(" · "));
});

function renderWhere() {
  const now = state.get("session");
  const n = state.get("count");
  const parts = [
    state.may("roster") ? t("you_lead") : "",
    now.kind === "webinar" && n !== undefined ? many("here", n) : "",
    t("ends_at", { clock: clockOfWall(now.ends_local) }),
  ];
  say(document.getElementById("room-where"), parts.filter(Boolean).join(" · "));
}

// --- the connection in words ---

function connectionQuality(level) {
  const box = document.getElementById("quality");
  box.dataset.level = level;
  say(box.querySelector("span"), t(`quality_${level}`));
  box.querySelector("use").setAttribute("href", box.dataset[level === "good" ? "iconGood" : "iconWeak"]);
  announce("quality", t(`quality_${level}`));
}

function soundBlocked() {
  show(document.getElementById("listen"), silenced());
}

// The browser wants one press before it plays sound; any press will do, this button is the one that says so.
for (const press of ["pointerup", "keyup"])
  document.addEventListener(press, () => silenced() && (playAll(), setTimeout(soundBlocked)));

// --- the bar ---

function actions() {
  const { me } = state;
  const webinar = state.get("session")?.kind === "webinar";
  const speaks = state.may("publish");
  const staff = ["host", "co_host", "panellist"].includes(me.part);
  const raised = Boolean(me.hand);
  const hasFloor = speaks && webinar && !staff;
  const handy = state.may("raise_hand") && !hasFloor;
  return [
    { id: "write", icon: "chat", label: unread ? many("write_unread", unread) : t("write_in_chat"), kind: "go", where: "phone",
      shown: !speaks && state.may("read_chat"), run: () => openPanel(document.getElementById("chat-text")) },
    { id: "microphone", icon: own.on("microphone") ? "mic-off" : "mic", kind: "go", where: "both", shown: speaks, keys: "Alt+Shift+M",
      label: t(own.on("microphone") ? "turn_microphone_off" : "turn_microphone_on"), on: own.on("microphone"),
      run: () => own.toggle("microphone").then(() => layout(state.me)) },
    { id: "camera", icon: own.on("camera") ? "camera-off" : "videocam", where: "both", shown: speaks, keys: "Alt+Shift+K",
      label: t(own.on("camera") ? "turn_camera_off" : "turn_camera_on"), on: own.on("camera"), run: () => own.toggle("camera") },
    { id: "floor", icon: "hand", where: "wide", shown: hasFloor, label: t(own.on("microphone") ? "give_floor_back" : "no_thanks"),
      run: stepDown },
    { id: "screen", icon: "desktop", where: "wide", shown: speaks && staff && Boolean(navigator.mediaDevices?.getDisplayMedia), on: own.on("screen"),
      label: t(own.on("screen") ? "stop_screen" : "share_screen"), run: () => own.toggle("screen") },
    { id: "hand", icon: "hand", where: "both", shown: handy, keys: "Alt+Shift+H", on: raised,
      label: t(raised ? "lower_hand" : "raise_hand"), run: () => act("hand", { up: !raised }) },
    { id: "chat", icon: "chat", label: unread ? many("chat_unread", unread) : t("chat"), where: handy ? "more" : "phone", shown: speaks && state.may("read_chat"),
      keys: "Alt+Shift+C", run: () => openPanel() },
    { id: "sound", icon: "sound", label: t("sound"), where: speaks ? "wide" : "both", shown: true, run: () => openSound({ own, speaks }) },
    { id: "thumb", icon: "heart", label: t("send_heart"), where: speaks ? "more" : "wide", shown: state.may("react") && !state.may("roster"), run: () => act("react", { kind: "heart" }) },
    { id: "view", icon: "view-split", where: speaks ? "more" : "wide", shown: true,
      label: t(stage.currentView === "speaker" ? "show_all_alike" : "show_speaker_large"),
      run: () => (stage.setView(stage.currentView === "speaker" ? "gallery" : "speaker"), controls.render()) },
    { id: "text", icon: "format-size", label: nextSizeWords(), where: "wide", shown: true, run: () => (enlarge(token), controls.render()) },
    { id: "keys", icon: "info", label: t("keys"), where: "more", shown: true, run: () => controls.openKeys() },
    { id: "end", icon: "leave", label: t("end_for_all"), kind: "leave", where: "wide", shown: doors.canEnd, run: () => doors.end() },
    { id: "leave", icon: "leave", label: t("leave"), kind: "leave", where: "wide", shown: true, run: goodbye },
  ];
}

/** Down from the stage by oneself: going and coming gives the place back and keeps the seat. */
async function stepDown() {
  await own.allOff();
  if (await act("leave")) connection.onconnect();
}

async function goodbye() {
  await ask("leave").catch(() => null);
  refused({ code: "left" });
}

for (const link of document.querySelectorAll("a[data-leave]"))
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await Promise.race([ask("leave").catch(() => null), new Promise((done) => setTimeout(done, 800))]);
    location.href = leave;
  });

addEventListener("pagehide", () => {
  viewer.stop();
  publisher.close();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => !document.hidden && silenced() && playAll());

for (const [mid, track] of tracks) viewer.ontrack(mid, track);
if (first.joining) come(first.joining, true);
