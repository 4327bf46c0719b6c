// The host's lists as tabs on a phone: arrow keys between them, one list at a time. On wide all are seen.

const tablist = document.getElementById("host-tabs");
const tabs = [...tablist.querySelectorAll("[role=tab]")];

function select(tab, focus = true) {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).classList.toggle("is-chosen", chosen);
  }
  if (focus) tab.focus();
}

tablist.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) select(tab);
});

tablist.addEventListener("keydown", (event) => {
  const at = tabs.indexOf(document.activeElement);
  const last = tabs.length - 1;
  const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  select(tabs[to]);
});

select(tabs[0], false);
