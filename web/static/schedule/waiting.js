// While substitutes are being asked: what is new on this page is fetched, so nobody has to press reload.

const EVERY = 5000;
const place = document.querySelector("[data-waiting]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.ok) {
      const other = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
      const here = document.activeElement;
      if (other && other.textContent !== place.textContent && !place.contains(here)) {
        place.replaceChildren(...[...other.childNodes].map((node) => document.adoptNode(node)));
        place.toggleAttribute("data-waiting", other.hasAttribute("data-waiting"));
      }
    }
  } catch {
    // The network is away: the next time will do.
  }
  if (place.hasAttribute("data-waiting")) setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
