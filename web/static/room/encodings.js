// In which encodings a source is sent: how many are offered, how large each is made for the picture there is,
// and which are on. Negotiated once; another camera or somebody who looks away only changes their parameters.

const RIDS = ["q", "h", "f"]; // low to high
const RATES = { least: 100_000, most: 1_800_000, perPixel: 2.5 };
const SOUND = [{ maxBitrate: 40_000, priority: "high", networkPriority: "high" }];
const SCREEN = [{ maxBitrate: 2_000_000, maxFramerate: 15 }];

/** `sendEncodings` of a source. A camera offers three, so that any camera fits; the server may take one. */
export function offered(source) {
  if (source === "microphone") return SOUND;
  if (source === "screen") return SCREEN;
  return RIDS.map((rid, place) => ({ rid, scaleResolutionDownBy: 2 ** (RIDS.length - 1 - place), maxFramerate: 25 }));
}

/** How many sizes a picture is worth sending in; browsers make no more of one so small. */
export function sizesOf({ width = 960, height = 540 } = {}) {
  const pixels = width * height;
  if (pixels >= 960 * 540) return 3;
  return pixels >= 640 * 360 ? 2 : 1;
}

/**
 * What `parameters` of a sender become for a track with these `settings`, when `wanted` (rids, or undefined for
 * all) is watched. The lowest encodings carry the picture: the last of them whole, each before it halved.
 */
export function fitted(parameters, settings, wanted) {
  const alone = parameters.encodings.length === 1;
  const sizes = Math.min(sizesOf(settings), parameters.encodings.length);
  const { width = 960, height = 540 } = settings;
  parameters.encodings.forEach((one, place) => {
    const scale = 2 ** Math.max(0, sizes - 1 - place);
    one.active = place < sizes && (!wanted || (alone ? wanted.length > 0 : watched(place, sizes, wanted)));
    one.scaleResolutionDownBy = scale;
    one.maxBitrate = rateOf((width * height) / scale ** 2);
  });
  return parameters;
}

/** The best there is stands in for better ones that are asked for: the server asks before it sees a new camera. */
function watched(place, sizes, wanted) {
  return RIDS.some((rid, at) => wanted.includes(rid) && (at === place || (place === sizes - 1 && at > place)));
}

function rateOf(pixels) {
  return Math.round(Math.min(RATES.most, Math.max(RATES.least, RATES.perPixel * pixels)));
}

/** Make a sender fit what it sends now. */
export async function fit(sender, source, wanted) {
  if (!sender.track || source === "microphone") return;
  const parameters = sender.getParameters();
  if (source === "screen") {
    parameters.degradationPreference = "maintain-resolution";
    for (const one of parameters.encodings) one.active = !wanted || wanted.length > 0;
  } else fitted(parameters, sender.track.getSettings(), wanted);
  await sender.setParameters(parameters);
}
