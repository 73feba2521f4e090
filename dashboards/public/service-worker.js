// Keeps the public pages that somebody has looked at, so that they can be read where there is no network, with the
// time of their figures. Only what the server lets be kept: pages of whoever has signed in are `no-store`.

const PAGES = "pages-1";
const FILES = "files-1";
const MOST_PAGES = 30;
const MOST_FILES = 150;
const KEPT_AT = "x-kept-at";

const words = {
  fr: {
    locale: "fr-FR",
    title: "Pas de réseau",
    banner: (moment, age) =>
      `<strong>Pas de réseau.</strong> Cette page est celle du ${moment}, ${age} : ce qu'elle dit être de maintenant est de ce moment-là.`,
    text: "Cette page n'a pas été gardée sur cet appareil. Voici celles que vous avez ouvertes récemment, telles qu'elles étaient.",
    none: "Cette page n'a pas été gardée sur cet appareil.",
    again: "Réessayer",
  },
  en: {
    locale: "en-GB",
    title: "No network",
    banner: (moment, age) =>
      `<strong>No network.</strong> This page is as it was on ${moment}, ${age}: what it calls now was then.`,
    text: "This page was not kept on this device. Here are those that you opened lately, as they were.",
    none: "This page was not kept on this device.",
    again: "Try again",
  },
};

/** Pages for everybody. What concerns accounts, boxes and forms is not among them. */
const isPublicPage = ({ pathname }) =>
  /^\/(?:map|stations(?:\/[a-z0-9-]+(?:\/how)?)?)?$/.test(pathname);

const isFile = ({ pathname }) => pathname.startsWith("/assets/") || pathname === "/icon.svg";

const mayBeKept = (answer) =>
  answer.status === 200 &&
  answer.type === "basic" &&
  !answer.redirected &&
  !/no-store/.test(answer.headers.get("cache-control") ?? "") &&
  /^text\/html/.test(answer.headers.get("content-type") ?? "");

/** The oldest leave first: a cache gives its entries in the order in which they came. */
const bound = async (cache, most) => {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
};

const keepPage = async (address, answer) => {
  // A server that is just starting again says nothing of the page.
  if (answer.status >= 500) return;
  const cache = await caches.open(PAGES);
  // What may not be kept any more is not shown from before either: somebody has signed in.
  await cache.delete(address);
  if (!mayBeKept(answer)) return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  await cache.put(address, new Response(await answer.text(), { headers }));
  await bound(cache, MOST_PAGES);
};

const keepFile = async (request, answer) => {
  if (answer.status !== 200 || answer.type !== "basic") return;
  const cache = await caches.open(FILES);
  await cache.put(request, answer);
  await bound(cache, MOST_FILES);
};

const languageOf = (html) => (/<html[^>]* lang="en"/.test(html) ? "en" : "fr");

const ageIn = (language, ms) => {
  const steps = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1_000],
  ];
  const [unit, size] = steps.find(([, length]) => ms >= length) ?? steps[3];
  const format = new Intl.RelativeTimeFormat(words[language].locale, { numeric: "always" });
  return format.format(-Math.floor(Math.max(0, ms) / size), unit);
};

const momentIn = (language, at) =>
  new Intl.DateTimeFormat(words[language].locale, {
    dateStyle: "full",
    timeStyle: "short",
    hourCycle: "h23",
  }).format(at);

