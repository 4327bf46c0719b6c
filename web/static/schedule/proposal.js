// How far a search is: asked for while it runs, and the page anew when it has ended.

const EVERY = 1000;
const place = document.getElementById("searching");

async function ask() {
  try {
    const answer = await fetch(place.dataset.address);
    if (answer.ok) {
      const { state, progress } = await answer.json();
      if (state !== "searching") return location.reload();
      place.querySelector("progress").value = Math.round(100 * progress);
    }
  } catch {
    // The network is away: the next time will do.
  }
  setTimeout(ask, EVERY);
}

if (place) setTimeout(ask, EVERY);
