// The device check: four steps one after another, the result in words, and kept with the booking.

import { say, show } from "../room/element.js";
import { tone } from "../room/sound.js";
import { t } from "../room/texts.js";
import { tryCamera, tryMicrophone } from "./devices.js";
import { tryNetwork } from "./network.js";
import { Step } from "./step.js";

document.documentElement.dataset.begun = ""; // see able.js
const page = document.getElementById("check");
const { session, kind, ticketUrl, token } = page.dataset;
let ticket = page.dataset.ticket;
const steps = ["sound", "microphone", "camera", "network"].map((name) => new Step(name));
const [sound, microphone, camera, network] = steps;

sound.press("play", async () => {
  await tone();
  show(sound.part("after"), true);
  sound.element.querySelector('[data-press="heard"]').focus();
});
sound.press("heard", () => next(sound, "ok"));
sound.press("not-heard", () => {
  sound.finish("failed");
  show(sound.part("help"), true);
  sound.open();
});

microphone.press("try", async () => (await tryMicrophone(microphone)) && next(microphone, "ok"));
microphone.press("skip", () => {
  next(microphone, "skipped");
});
camera.press("try", async () => (await tryCamera(camera)) && next(camera, "ok"));
camera.press("skip", () => next(camera, "skipped"));
network.press("try", runNetwork);

/** Finish a step and go on with the first that has no result. A webinar's citizens need no camera. */
function next(step, result) {
  step.finish(result);
  const open = steps.find((one) => !["ok", "skipped"].includes(one.result));
  if (!open) return finish();
  if (open === camera && kind === "webinar") return next(camera, "skipped");
  if (open === network) return runNetwork();
  open.open();
}

async function runNetwork() {
  network.finish("");
  network.open({ focus: false });
  show(network.part("busy"), true);
  show(network.part("help"), false);
  show(network.element.querySelector('[data-press="try"]'), false);
  const works = await tryNetwork({ ticket, ticketUrl, token });
  ticket = null;
  show(network.part("busy"), false);
  if (works) return next(network, "ok");
  network.finish("failed");
  show(network.part("help"), true);
  show(network.element.querySelector('[data-press="try"]'), true);
  network.open();
  await save();
}

async function finish() {
  const all = steps.every((step) => step.result === "ok");
  say(document.getElementById("done-words"), t(all ? "all_works" : "nearly_all"));
  show(document.getElementById("lead"), false);
  const done = document.getElementById("done");
  show(done, true);
  document.documentElement.dataset.check = "done";
  done.focus();
  await save();
}

/** Keep the result with the booking, so that the professionals see that it was tested. */
async function save() {
  if (!session) return;
  const results = { speaker: sound, microphone, camera, network };
  const form = new URLSearchParams({ token });
  for (const [name, step] of Object.entries(results)) form.set(name, step.result || "skipped");
  const answer = await fetch(`/sessions/${session}/check`, { method: "POST", body: form }).catch(() => null);
  say(document.getElementById("not-saved"), answer?.ok ? "" : t("not_saved"));
  show(document.getElementById("not-saved"), !answer?.ok);
}

document.getElementById("again").addEventListener("click", () => location.reload());
sound.open({ focus: false });