/** A page that was kept, which says first that it is one, and of when. */
const fromBefore = async (kept) => {
  const html = await kept.text();
  const language = languageOf(html);
  const at = Number(kept.headers.get(KEPT_AT));
  const text = words[language].banner(momentIn(language, at), ageIn(language, Date.now() - at));
  const headers = new Headers(kept.headers);
  for (const name of ["content-encoding", "content-length", KEPT_AT]) headers.delete(name);
  const body = html.replace(
    /<body[^>]*>/,
    (found) => `${found}<div class="offline-banner" role="status">${text}</div>`,
  );
  return new Response(body, { headers });
};

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Where nothing was kept of a page: which were. */
const nothingKept = async () => {
  const cache = await caches.open(PAGES);
  const pages = await Promise.all(
    (await cache.keys()).reverse().map(async ({ url }) => {
      const kept = await cache.match(url);
      const html = (await kept?.text()) ?? "";
      return {
        href: escaped(new URL(url).pathname + new URL(url).search).replaceAll('"', "&quot;"),
        // Of a page of ours: it is written as HTML there already.
        title: /<title[^>]*>([^<]*)<\/title>/.exec(html)?.[1] ?? url,
        language: languageOf(html),
        at: Number(kept?.headers.get(KEPT_AT)),
      };
    }),
  );
  const language = pages[0]?.language ?? (/^en/.test(self.navigator.language) ? "en" : "fr");
  const said = words[language];
  const list = pages.map(
    ({ href, title, at }) =>
      `<li><a href="${href}">${title}</a>, ${escaped(ageIn(language, Date.now() - at))}</li>`,
  );
  const html = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${said.title} – DataCityZen</title>
<style>:root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}li a,p a{display:inline-block;min-height:44px;line-height:44px}</style>
<main><h1>${said.title}</h1><p>${pages.length === 0 ? said.none : said.text}</p><ul>${list.join("")}</ul><p><a href="">${said.again}</a></p></main></html>`;
  return new Response(html, {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
};

/** The network first, always: a page that was kept stands in only where none comes. */
const pageFor = async (event) => {
  const { request } = event;
  const url = new URL(request.url);
  try {
    const answer = await fetch(request);
    if (isPublicPage(url)) event.waitUntil(keepPage(request.url, answer.clone()));
    return answer;
  } catch {
    const kept = isPublicPage(url)
      ? await (await caches.open(PAGES)).match(request.url)
      : undefined;
    return kept === undefined ? nothingKept() : fromBefore(kept);
  }
};

const fileFor = async (event) => {
  const { request } = event;
  const kept = await (await caches.open(FILES)).match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  event.waitUntil(keepFile(request, answer.clone()));
  return answer;
};

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys())
      if (name !== PAGES && name !== FILES) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    // A place that is kept or forgotten, a sign-in: the first page is another one from now on.
    if (request.mode === "navigate")
      event.waitUntil(caches.open(PAGES).then((cache) => cache.delete(new URL("/", url).href)));
    return;
  }
  if (request.mode === "navigate") {
    // Pictures of charts, files of data, what other sites frame: the browser's own business.
    if (request.destination === "document") event.respondWith(pageFor(event));
  } else if (isFile(url)) event.respondWith(fileFor(event));
});

// The page from which this worker was installed came before it, with its files.
self.addEventListener("message", (event) => {
  const { data, source } = event;
  if (source === null || !Array.isArray(data?.files)) return;
  const keep = async () => {
    const url = new URL(source.url);
    if (isPublicPage(url)) await keepPage(url.href, await fetch(url.href));
    for (const file of data.files) {
      const address = new URL(file, self.location.origin);
      if (address.origin === self.location.origin && isFile(address))
        await keepFile(address.href, await fetch(address.href));
    }
  };
  event.waitUntil(keep());
});

// Alerts (RFC 8030): the text was encrypted for this browser. A message that comes twice has the same tag, and is shown once.
self.addEventListener("push", (event) => {
  const read = () => {
    try {
      return event.data?.json() ?? {};
    } catch {
      return {};
    }
  };
  const { title = "DataCityZen", body = "", url = "/", tag } = read();
  event.waitUntil(
    self.registration.showNotification(title, {
      ...{ body, icon: "/icon-192.png", data: { url } },
      ...(tag === undefined ? {} : { tag }),
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.url ?? "/", self.location.origin);
  // A message leads to our own pages alone.
  if (target.origin === self.location.origin) event.waitUntil(self.clients.openWindow(target.href));
});
