// Elements without markup in text: whatever people wrote becomes text, never HTML.

const SVG = "http://www.w3.org/2000/svg";
const root = document.querySelector("[data-icons]");

/** `h("p", {class: "x", onclick: f}, "text", child)`; false and null children and attributes are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

// Drawn for this project; every other name is one of dkfds's.
const OWN = new Set(["mic", "mic-off", "hand", "camera-off", "phone", "leave", "sound", "captions", "net-good",
  "net-weak", "net-none", "pin", "poll", "rooms", "heart", "record"]);

/** A decorative icon; the words beside it say what it means. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", OWN.has(name) ? "hub-icon" : "icon-svg hub-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", iconAddress(name));
  svg.append(use);
  return svg;
}

export function iconAddress(name) {
  return `${OWN.has(name) ? root.dataset.icons : root.dataset.dkfdsIcons}#${name}`;
}

/** Show or hide by the hidden attribute. */
export function show(element, shown) {
  if (element && element.hidden === shown) element.hidden = !shown;
}

/** Text that only a screen reader gets. */
export function hiddenText(text) {
  return h("span", { class: "sr-only" }, text);
}

/** Set text only when it differs, so that live regions speak only of changes. */
export function say(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** Replace a list's children by key without touching those that stay, so that focus stays too. */
export function keyed(list, items, key, make, update) {
  const before = new Map([...list.children].map((child) => [child.dataset.key, child]));
  let previous = null;
  for (const item of items) {
    const name = String(key(item));
    let child = before.get(name);
    before.delete(name);
    if (!child) {
      child = make(item);
      child.dataset.key = name;
    }
    update(child, item);
    const place = previous ? previous.nextSibling : list.firstChild;
    if (place !== child) list.insertBefore(child, place);
    previous = child;
  }
  for (const gone of before.values()) gone.remove();
}

/** Initials where there is no picture. */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}
