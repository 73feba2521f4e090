import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { OWN_VERSION } from "../../dashboards/app/legal/terms.ts";
import type { Site } from "./site.ts";

/** What the API answered; `body` is its JSON. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: { readonly [field: string]: unknown };
}

/** Somebody with an account, who is signed in. */
export interface Visitor {
  readonly cookie: string;
  ask(method: string, path: string, body?: object | string): Promise<Answered>;
  /** Sends a form, or anything else that a browser may send. */
  send(
    path: string,
    body: RequestInit["body"],
    headers?: Record<string, string>,
  ): Promise<Answered>;
}

/** A box that a workshop leader has prepared; its code is enough to claim it. */
export interface Box {
  readonly station: string;
  readonly code: string;
  readonly secret: string;
}

export interface People {
  /** Somebody without an account. */
  readonly nobody: Visitor;
  /** The first administrator. */
  readonly administrator: Visitor;
  /** Makes an account, by a link in a mail as everybody does. */
  signUp(name: string): Promise<Visitor>;
  prepareBoxes(count: number): Promise<readonly Box[]>;
  /** Where the administrator prepares them. */
  organisation(): Promise<string>;
}

/** Someone who waits longer than this for an answer of the API would have gone. */
const ANSWER_MS = 30_000;

/** Whoever has this cookie, at one of the doors. */
export const visitor = (origin: string, cookie: string): Visitor => {
  const send: Visitor["send"] = async (path, body, headers = {}) => {
    const answer = await fetch(origin + path, {
      method: "POST",
      headers: { cookie, origin, ...headers },
      body: body ?? null,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return answered(answer);
  };
  return {
    cookie,
    send,
    ask: async (method, path, body) => {
      const answer = await fetch(origin + path, {
        method,
        headers: {
          ...{ cookie, origin },
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return answered(answer);
    },
  };
};

const answered = async (answer: Response): Promise<Answered> => {
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  return { status: answer.status, text, body: isJson ? JSON.parse(text) : {} };
};

const demand = ({ status, text, body }: Answered, what: string): Answered["body"] => {
  if (status >= 300) throw new Error(`${what}: ${status} ${text.slice(0, 300)}`);
  return body;
};

const tokenIn = (text: string): string => /token=([\w-]+)/.exec(text)?.[1] ?? "";

/** The file is written when the records are there. */
const firstLink = async ({ directory }: Site): Promise<string> => {
  const path = join(directory, "cloud/first-administrator");
  for (let tries = 0; tries < 1000; tries++) {
    const link = await readFile(path, "utf8").catch(() => undefined);
    if (link !== undefined) return tokenIn(link);
    await wait(20);
  }
  throw new Error("nobody was asked to be the first administrator");
};

const confirm = async (origin: string, body: object): Promise<Visitor> => {
  const answer = await fetch(`${origin}/api/v1/account/sign-in/confirm`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ terms: OWN_VERSION, ...body }),
  });
  if (!answer.ok) throw new Error(`no account: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((set) => set.split(";", 1)[0])
    .join("; ");
  await answer.body?.cancel();
  return visitor(origin, cookie);
};

const peopleBySite = new WeakMap<Site, Promise<People>>();

const open = async (site: Site): Promise<People> => {
  const origin = site.cloud.http;
  const administrator = await confirm(origin, {
    ...{ token: await firstLink(site), name: "Ada", email: "ada@example.org" },
  });
  const nobody = visitor(origin, "");
  const outbox = "/api/v1/admin/outbox";
  const signUp: People["signUp"] = async (name) => {
    const email = `${name.toLowerCase()}@example.org`;
    demand(await nobody.ask("POST", "/api/v1/account/sign-in/link", { email }), "a link");
    const list = demand(await administrator.ask("GET", outbox), "the mails");
    const mails = list.messages as { id: string; subject?: string }[];
    const mail = mails.find(({ subject }) => subject === "account.sign_in_link");
    const shown = await administrator.ask("POST", `${outbox}/${mail?.id}/reveal`);
    return confirm(origin, { token: tokenIn(demand(shown, "a mail") && shown.text), name });
  };
  let opened: Promise<string> | undefined;
  const openOrganisation = async (): Promise<string> => {
    const made = await administrator.ask("POST", "/api/v1/organisations", {
      ...{ title: "Club du fleuve", legalForm: "association" },
    });
    return String(demand(made, "an organisation").id);
  };
  const organisation = (): Promise<string> => {
    opened ??= openOrganisation();
    return opened;
  };
  return {
    administrator,
    nobody,
    signUp,
    organisation,
    prepareBoxes: async (count) => {
      const path = `/api/v1/organisations/${await organisation()}/batches`;
      const made = await administrator.ask("POST", path, { title: "Atelier", count });
      return demand(made, "boxes").stations as Box[];
    },
  };
};

/** Makes the first administrator of a site once, whichever of its attacks asks first. */
export const peopleOf = (site: Site): Promise<People> => {
  const before = peopleBySite.get(site) ?? open(site);
  peopleBySite.set(site, before);
  return before;
};
