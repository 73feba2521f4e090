import type { Attack } from "../attack.ts";
import { drawn } from "../drawn.ts";
import { knownOf } from "../known-things.ts";
import { peopleOf, type Visitor } from "../people.ts";
import {
  type Field,
  fieldsOf,
  hostileOf,
  type Known,
  type Schema,
  sampleOf,
  withField,
} from "../schema-values.ts";
import type { Site } from "../site.ts";

/** Of the hostile requests that the document gives rise to, at full length. */
const REQUESTS = 6000;
const AT_ONCE = 6;
/** A question that takes longer keeps others waiting. */
const LONGEST_MS = 10_000;

/** Ends the sessions with which all else is asked, or answers for minutes. */
const spared = new Set([
  "POST /api/v1/account/sign-out",
  "DELETE /api/v1/account/sessions",
  "DELETE /api/v1/account/sessions/{id}",
  "POST /api/v1/account/erasure",
  "POST /api/v1/admin/backup",
]);

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly [type: string]: { readonly schema: Schema } };
  };
}

interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
}

const routesOf = ({ paths }: Document): Route[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content["application/json"]?.schema,
    })),
  );

const isListed = (value: unknown): value is { readonly id: string } =>
  typeof value === "object" && value !== null && typeof (value as { id?: unknown }).id === "string";

/** The number of what an answer says that it has made, or of the first that it lists. */
const idIn = (body: { readonly [field: string]: unknown }): string | undefined =>
  [body, ...Object.values(body).flatMap((one) => (Array.isArray(one) ? one.slice(0, 1) : [one]))]
    .filter(isListed)
    .at(0)?.id;

