// The button that asks the browser to take pushes. Without it, or where it cannot, mails do the same.

const part = document.querySelector("[data-push]");

function bytes(key) {
  const plain = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

/** Ask, subscribe, and tell the hub. Throws when the browser or the hub says no. */
async function subscribe() {
  const registration = await navigator.serviceWorker.register("/push-worker.js", { scope: "/me/notices" });
  const options = { userVisibleOnly: true, applicationServerKey: bytes(part.dataset.key) };
  const subscription = await registration.pushManager.subscribe(options);
  const { endpoint, keys } = subscription.toJSON();
  const body = new URLSearchParams({ token: part.dataset.token, endpoint, ...keys });
  const answer = await fetch("/me/notices/browsers", { method: "POST", body });
  if (!answer.ok) throw new Error("not taken");
}

async function pressed() {
  const word = part.querySelector("[data-push-word]");
  if ((await Notification.requestPermission()) !== "granted") {
    word.textContent = part.dataset.refused;
    return;
  }
  try {
    await subscribe();
    location.reload();
  } catch {
    word.textContent = part.dataset.failed;
  }
}

if (part && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  part.querySelector("[data-push-missing]").hidden = true;
  const button = part.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", pressed);
}
