// The room page: puts the parts together. Each part knows its own noun; what happens between them stands here.

import { announce } from "./announce.js";
import { buttons } from "./bar.js";
import { Chat } from "./chat.js";
import { Told } from "./connection.js";
import { Controls } from "./controls.js";
import { setServerClock, wait } from "./door.js";
import { Doors } from "./doors.js";
import { connection, first, page, sounds, stage, state, viewer } from "./early.js";
import { say, show } from "./element.js";
import { Hands } from "./hands.js";
import { showHeading, showQuality, showStrain } from "./heading.js";
import { Own } from "./own.js";
import { Polls } from "./polls.js";
import { Publisher } from "./publisher.js";
import { Quality } from "./quality.js";
import { Reception } from "./reception.js";
import { Roster } from "./roster.js";
import { Slides } from "./slides.js";
import { Link } from "./link.js";
import { openPicture } from "./linkchoice.js";
import { hear, playAll, silenced, tone } from "./sound.js";
import { many, t } from "./texts.js";
import { word } from "./toast.js";
import { connectionIs, showEnd, showKept, showView } from "./views.js";
import { Waiting } from "./waiting.js";
import { Watching } from "./watching.js";
import { Ways } from "./ways.js";
import "./tabs.js";

const { token, leave } = page.dataset;
const LOST_PAGE_AFTER = 3000;

const ask = (event, payload) => connection.ask(event, payload);
let joined = false;
let lostAt = null;

const publisher = new Publisher({ ask, ice: () => ways.ice });
const own = new Own({ state, publisher, onchange: () => (stage.render(), controls.render()) });
stage.own = () => own.tracks;
const watching = new Watching({ ask: askInside, grid: stage.grid });
const link = new Link({
  state,
  onlimit: (limit) => watching.setLimit(limit),
  onpicture: (on) => stage.setSoundOnly(!on),
});
stage.onrender = () => watching.look();
const ways = new Ways({ publisher, link, watching });
const quality = new Quality((level) => (link.quality(level), showQuality(level, link.quiet)));
const reception = new Reception({ ask: askInside });
showHeading(state);
showStrain(state);
Object.assign(viewer, {
  ontrack: (mid, track) => (track.kind === "audio" ? hear(mid, track, soundBlocked) : stage.setTrack(mid, track)),
  expected: () => ways.somethingShouldArrive(),
  onstall: () => ways.stalled(),
  onstats: (seen) => (quality.look(seen), reception.look(seen)),
});
const chat = new Chat({ state, ask, onunread: () => controls.render() });
const doors = new Doors({ state, act });
for (const Part of [Hands, Waiting, Roster, Polls, Slides]) new Part({ state, act });
const controls = new Controls(() => buttons(parts));
const parts = { state, own, stage, chat, doors, controls, act, token, openPicture: () => openPicture(link), layout: () => layout(state.me), stepDown, goodbye };

/** Ask for what only makes sense inside; nothing is sent before. */
async function askInside(event, payload) {
  if (joined && connection.open && state.may("view")) return ask(event, payload);
  throw new Error("not inside");
}

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

connection.onconnect = () => {
  state.hold();
  come(ask("join", { since_chat: chat.last }));
};

/** Take the reply to a join. `watched`: its snapshot was taken and the picture's way was begun already. */
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
  ways.ice = reply.ice?.iceServers ?? [];
  lostAt = null;
  connection.settled();
  connectionIs("connected");
  link.setLost(false);
  show(document.getElementById("notice"), false);
  if (!watched) state.replace(reply.snapshot);
  chat.take(reply.chat ?? [], { first: !back });
  if (reply.offer && !watched) ways.watch(reply.offer);
  joined = true; // only now: until here the snapshot's "me" must not ask for a second view
  if (back) {
    announce("connection", t("you_are_back"));
    publisher.again();
  } else own.resume();
  watching.anew();
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
  else show(document.getElementById("notice"), true);
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
  link.setLost(what === "lost");
  if (what === "lost") return;
  ways.viewAgain();
  publisher.again();
});

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
  publisher.want(me.layers ?? {});
  layout(me);
});

function firstName(me) {
  return me.name.split(" ")[0];
}

function comeIn() {
  tone([523, 784]);
  announce("door", t("you_are_in"));
  if (!viewer.pc) ways.viewAgain();
  ask("chat_since", { seq: chat.last }).then(({ messages }) => chat.take(messages, { first: true }), () => null);
}

function layout(me) {
  const leads = state.may("roster");
  page.dataset.layout = leads ? "lead" : "listen";
  show(document.getElementById("lists"), leads);
  const floor = me.on_stage && me.part === "audience" && state.get("session")?.kind === "webinar";
  show(document.getElementById("floor"), floor && !own.on("microphone"));
  say(document.getElementById("floor-title"), t("you_have_the_floor_title", { name: firstName(me) }));
  if (me.may.includes("view") && !viewer.pc && joined) ways.viewAgain();
  controls.render();
}

state.on("session", (now, before) => {
  if (!now) return;
  setServerClock(now.server_now);
  page.dataset.kind = now.kind;
  if (now.state === "ended" || now.state === "cancelled") return refused({ code: now.state });
  if (before && before.state !== now.state && now.state === "live") announce("session", t("session_is_live"));
});
function soundBlocked() {
  show(document.getElementById("listen"), silenced());
}

// The browser wants one press before it plays sound; any press will do, this button is the one that says so.
for (const press of ["pointerup", "keyup"])
  document.addEventListener(press, () => silenced() && (playAll(), setTimeout(soundBlocked)));

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
  own.keep();
  viewer.stop();
  publisher.close();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => !document.hidden && silenced() && playAll());

for (const [mid, track] of sounds) viewer.ontrack(mid, track);
if (connection.refusal) refused(connection.refusal);
else if (first.joining) come(first.joining, true);
