// Installs the worker that keeps public pages for where there is no network (service-worker.js), once the page is there.
const install = async () => {
  const isFirst = navigator.serviceWorker.controller === null;
  await navigator.serviceWorker.register("/service-worker.js");
  if (!isFirst) return;
  const { active } = await navigator.serviceWorker.ready;
  const files = performance
    .getEntriesByType("resource")
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${location.origin}/assets/`));
  active?.postMessage({ files });
};

if ("serviceWorker" in navigator) {
  const quietly = () => void install().catch(() => undefined);
  if (document.readyState === "complete") quietly();
  else addEventListener("load", quietly, { once: true });
}
