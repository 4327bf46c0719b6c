// The dialog behind "Lyd": where the sound comes out, which microphone and camera, and how loud one is.

import { choose, chosenDevice, list, meter } from "./devices.js";
import { openDialog } from "./dialog.js";
import { h, icon } from "./element.js";
import { playAll, tone, useOutput } from "./sound.js";
import { t } from "./texts.js";

const KINDS = { audiooutput: "speaker", audioinput: "microphone", videoinput: "camera" };

/** Open the dialog. `own` is asked to go on with another device; `speaks` says whether one may send at all. */
export async function openSound({ own, speaks }) {
  const devices = await list();
  let stopMeter = null;
  await openDialog("sound-dialog", t("sound"), () => [
    h("p", {}, t("sound_help")),
    h("div", { class: "hub-row" },
      h("button", { class: "button button-primary", type: "button", onclick: () => (playAll(), tone()) },
        icon("sound"), h("span", {}, t("hear_test")))),
    ...Object.keys(KINDS)
      .filter((kind) => kind === "audiooutput" || speaks)
      .map((kind) => choice(kind, devices[kind], own)),
    speaks && own.on("microphone") ? level(own, (stop) => (stopMeter = stop)) : null,
  ].filter(Boolean));
  stopMeter?.();
}

function choice(kind, devices, own) {
  const named = devices.filter((device) => device.label);
  if (named.length < 2 || (kind === "audiooutput" && !HTMLMediaElement.prototype.setSinkId)) return null;
  const id = `choose-${KINDS[kind]}`;
  const select = h("select", { class: "form-select", id },
    named.map((device) => h("option", { value: device.deviceId, selected: device.deviceId === chosenDevice(kind) }, device.label)));
  select.addEventListener("change", async () => {
    choose(kind, select.value);
    if (kind === "audiooutput") await useOutput(select.value);
    else await own.replace(KINDS[kind]);
  });
  return h("div", { class: "form-group" }, h("label", { class: "form-label", for: id }, t(`choose_${KINDS[kind]}`)), select);
}

function level(own, keep) {
  const bar = levelBar();
  keep(meter(own.tracks.microphone, bar.set));
  return h("div", {}, h("p", { id: "level-words" }, t("your_level")), bar.element);
}

/** A bar that shows how loud a voice is. */
export function levelBar() {
  const element = h("meter", { class: "room-level", min: 0, max: 100, value: 0, "aria-label": t("your_level") });
  return { element, set: (level) => (element.value = Math.round(level * 100)) };
}