interface Request {
  readonly route: Route;
  readonly path: string;
  readonly body?: unknown;
  /** What of it is hostile, for whoever reads of a fault. */
  readonly what: string;
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 50)}… (${text.length})` : text;
};

/** The route as it is meant to be asked, with one parameter or field of the body in another's place. */
const requestOf = (
  route: Route,
  known: Known,
  instead?: { readonly parameter?: string; readonly field?: Field; readonly value: unknown },
): Request => {
  const { parameters, body } = route;
  const writtenOf = ({ name, in: place, schema }: Parameter, before: string): string => {
    const value =
      instead?.parameter === name
        ? instead.value
        : ((place === "path" ? known(before) : undefined) ?? sampleOf(schema, name, known));
    // A lone surrogate stands in no address.
    return encodeURIComponent(
      (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed(),
    );
  };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string, at: number) => {
    const parameter = parameters.find((one) => one.name === name && one.in === "path");
    return writtenOf(parameter ?? { name, in: "path", schema: {} }, route.path.slice(0, at));
  });
  const asked = parameters
    .filter(
      ({ name, in: place, ...rest }) =>
        place === "query" &&
        (instead?.parameter === name ||
          (rest as { required?: boolean }).required === true ||
          known(name) !== undefined),
    )
    .map((one) => `${one.name}=${writtenOf(one, "")}`);
  const sample = body === undefined ? undefined : sampleOf(body, "", known);
  return {
    route,
    path: asked.length === 0 ? path : `${path}?${asked.join("&")}`,
    body: instead?.field === undefined ? sample : withField(sample, instead.field, instead.value),
    what: `${instead?.parameter ?? instead?.field?.join(".") ?? "the sample"} = ${shown(instead?.value)}`,
  };
};

const hostileRequests = (route: Route, known: Known): Request[] => [
  ...route.parameters.flatMap(({ name, schema }) =>
    hostileOf(schema).map((value) => requestOf(route, known, { parameter: name, value })),
  ),
  ...(route.body === undefined
    ? []
    : fieldsOf(route.body).flatMap(({ path: field, schema }) =>
        hostileOf(schema).map((value) => requestOf(route, known, { field, value })),
      )),
];

/** Its first part: a live stream has no end. */
const beginningOf = async (answer: Response): Promise<string> => {
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel().catch(() => undefined);
  return Buffer.from(first?.value ?? []).toString("utf8");
};

/** Of JSON that came whole. */
const readOr = (text: string): { readonly [field: string]: unknown } => {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
};

const ask = async (
  origin: string,
  { route, path, body }: Request,
  { cookie }: Visitor,
): Promise<{ status: number; text: string; ms: number }> => {
  const began = performance.now();
  const answer = await fetch(origin + path, {
    method: route.method,
    headers: {
      ...{ cookie, origin },
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    redirect: "manual",
    signal: AbortSignal.timeout(3 * LONGEST_MS),
  });
  const text = await beginningOf(answer);
  return { status: answer.status, text, ms: performance.now() - began };
};

/** Nothing of a server of ours is told to whoever asks badly. */
const TELLS = /\n\s+at |node_modules|\/src\/|SQLSTATE|violates|syntax error|ECONN/;

/** 503 says that something is not set up, or busy: that is an answer. */
const isBroken = (status: number): boolean => status !== 503 && (status === 0 || status >= 500);

/** What the cloud's log said last of a request that failed. */
const lastError = (site: Site): string => {
  const line = site
    .output("cloud")
    .split("\n")
    .findLast((one) => one.includes('"request failed"'));
  return /"message":"((?:[^"\\]|\\.)*)"/.exec(line ?? "")?.[1]?.slice(0, 300) ?? "";
};

/** Every operation of the API, with what it asks for in place, and each part of that replaced by what nobody would send. */
export const everyRoute: Attack = {
  name: "every-route",
  target: "cloud",
  what: "each operation of the API's own document, with each parameter and field replaced by what nobody would send",
  light: true,
  async run(context) {
    const { site, amount, random, note, fault } = context;
    const origin = site.cloud.http;
    const people = await peopleOf(site);
    const own = await knownOf(context);
    const document = (await (await fetch(`${origin}/api/openapi.json`)).json()) as Document;
    const routes = routesOf(document).filter(
      ({ method, path }) => !spared.has(`${method} ${path}`),
    );

    const made = new Map<string, string>();
    const known: Known = (name) => own(name) ?? made.get(name);
    const statuses = new Map<number, number>();
    let slowest = { ms: 0, what: "" };
    /** The first of each kind, of each route. */
    const faults = new Map<string, string>();
    const accuse = (name: string, what: string, more: string): void => {
      const key = `${name} ${what.replace(/\d+/g, "")}`;
      if (!faults.has(key)) faults.set(key, `${name} ${what} (${more})`);
    };
    const play = async (request: Request, who: Visitor): Promise<void> => {
      const { method, path } = request.route;
      const name = `${method} ${path}`;
      try {
        const { status, text, ms } = await ask(origin, request, who);
        statuses.set(status, 1 + (statuses.get(status) ?? 0));
        if (ms > slowest.ms) slowest = { ms, what: `${name}, ${request.what}` };
        if (ms > LONGEST_MS) accuse(name, `takes ${Math.round(ms)} ms`, request.what);
        if (isBroken(status))
          accuse(name, `answers ${status}`, `${request.what}; ${lastError(site)}`);
        else if (status >= 400 && TELLS.test(text))
          accuse(name, "tells of its inside", `${request.what}; ${text.slice(0, 200)}`);
      } catch (error) {
        accuse(name, `breaks off: ${(error as Error).message}`, request.what);
      }
    };

    // As they are meant first, those that make something before those that need it.
    const ordered = routes.toSorted(
      (one, other) =>
        Number(one.method === "DELETE") - Number(other.method === "DELETE") ||
        one.path.split("{").length - other.path.split("{").length,
    );
    for (const route of ordered) {
      const request = requestOf(route, known);
      if (route.method === "DELETE" || /\/(live|export\.zip)$/.test(route.path)) continue;
      const { method } = route;
      const answered = await ask(origin, request, people.administrator).catch((error: Error) => ({
        ...{ status: 0, text: error.message },
      }));
      const { status, text } = answered;
      if (isBroken(status))
        fault(`${method} ${route.path} answers ${status} ${text.slice(0, 100)} ${lastError(site)}`);
      const id = status < 300 ? idIn(readOr(text)) : undefined;
      if (id !== undefined && !made.has(`${route.path}/`)) made.set(`${route.path}/`, id);
    }
    note(`${routes.length} operations, ${made.size} lists have something in them`);

    const all = routes.flatMap((route) => hostileRequests(route, known));
    const queue = drawn(all, amount(REQUESTS), random).values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        for (const request of queue)
          await play(request, index % 3 === 0 ? people.nobody : people.administrator);
      }),
    );
    for (const text of [...faults.values()].slice(0, 20)) fault(text);
    note(
      `${all.length} hostile requests known, answers: ${[...statuses]
        .toSorted()
        .map((one) => one.join(": "))
        .join(", ")}`,
    );
    note(`the slowest took ${Math.round(slowest.ms)} ms: ${slowest.what}`);
  },
};
