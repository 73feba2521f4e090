// On the page of one's own alerts: asks the browser for its push address when the button is pressed, and sends it with the
// form. Without script, or where a browser has no push, the form stays hidden: mails come all the same.
const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );

for (const form of document.querySelectorAll("form[data-push]")) {
  const status = form.querySelector("[role=status]");
  const can = "serviceWorker" in navigator && "PushManager" in window;
  form.hidden = !can;
  form.addEventListener("submit", (event) => {
    const field = form.elements.namedItem("push");
    if (field.value !== "") return;
    event.preventDefault();
    status.textContent = form.dataset.waiting;
    const subscribe = async () => {
      if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
      await navigator.serviceWorker.register("/service-worker.js");
      const { pushManager } = await navigator.serviceWorker.ready;
      const known = await pushManager.getSubscription();
      const subscription =
        known ??
        (await pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: bytesOf(form.dataset.push),
        }));
      field.value = JSON.stringify(subscription);
      form.submit();
    };
    subscribe().catch(() => {
      status.textContent = form.dataset.refused;
    });
  });
}
