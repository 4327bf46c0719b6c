// A person's own camera, microphone and screen, made in the page: `window.person` is
// {who, cameras: [{label, width, height}], screen: {width, height}, rate, speech: base64 of a WAV file}.
// The picture carries burnt-in numbers (burnt_in.js); the voice is silent until `speak(true)`.
(() => {
  const { person } = window;
  const made = { number: 0, source: null };

  const SCREEN = 15; // what a shared screen says in place of the person

  function picture({ width, height }, who) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    const [track] = canvas.captureStream(0).getVideoTracks();
    const draw = () => {
      made.number += 1;
      pen.fillStyle = `hsl(${person.who * 40} 40% 35%)`;
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#f0c828";
      pen.fillRect((made.number * 8) % width, height * 0.7, height / 6, height / 6);
      window.burnIn(pen, { number: made.number, who });
      track.requestFrame();
    };
    draw();
    const timer = setInterval(draw, 1000 / person.rate);
    const stop = track.stop.bind(track);
    track.stop = () => (clearInterval(timer), stop());
    track.getSettings = () => ({ width, height, frameRate: person.rate });
    return track;
  }

  async function voice() {
    const context = new AudioContext();
    context.resume();
    const bytes = Uint8Array.from(atob(person.speech), (letter) => letter.charCodeAt(0));
    const buffer = await context.decodeAudioData(bytes.buffer);
    const begins = buffer.getChannelData(0).findIndex((sample) => Math.abs(sample) > 0.1) / buffer.sampleRate;
    const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    const quiet = new ConstantSourceNode(context, { offset: 0 });
    quiet.connect(out);
    quiet.start();
    Object.assign(made, { context, buffer, begins, out });
    return out.stream.getAudioTracks()[0];
  }

  /** Begin to speak, from the first syllable, or end; the moment it takes effect, by the clock of the machine. */
  window.speak = (on) => {
    made.source?.disconnect();
    made.source = on ? new AudioBufferSourceNode(made.context, { buffer: made.buffer, loop: true }) : null;
    made.source?.connect(made.out);
    made.source?.start(0, made.begins);
    return Date.now();
  };

  const cameraOf = ({ deviceId }) =>
    person.cameras[Number((deviceId?.ideal ?? deviceId?.exact ?? "camera-0").split("-")[1])];

  MediaDevices.prototype.getUserMedia = async ({ audio, video }) =>
    new MediaStream([...(audio ? [await voice()] : []), ...(video ? [picture(cameraOf(video), person.who)] : [])]);
  MediaDevices.prototype.getDisplayMedia = async () => new MediaStream([picture(person.screen, SCREEN)]);
  MediaDevices.prototype.enumerateDevices = async () => [
    { kind: "audioinput", deviceId: "microphone-0", label: "Mikrofon" },
    ...person.cameras.map(({ label }, place) => ({ kind: "videoinput", deviceId: `camera-${place}`, label })),
  ];
})();
