// What is heard: one audio element for each microphone slot, and the one press that a browser may ask for.

const box = document.getElementById("sounds");
const elements = new Map();
let output = "";
let asked = null;

/** Play `track` as slot `mid`. `blocked()` is called when the browser wants a press first. */
export function hear(mid, track, blocked) {
  asked = blocked;
  let audio = elements.get(mid);
  if (!audio) {
    audio = document.createElement("audio");
    audio.dataset.mid = mid;
    audio.autoplay = true;
    elements.set(mid, audio);
    box.append(audio);
    if (output && audio.setSinkId) audio.setSinkId(output).catch(() => null);
  }
  audio.srcObject = new MediaStream([track]);
  play(audio);
}

async function play(audio) {
  try {
    await audio.play();
  } catch (error) {
    if (error.name === "NotAllowedError") asked?.();
  }
}

/** After a press: everything plays. */
export function playAll() {
  return Promise.all([...elements.values()].map(play));
}

/** Whether anything was refused and still waits for the press. */
export function silenced() {
  return [...elements.values()].some((audio) => audio.srcObject && audio.paused);
}

/** Send the sound to another device, where the browser can. */
export async function useOutput(device) {
  output = device;
  await Promise.all([...elements.values()].map((audio) => audio.setSinkId?.(device)));
}

let context = null;

/** A short, soft tone: the test sound, and the sign that the door has opened. Resolves when it has ended. */
export function tone(frequencies = [523, 659], seconds = 0.35) {
  context ??= new AudioContext();
  context.resume();
  if (output && context.setSinkId) context.setSinkId(output).catch(() => null);
  frequencies.forEach((frequency, place) => note(frequency, context.currentTime + place * seconds, seconds));
  return new Promise((done) => setTimeout(done, frequencies.length * seconds * 1000));
}

function note(frequency, start, seconds) {
  const source = new OscillatorNode(context, { frequency });
  const loud = new GainNode(context, { gain: 0 });
  loud.gain.setValueAtTime(0, start);
  loud.gain.linearRampToValueAtTime(0.25, start + 0.03);
  loud.gain.exponentialRampToValueAtTime(0.001, start + seconds);
  source.connect(loud).connect(context.destination);
  source.start(start);
  source.stop(start + seconds);
}
