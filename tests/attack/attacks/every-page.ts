import routes from "../../../dashboards/app/routes.ts";
import { startProcess } from "../../processes.ts";
import type { Attack } from "../attack.ts";
import { drawn } from "../drawn.ts";
import { GROWTH } from "../judge.ts";
import { knownOf } from "../known-things.ts";
import { forgetPeak, peakBytes, residentBytes } from "../memory.ts";
import { peopleOf } from "../people.ts";
import { hostileOf, type Known } from "../schema-values.ts";

const MIB = 1024 * 1024;
const REQUESTS = 1200;
const AT_ONCE = 4;
/** A page that takes longer keeps others waiting. */
const LONGEST_MS = 10_000;

/** Ends the session with which all else is asked, or shows what no browser is sent to. */
const spared = /^\/(sign-out|account\/(sessions|erase)|sign-in.*|\*)$/;

interface RouteEntry {
  readonly path?: string | undefined;
  readonly children?: readonly RouteEntry[] | undefined;
}

const pathsOf = (entries: readonly RouteEntry[]): string[] =>
  entries.flatMap(({ path, children = [] }) => [
    ...(path === undefined ? [] : [`/${path}`]),
    ...pathsOf(children),
  ]);

/** Names of questions that some page of ours understands. */
const questions = [
  ...["station", "place", "view", "lang", "at", "key", "token", "id", "from", "until", "cursor"],
  ...["day", "quantity", "quantities", "month", "theme", "search", "sort", "state", "every"],
  ...["territory", "near", "lat", "lon", "zone", "page", "limit", "next", "code", "width", "style"],
] as const;

const MARK = "<script>alert(6)</script>";
/** A head of more than 16 KiB is refused before it is read. */
const LONGEST_ADDRESS = 8000;
const texts = [
  ...[MARK, `"><img src=x onerror=alert(6)>`, "javascript:alert(6)", "//evil.example", "..//evil"],
  ...hostileOf({ type: "string", maxLength: 2000 }).filter((one) => typeof one === "string"),
].filter((text) => encodeURIComponent(text.toWellFormed()).length <= LONGEST_ADDRESS);

const headers: readonly { readonly [name: string]: string }[] = [
  {},
  { "accept-language": `${"fr;q=0.1,".repeat(600)}en` },
  { "accept-language": `${"-".repeat(5000)}` },
  { "accept-language": "x;q=NaN,*;q=1e308,fr-" },
  { cookie: Array.from({ length: 300 }, (_, index) => `a${index}=%E0%A4%A`).join("; ") },
  { cookie: `theme=${"%".repeat(3000)}; lang=__proto__; lang=constructor` },
  { "x-forwarded-host": "evil.example", "x-forwarded-proto": "javascript" },
  { "if-none-match": "W/".repeat(2000), "if-modified-since": "Thu, 99 Foo 99999 99:99:99 GMT" },
  { range: `bytes=${"0-0,".repeat(1000)}0-` },
  { accept: `${"a/b;q=0.1,".repeat(500)}*/*` },
  { "user-agent": `Mozilla/5.0 (${"(".repeat(3000)}` },
];

/** An address of a route, its parameters filled by `value`. */
const fill = (path: string, value: (name: string) => string): string =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(value(name).toWellFormed()));

interface Asked {
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly form?: readonly (readonly [string, string])[];
}

/** Names of the fields of the forms that a page shows. */
const fieldsIn = (html: string): string[] => [
  ...new Set(
    [...html.matchAll(/<(?:input|select|textarea|button)[^>]* name="([^"]+)"/g)].map(
      ([, name = ""]) => name,
    ),
  ),
];

const hostile = (
  path: string,
  own: (name: string) => string,
  fields: readonly string[],
): Asked[] => {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  const real = fill(path, own);
  const query = (name: string, text: string) =>
    `${real}?${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`;
  return [
    ...names.flatMap((name) =>
      texts.map((text) => ({ path: fill(path, (one) => (one === name ? text : own(one))) })),
    ),
    ...questions.flatMap((name) => texts.map((text) => ({ path: query(name, text) }))),
    ...headers.map((one) => ({ path: real, headers: one })),
    { path: `${real}?${Array.from({ length: 900 }, (_, index) => `a${index}=1`).join("&")}` },
    { path: `${real}?${"station=a&".repeat(700)}` },
    { path: `${real}?a[b][c]=1&__proto__[x]=1&%=%&&&=&==` },
    { path: `${real}.data?_routes=${"a,".repeat(2000)}` },
    { path: `${real}/` },
    ...(fields.length === 0
      ? []
      : texts.flatMap((text) =>
          fields.map((name) => ({
            path: real,
            form: fields.map((one) => [one, one === name ? text : own(one)] as const),
          })),
        )),
    { path: real, form: Array.from({ length: 2000 }, (_, index) => [`a${index}`, "b"] as const) },
  ];
};

