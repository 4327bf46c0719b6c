// How good the connection is, in words. No numbers reach the page.

const SPAN = 3; // looks at the stats that are compared, a second each
const CALM = 4; // better looks in a row before we say that it is good again

export class Quality {
  /** `onchange(level)`: "good", "weak" or "bad". */
  constructor(onchange) {
    this.onchange = onchange;
    this.level = "good";
    this.better = 0;
    this.looks = [];
  }

  /** Take one summary of the viewer's stats. */
  look(now) {
    this.looks.push(now);
    if (this.looks.length <= SPAN) return;
    const before = this.looks.shift();
    if (now.packets < before.packets) {
      this.looks = [now];
      return;
    }
    this.judge(levelOf(before, now));
  }

  judge(level) {
    const worse = rank(level) > rank(this.level);
    this.better = rank(level) < rank(this.level) ? this.better + 1 : 0;
    if (!worse && this.better < CALM) return;
    this.better = 0;
    this.level = level;
    this.onchange(level);
  }

  reset() {
    this.looks = [];
  }
}

function rank(level) {
  return ["good", "weak", "bad"].indexOf(level);
}

function levelOf(before, now) {
  const packets = now.packets - before.packets;
  const lost = now.lost - before.lost;
  if (packets + lost < 20) return "good";
  const share = lost / (packets + lost);
  const samples = now.samples - before.samples;
  const concealed = samples > 0 ? (now.concealed - before.concealed) / samples : 0;
  if (share > 0.1 || concealed > 0.3) return "bad";
  return share > 0.03 || concealed > 0.12 ? "weak" : "good";
}
