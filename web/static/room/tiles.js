// One tile: a person's camera, somebody's screen, or the slide; its name, and signs with words.

import { h, hiddenText, icon, iconAddress, initials, say, show } from "./element.js";
import { t } from "./texts.js";

export function makeTile({ source, seat }) {
  const video = h("video", { autoplay: true, playsinline: true, hidden: true, tabindex: "-1" });
  video.muted = true;
  video.disablePictureInPicture = true;
  const tile = h(
    "figure",
    { class: "hub-tile room-tile", "data-seat": seat, "data-source": source },
    video,
    h("span", { class: "hub-tile__initials", "aria-hidden": "true" }),
    h("span", { class: "hub-tile__say", hidden: true }),
    h("figcaption", { class: "hub-tile__name" }, icon("mic-off"), hiddenText(""), h("span", { dir: "auto" })),
  );
  video.addEventListener("loadeddata", () => markFirstFrame());
  return tile;
}

/** `about`: {member, source, me, speaking, stream, hand}. */
export function updateTile(tile, about) {
  const { member, source, me, speaking } = about;
  const name = me ? t("you") : member.name;
  tile.classList.toggle("is-me", me && source === "camera");
  tile.classList.toggle("is-screen", source === "screen");
  tile.classList.toggle("is-speaking", speaking);
  tile.classList.toggle("is-away", !member.online);
  if (about.mid) tile.dataset.mid = about.mid;
  else delete tile.dataset.mid;
  showPicture(tile, about.stream);
  say(tile.querySelector(".hub-tile__initials"), about.stream ? "" : initials(about.letters || "?"));
  showSign(tile.querySelector(".hub-tile__say"), signOf(about));
  const [svg, hidden, text] = tile.querySelector("figcaption").children;
  const iconName = source === "screen" ? "desktop" : member.microphone ? "mic" : "mic-off";
  setIcon(svg, iconName);
  const soundWords = speaking ? t("speaking_now") : t(member.microphone ? "microphone_is_on" : "microphone_is_off");
  say(hidden, source === "screen" ? "" : soundWords);
  say(text, source === "screen" ? t("screen_of", { name }) : name);
}

function showPicture(tile, stream) {
  const video = tile.querySelector("video");
  if (video.srcObject !== stream) {
    video.srcObject = stream;
    if (stream) video.play().catch(() => null);
  }
  show(video, Boolean(stream));
}

function signOf({ member, source, me, hand }) {
  if (!member.online && !me) return ["sync", t("comes_back")];
  if (hand) return ["hand", t("hand_is_up")];
  if (source === "camera" && !member.camera && member.microphone) return ["camera-off", t("sound_only")];
  return null;
}

function showSign(element, sign) {
  show(element, Boolean(sign));
  const key = sign ? sign.join() : "";
  if (element.dataset.sign === key) return;
  element.dataset.sign = key;
  element.replaceChildren(...(sign ? [icon(sign[0]), sign[1]] : []));
}

export function setIcon(svg, name) {
  if (svg.dataset.icon === name) return;
  svg.dataset.icon = name;
  svg.setAttribute("class", iconAddress(name).includes("hub-icons") ? "hub-icon" : "icon-svg hub-icon");
  svg.querySelector("use").setAttribute("href", iconAddress(name));
}

export function makeSlide() {
  return h("figure", { class: "hub-slide room-slide", "data-source": "slides" }, h("img", { alt: "" }));
}

export function updateSlide(figure, { slides }) {
  const picture = figure.querySelector("img");
  if (picture.getAttribute("src") !== slides.url) picture.src = slides.url;
  picture.alt = t(slides.alt ? "slide_alt" : "slide_of", { n: slides.number, pages: slides.pages, text: slides.alt });
}

function markFirstFrame() {
  const html = document.documentElement;
  html.dataset.firstFrame ??= String(Math.round(performance.now()));
}
