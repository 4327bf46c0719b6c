// The head of the room: which session, who is there, when it ends, and how good the connection is.

import { announce } from "./announce.js";
import { say, show } from "./element.js";
import { clockOfWall, many, t } from "./texts.js";

const KINDS = ["thumb", "heart", "clap", "smile"];

/** Keep the head in step with the room. */
export function showHeading(state) {
  for (const section of ["session", "count", "me"]) state.on(section, () => render(state));
  state.on("reactions", (reactions) => {
    const words = KINDS.filter((kind) => reactions?.[kind]).map((kind) => many(`react_${kind}`, reactions[kind]));
    say(document.getElementById("reactions"), words.join(" · "));
  });
}

/** What the server gives up of everybody's pictures while it is overloaded: told to everybody, in one sentence. */
export function showStrain(state) {
  state.on("strain", (given_up) => {
    const strained = given_up === "layers" || given_up === "pictures";
    show(document.getElementById("strain"), strained);
    if (!strained) return;
    const words = t(`strain_${given_up}`);
    say(document.getElementById("strain-text"), words);
    announce("strain", words);
  });
}

function render(state) {
  const now = state.get("session");
  if (!now) return;
  const n = state.get("count");
  const parts = [
    state.may("roster") ? t("you_lead") : "",
    now.kind === "webinar" && n !== undefined && n !== null ? many("here", n) : "",
    t("ends_at", { clock: clockOfWall(now.ends_local) }),
  ];
  say(document.getElementById("room-title"), now.title);
  say(document.getElementById("room-where"), parts.filter(Boolean).join(" · "));
  say(document.getElementById("room-practice"), now.state === "practice" ? t("practice_sign") : "");
}

/** How good the connection is, in words: "good", "weak" or "bad"; aloud only when nothing else is said of it. */
export function showQuality(level, aloud) {
  const box = document.getElementById("quality");
  box.dataset.level = level;
  say(box.querySelector("span"), t(`quality_${level}`));
  box.querySelector("use").setAttribute("href", box.dataset[level === "good" ? "iconGood" : "iconWeak"]);
  if (aloud) announce("quality", t(`quality_${level}`));
}
