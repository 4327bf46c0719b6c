// Cameras and microphones: asking for them only when they are needed, choosing, and the level of a voice.

const CHOSEN = { audioinput: "", videoinput: "", audiooutput: "" };

/** Why a device could not be had: "refused", "none" or "busy". */
export class DeviceTrouble extends Error {
  constructor(kind, why) {
    super(why);
    this.kind = kind;
    this.why = why;
  }
}

/** "granted", "prompt" or "denied"; "prompt" where the browser does not tell. */
export async function permission(kind) {
  try {
    return (await navigator.permissions.query({ name: kind })).state;
  } catch {
    return "prompt";
  }
}

/** A live track of the chosen device. `kind` is "microphone" or "camera". Throws DeviceTrouble. */
export async function openDevice(kind, { width = 960, height = 540 } = {}) {
  const wanted =
    kind === "microphone"
      ? { audio: { ...chosen("audioinput"), echoCancellation: true, noiseSuppression: true, autoGainControl: true } }
      : { video: { ...chosen("videoinput"), width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 24 } } };
  return first(kind, () => navigator.mediaDevices.getUserMedia(wanted));
}

/** A track of the screen that the person picks; null if they pick none. */
export async function openScreen() {
  try {
    const track = await first("screen", () =>
      navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 10, max: 15 } } }),
    );
    track.contentHint = "detail";
    return track;
  } catch (error) {
    if (error instanceof DeviceTrouble && error.why === "refused") return null;
    throw error;
  }
}

async function first(kind, open) {
  if (!navigator.mediaDevices) throw new DeviceTrouble(kind, "none");
  try {
    return (await open()).getTracks()[0];
  } catch (error) {
    throw new DeviceTrouble(kind, whyNot(error));
  }
}

function whyNot(error) {
  if (["NotAllowedError", "SecurityError"].includes(error.name)) return "refused";
  return ["NotFoundError", "OverconstrainedError"].includes(error.name) ? "none" : "busy";
}

function chosen(kind) {
  return CHOSEN[kind] ? { deviceId: { ideal: CHOSEN[kind] } } : {};
}

export function choose(kind, id) {
  CHOSEN[kind] = id;
}

export function chosenDevice(kind) {
  return CHOSEN[kind];
}

/** The devices by kind. Their names are known only after a permission was given once. */
export async function list() {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const kinds = { audioinput: [], videoinput: [], audiooutput: [] };
  for (const one of all) if (one.deviceId) kinds[one.kind]?.push(one);
  return kinds;
}

/** Calls `onlevel(0…1)` some ten times a second with how loud `track` is; the result stops it. */
export function meter(track, onlevel) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    context.resume();
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    onlevel(Math.min(1, Math.sqrt(power) * 6));
  }, 100);
  return () => {
    clearInterval(timer);
    if (context.state !== "closed") context.close();
  };
}
