// The service worker: shows the fixed sentence of a push, and opens the page it leads to. Keeps nothing.

self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const options = { body: told.body ?? "", data: told.path ?? "/me/notices" };
  event.waitUntil(self.registration.showNotification(told.title ?? "", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data, self.location.origin);
  if (target.origin === self.location.origin) event.waitUntil(self.clients.openWindow(target.href));
});