/** Every page that a browser can be sent to, and its forms, filled with what nobody would send. */
export const everyPage: Attack = {
  name: "every-page",
  target: "cloud",
  what: "each page, widget and form, with parameters, questions, headers and fields that nobody would send",
  light: true,
  async run(context) {
    const { site, amount, random, note, fault } = context;
    const people = await peopleOf(site);
    const known: Known = await knownOf(context);
    const pages = startProcess("dashboards/server.ts", {
      ...{ API_URL: site.cloud.http, DASHBOARDS_PORT: "0", HOST: "127.0.0.1" },
    });
    try {
      const { http = "" } = await pages.ready;
      const pid = pages.child.pid ?? 0;
      const { cookie } = people.administrator;
      const ask = async ({ path, headers: more = {}, form }: Asked, cookies: string) => {
        const began = performance.now();
        const answer = await fetch(http + path, {
          ...{ redirect: "manual" as const, signal: AbortSignal.timeout(3 * LONGEST_MS) },
          ...(form === undefined
            ? {}
            : {
                method: "POST",
                body: new URLSearchParams(form.map(([name, text]) => [name, text])),
              }),
          headers: { cookie: cookies, origin: http, ...more },
        });
        const text = await answer.text();
        return {
          status: answer.status,
          text,
          headers: answer.headers,
          ms: performance.now() - began,
        };
      };
      const own = (path: string) => (name: string) =>
        String(
          (name === "id" ? known(`/api/v1${path.split(":")[0]}`) : undefined) ??
            known(name) ??
            (name === "what" ? "exposure" : "fr-commune-00001"),
        );

      const faults = new Map<string, string>();
      const accuse = (route: string, what: string, more: string) => {
        const key = `${route} ${what}`;
        if (!faults.has(key)) faults.set(key, `${key} (${more.slice(0, 150)})`);
      };
      const statuses = new Map<number, number>();
      let slowest = { ms: 0, what: "" };
      const judge = (
        route: string,
        asked: Asked,
        { status, text, headers: answered, ms }: Awaited<ReturnType<typeof ask>>,
      ): void => {
        statuses.set(status, 1 + (statuses.get(status) ?? 0));
        const what = `${asked.path.slice(0, 120)}${asked.form === undefined ? "" : " with a form"}`;
        if (ms > slowest.ms) slowest = { ms, what };
        if (status >= 500 && ![502, 503].includes(status)) accuse(route, `answers ${status}`, what);
        if (ms > LONGEST_MS) accuse(route, `takes ${Math.round(ms / 1000)} s`, what);
        if (text.includes(MARK) && /html/.test(answered.get("content-type") ?? ""))
          accuse(route, "says a script of whoever asks", what);
        if (/^(https?:)?\/\/evil|^javascript:/.test(answered.get("location") ?? ""))
          accuse(route, `leads to ${answered.get("location")}`, what);
      };

      const paths = [...new Set(["/", ...pathsOf(routes as readonly RouteEntry[])])].filter(
        (path) => !spared.test(path),
      );
      const all: { readonly route: string; readonly asked: Asked }[] = [];
      for (const route of paths) {
        const asked = { path: fill(route, own(route)) };
        const answer = await ask(asked, cookie);
        judge(route, asked, answer);
        const isPage = /html/.test(answer.headers.get("content-type") ?? "");
        for (const one of hostile(route, own(route), isPage ? fieldsIn(answer.text) : []))
          all.push({ route, asked: one });
      }
      note(`${paths.length} routes, ${all.length} hostile requests known`);

      const rest = residentBytes(pid);
      forgetPeak(pid);
      const queue = drawn(all, amount(REQUESTS), random).values();
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) => {
          for (const { route, asked } of queue)
            try {
              judge(route, asked, await ask(asked, index % 2 === 0 ? "" : cookie));
            } catch (error) {
              accuse(route, `breaks off: ${(error as Error).message}`, asked.path);
            }
        }),
      );
      const peak = peakBytes(pid);
      note(
        `pages: ${Math.round(rest / MIB)} → ${Math.round(peak / MIB)} MiB; answers: ${[...statuses]
          .toSorted()
          .map((one) => one.join(": "))
          .join(", ")}`,
      );
      note(`the slowest took ${Math.round(slowest.ms)} ms: ${slowest.what}`);
      if (peak > GROWTH * rest)
        fault(`the pages took ${Math.round(peak / MIB)} MiB, ${Math.round(rest / MIB)} at rest`);
      for (const text of [...faults.values()].slice(0, 20)) fault(text);
      if (faults.size > 0)
        note(pages.output().trimEnd().split("\n").slice(-6).join(" | ").slice(0, 3000));
      if (pages.child.exitCode !== null) fault("the pages ended");
    } finally {
      await pages.end("SIGKILL");
    }
  },
};
