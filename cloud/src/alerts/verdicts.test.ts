import { afterAll, beforeAll, expect, test } from "vitest";
import {
  elsewhere,
  type Host,
  inTown,
  openPlacesUnderTest,
  type PlacesUnderTest,
  territoriesAreThere,
} from "../places/places.fixture.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { insertReaders, readerRows } from "./readers.fixture.ts";
import { createAlertSecrets } from "./secrets.ts";
import { alertTransition, type verdicts } from "./tables.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const HOUR = 3_600_000;
const secrets = createAlertSecrets(Buffer.alloc(32, 7));
let subject: PlacesUnderTest;
let admin: Host;
let coordinator: Host;
let host: Host;

type Verdict = (typeof verdicts)[number];

/** Readers who were told that a station had crossed a threshold, and what they said of it. */
const said = async (
  station: string,
  up: number,
  all: readonly (Verdict | null)[],
  at = NOW - HOUR,
): Promise<void> => {
  const readers = all.map((_, index) =>
    readerRows(secrets, {
      ...{ address: `${station}-${up}-${index}@example.org`, begin: new Date(NOW - 2 * HOUR) },
      conditions: [{ station, up }],
    }),
  );
  await insertReaders(subject.records.db, readers);
  await subject.records.db.insert(alertTransition).values(
    readers.map(({ conditions: [condition] }, index) => ({
      ...{ id: newIdentifier(), condition: condition?.id ?? "", kind: "raised" as const },
      ...{ at: new Date(at), detected: new Date(at), answered: new Date(at), value: up },
      ...{ counted: [{ station, value: up }], answer: "told" as const, message: newIdentifier() },
      verdict: all[index] ?? null,
    })),
  );
};

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW, "on");
  admin = await subject.firstAdministrator();
  await territoriesAreThere(subject);
  host = await subject.signUp("jeanne@example.org", "Jeanne");
  coordinator = await subject.signUp("carole@example.org", "Carole");
  for (const [name, place] of [
    ["bourg", inTown],
    ["loin", elsewhere],
  ] as const) {
    await subject.hosted(name, host, 8);
    await subject.share(host, name, "public");
    await subject.place(host, name, place);
  }
  const { body } = await subject.get("/api/v1/territories/commune-00001");
  const path = `/api/v1/admin/people/${coordinator.id}/roles`;
  const scope = { kind: "territory", id: (body as { id: string }).id };
  expect((await admin.browser.ask("POST", path, { role: "coordinator", scope })).status).toBe(201);
}, 90_000);
afterAll(() => subject.remove());

test("a coordinator sees in bulk whether messages about the own territory were right, and of few answers nothing", async () => {
  await said("bourg", 25, ["right", "right", "right", "wrong", "unsure", null]);
  await said("bourg", 50, ["wrong", "wrong", "wrong", "wrong"]);
  await said("bourg", 75, Array(9).fill("wrong"), NOW - 91 * 24 * HOUR);
  await said("loin", 25, ["wrong", "wrong", "wrong", "wrong", "wrong", "wrong"]);
  const seen = async ({ browser }: Host) => browser.ask("GET", "/api/v1/alerts/verdicts");
  const town = { watched: "pm2_5:hour", unit: "µg/m³", up: 25 };
  const { status, body } = await seen(coordinator);
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { verdicts: [{ ...town, answers: { right: 3, wrong: 1, unsure: 1 } }] },
  });
  expect((body as { verdicts: unknown[] }).verdicts).toHaveLength(1);
  // Whoever looks after all sees them together.
  expect((await seen(admin)).body).toMatchObject({
    verdicts: [{ ...town, answers: { right: 3, wrong: 7, unsure: 1 } }],
  });
  expect((await seen(host)).status).toBe(403);
  expect((await subject.get("/api/v1/alerts/verdicts")).status).toBe(401);
});
