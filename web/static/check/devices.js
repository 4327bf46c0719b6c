// The steps that need a device: the microphone, whose level must move, and the camera.

import { announce } from "../room/announce.js";
import { DeviceTrouble, meter, openDevice, permission } from "../room/devices.js";
import { permissionPicture } from "../room/dialog.js";
import { show } from "../room/element.js";
import { levelBar } from "../room/soundcheck.js";
import { t } from "../room/texts.js";
import { paragraph } from "./step.js";

const LOUD = 0.08; // of full: a voice at arm's length, not a fan
const SECONDS_TO_SPEAK = 12;

/** Ask for the device; while the browser asks, its own question is drawn under the step. Null when refused. */
async function opened(step, kind) {
  if ((await permission(kind)) === "prompt") step.help(paragraph(t(`ask_text_${kind}`)), permissionPicture(kind));
  try {
    const track = await openDevice(kind);
    step.help();
    return track;
  } catch (error) {
    step.finish("failed");
    step.open({ focus: false });
    explain(step, error instanceof DeviceTrouble ? error : new DeviceTrouble(kind, "busy"));
    return null;
  }
}

function explain(step, { kind, why }) {
  const refused = why === "refused";
  step.help(
    paragraph(t(`trouble_${why}_${kind}`)),
    refused && paragraph(t("trouble_how")),
    refused && permissionPicture(kind),
  );
}

/** Listen until a voice is heard. Resolves true when it was. */
export async function tryMicrophone(step) {
  const track = await opened(step, "microphone");
  if (!track) return false;
  const bar = levelBar();
  step.part("level").replaceChildren(bar.element);
  show(step.part("live"), true);
  announce("speak", t("speak_now"));
  const heard = await new Promise((done) => {
    const give = setTimeout(() => done(false), SECONDS_TO_SPEAK * 1000);
    const stop = meter(track, (level) => {
      bar.set(level);
      if (level < LOUD) return;
      clearTimeout(give);
      setTimeout(() => (stop(), done(true)), 700);
    });
    setTimeout(stop, SECONDS_TO_SPEAK * 1000);
  });
  track.stop();
  show(step.part("live"), false);
  step.finish(heard ? "ok" : "failed");
  if (!heard) step.open({ focus: false });
  return heard;
}

/** Show one's own picture for a moment. Resolves true when a frame came. */
export async function tryCamera(step) {
  const track = await opened(step, "camera");
  if (!track) return false;
  const video = step.part("picture");
  video.srcObject = new MediaStream([track]);
  show(step.part("live"), true);
  const seen = await new Promise((done) => {
    video.addEventListener("loadeddata", () => setTimeout(() => done(true), 1200), { once: true });
    setTimeout(() => done(false), 8000);
  });
  track.stop();
  video.srcObject = null;
  show(step.part("live"), false);
  step.finish(seen ? "ok" : "failed");
  if (!seen) step.open({ focus: false });
  return seen;
}
