// The words of this page, in its language. The server wrote them into data-texts; nothing is worded here.

const root = document.querySelector("[data-texts]");
const texts = root ? JSON.parse(root.dataset.texts) : {};

export const language = document.documentElement.lang === "en" ? "en" : "da";

/** The text under `key` with {names} filled in. */
export function t(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`no text: ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The one or the many: keys `key_one` and `key_many`. */
export function many(key, n, values = {}) {
  return t(n === 1 ? `${key}_one` : `${key}_many`, { n, ...values });
}

const clockFormat = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "da-DK", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Europe/Copenhagen",
});

/** Hour and minute in Denmark of a moment (ISO text or Date): 9.05 or 09:05. */
export function clock(moment) {
  const [hour, minute] = clockFormat
    .formatToParts(new Date(moment))
    .filter((part) => part.type === "hour" || part.type === "minute")
    .map((part) => part.value);
  return written(hour, minute);
}

/** The clock of a wall time such as 2026-11-24T19:00. */
export function clockOfWall(wall) {
  return written(...wall.slice(11, 16).split(":"));
}

function written(hour, minute) {
  return language === "en" ? `${hour}:${minute}` : `${Number(hour)}.${minute}`;
}
