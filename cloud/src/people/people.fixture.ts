import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pino from "pino";
import { type Answer, type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { Config } from "../config.ts";
import { openSmtp } from "../mail/smtp.fixture.ts";
import { type FreshDatabase, freshDatabase } from "../records/records.fixture.ts";
import { openRecords, type Records } from "../records/records.ts";

/** A browser: it keeps its cookies and sends them back. */
export interface Browser {
  readonly cookies: ReadonlyMap<string, string>;
  ask(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** The same browser, as it is now: what one does the other does not see. */
  copy(): Browser;
}

/** A mail as its reader has it. */
export interface Mail {
  readonly recipient: string;
  readonly title: string;
  readonly text: string;
}

export interface PeopleUnderTest extends CloudUnderTest {
  readonly records: Records;
  readonly databaseUrl: string;
  browser(): Browser;
  /** The mails that a mail server has taken, the oldest first. */
  mails(): Promise<readonly Mail[]>;
  /** What the mail server answers instead of taking a mail, by address. */
  readonly refusals: Map<string, Error>;
  /** To whom it has refused mails. */
  refused(): readonly string[];
  /** The token in the newest mail with a link to an address; each is given once, and waited for. */
  linkTo(email: string): Promise<string>;
  /** Somebody who has signed up, in their browser. */
  signUp(email: string, name?: string): Promise<{ browser: Browser; id: string }>;
  firstAdministrator(): Promise<{ browser: Browser; id: string }>;
}

export const tokenIn = (text: string): string => /token=([\w-]+)/.exec(text)?.[1] ?? "";

/** A cloud with records of its own, and people in front of it. */
export const openPeopleUnderTest = async (
  now: () => number = Date.now,
  demonstration: "on" | "off" = "off",
  settings: { readonly [name: string]: string } = {},
  elapsed: () => number = now,
): Promise<PeopleUnderTest> => {
  const database: FreshDatabase = await freshDatabase();
  const refusals = new Map<string, Error>();
  const refused: string[] = [];
  const smtp = await openSmtp({
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refusals.get(address);
      if (refusal !== undefined) refused.push(address);
      done(refusal);
    },
  });
  const subject = await openCloudUnderTest(now, {
    ...{ databaseUrl: database.url, demonstration, elapsed },
    settings: {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: "DataCityZen <measures@example.org>",
      ...settings,
    },
  });
  const records = await openRecords(
    Config.parse({ DATABASE_URL: database.url }),
    pino({ level: "silent" }),
    now,
  );
  const mails = (): readonly Mail[] =>
    smtp.received.map(({ to, mail }) => ({
      recipient: to[0] ?? "",
      title: mail.subject ?? "",
      text: mail.text ?? "",
    }));

  const browserWith = (cookies: Map<string, string>): Browser => ({
    cookies,
    async ask(method, path, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await subject.get(path, {
        method,
        headers: {
          ...(cookie === "" ? {} : { cookie }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          origin: subject.cloud().http,
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const set of answer.headers.getSetCookie()) {
        const [pair = ""] = set.split(";", 1);
        const [name = "", value = ""] = [
          pair.slice(0, pair.indexOf("=")),
          pair.slice(pair.indexOf("=") + 1),
        ];
        if (/max-age=0/i.test(set) || value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
    copy: () => browserWith(new Map(cookies)),
  });

  const waitFor = async <T>(find: () => Promise<T | undefined> | T | undefined): Promise<T> => {
    for (let tries = 0; tries < 1_000; tries++) {
      const found = await find();
      if (found !== undefined) return found;
      await delay(20);
    }
    throw new Error("What a test waits for did not come.");
  };

  /** Mails that have nothing to do with it come in between. */
  const given = new Set<string>();
  const waitForLink = async (email: string): Promise<string> => {
    const token = await waitFor(() =>
      mails()
        .filter(({ recipient }) => recipient === email)
        .map(({ text }) => tokenIn(text))
        .findLast((found) => found !== "" && !given.has(found)),
    );
    given.add(token);
    return token;
  };

  const people: PeopleUnderTest = {
    ...subject,
    records,
    databaseUrl: database.url,
    browser: () => browserWith(new Map()),
    mails: async () => mails(),
    refusals,
    refused: () => refused,
    linkTo: waitForLink,
    async signUp(email, name = "Jeanne") {
      const browser = browserWith(new Map());
      await browser.ask("POST", "/api/v1/account/sign-in/link", { email });
      const token = await people.linkTo(email);
      const { body } = await browser.ask("POST", "/api/v1/account/sign-in/confirm", {
        token,
        name,
        terms: "2026-11",
      });
      return { browser, id: (body as { person: string }).person };
    },
    async firstAdministrator() {
      const browser = browserWith(new Map());
      const path = join(subject.folder, "cloud", "first-administrator");
      const link = await waitFor(() => readFile(path, "utf8").catch(() => undefined));
      const token = tokenIn(link);
      const { body } = await browser.ask("POST", "/api/v1/account/sign-in/confirm", {
        token,
        name: "Ada",
        terms: "2026-11",
        email: "ada@example.org",
      });
      return { browser, id: (body as { person: string }).person };
    },
    async remove() {
      await records.close();
      await subject.remove();
      await smtp.close();
      await database.remove();
    },
  };
  return people;
};
