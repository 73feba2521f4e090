import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Host } from "../../cloud/src/places/places.fixture.ts";
import { browserNeed } from "../browser.ts";
import { addressesOf, type Known, notInStep, pagePatterns } from "../every-route.ts";
import { examine } from "../examine.ts";
import { root } from "../processes.ts";
import { testWith } from "../real.ts";
import { signedIn } from "../signed-in.ts";
import type { StationSite } from "./station.fixture.ts";

const STATION = "quai";
const OWN = "chez-ada";

/** A site on which somebody has each kind of thing that a page is about. */
const furnish = async ({ subject }: StationSite, ada: Host): Promise<Known> => {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await ada.browser.ask(method, path, body);
    expect(answer.status, `${method} ${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body as T;
  };
  await subject.hosted(OWN, ada, 8);
  expect(await subject.share(ada, OWN, "public")).toBeLessThan(300);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const where = { lat: 45.08, lon: -5.12, exposure: "outdoor", siting: "facade", since };
  expect(await subject.place(ada, OWN, where)).toBeLessThan(300);
  const { id: group } = await ask<{ id: string }>("POST", "/api/v1/groups", {
    ...{ kind: "street", title: "Rue Haute", zone: "Europe/Paris", visibility: "public" },
    ...{ lat: 45.08, lon: -5.12 },
  });
  const { id: organisation } = await ask<{ id: string }>("POST", "/api/v1/organisations", {
    ...{ title: "Atelier du quai", legalForm: "association", website: "https://example.org/" },
  });
  await ask("PUT", `/api/v1/organisations/${organisation}/practice`, {
    ...{ slug: "docteur-lou", name: "Docteur Lou", words: "Quand le bouleau fleurit…" },
    ...{ proposals: [{ watched: "pollen_betula", up: 3 }], isOpen: true },
  });
  await ask("POST", `/api/v1/admin/people/${ada.id}/roles`, {
    ...{ role: "mediator", scope: { kind: "platform" } },
  });
  const helped = await ask<{ id: string }>("POST", "/api/v1/people", {
    ...{ name: "Lou", terms: "2026-11" },
    mandate: { until: new Date(Date.now() + 30 * 86_400_000).toISOString() },
  });
  const box = await subject.connect("edge-brouillon");
  await box.publishAsync("dcz/1/brouillon/readings", '{"boot":', { qos: 1 });
  await box.endAsync();
  const first = async (path: string, name: string): Promise<string> => {
    const find = async () =>
      (await ask<{ [list: string]: { id: string }[] }>("GET", path))[name]?.[0]?.id;
    await expect.poll(find, { timeout: 30_000 }).toBeDefined();
    return String(await find());
  };
  return {
    ...{
      station: STATION,
      counted: "pollens",
      own: OWN,
      practice: "docteur-lou",
      commune: "fr-commune-00001",
      group,
      organisation,
    },
    ...{ person: ada.id, helped: helped.id },
    mail: await first("/api/v1/admin/outbox", "messages"),
    message: await first("/api/v1/quarantine", "messages"),
    list: await first("/api/v1/admin/territories/imports", "imports"),
  };
};

/** Pages that answer with a failure on purpose: a link that is used up, a day without a bulletin, a page that is not there. */
const failing = new Set(["/sign-in/link", "/bulletin/:code/:day", "/*"]);

/** Each page of the list of routes, whoever may see it: one that is added is examined, or this fails. */
export const everyRouteJourneys = (site: () => StationSite): void => {
  testWith(
    [browserNeed],
    "axe finds nothing on any page that there is, in both languages and both colour schemes",
    async () => {
      const { browser, site: address } = site();
      expect(notInStep()).toEqual([]);
      const ada = await site().administrator();
      const known = await furnish(site(), ada);
      const storageState = signedIn(ada.browser.cookies, address);
      const right: string[] = [];
      const wrong: string[] = [];
      for (const pattern of pagePatterns)
        for (const one of addressesOf(pattern)) {
          if (typeof one === "function") {
            (failing.has(pattern) ? wrong : right).push(one(known));
            continue;
          }
          const journey = await readFile(join(root, one.journey), "utf8");
          expect(journey, pattern).toMatch(/await examine\(/);
        }
      expect(right.length).toBeGreaterThan(80);
      await examine(browser, address, right, { storageState }, [200]);
      await examine(browser, address, wrong, { storageState }, [404, 410]);
    },
    600_000,
  );
};
