import type { Context } from "./attack.ts";
import { oneReading, topic } from "./payloads.ts";
import { peopleOf } from "./people.ts";
import { connectRaw, publishAll } from "./raw-mqtt.ts";
import type { Known } from "./schema-values.ts";
import type { Site } from "./site.ts";

const HOUR_MS = 3_600_000;

const open = async ({ site }: Pick<Context, "site">): Promise<Known> => {
  const { administrator, nobody, prepareBoxes, organisation, signUp } = await peopleOf(site);
  await signUp("Victim");
  const people = await administrator.ask("GET", "/api/v1/admin/people?search=Victim");
  const [victim] = (people.body.people ?? []) as { id: string }[];
  const [box] = await prepareBoxes(1);
  const client = await connectRaw(site.cloud.mqttPort, `edge-${box?.station}`, {
    username: box?.station ?? "",
    password: Buffer.from(box?.secret ?? ""),
  });
  await publishAll(client, [[topic(box?.station ?? ""), oneReading(0)]], { ms: 5000 });
  client.close();
  await administrator.ask("POST", "/api/v1/stations/claims", { code: box?.code });
  await nobody.ask("POST", "/api/v1/alerts", {
    ...{ address: "routes@example.org", language: "fr" },
    conditions: [{ watched: "pm2_5:hour", up: 25, place: { lat: 44.84, lon: -0.58, name: "a" } }],
  });
  const outbox = await administrator.ask("GET", "/api/v1/admin/outbox");
  const mails = (outbox.body.messages ?? []) as { id: string; recipient: string }[];
  const mail = mails.find(({ recipient }) => recipient === "r***@example.org");
  const shown = await administrator.ask("POST", `/api/v1/admin/outbox/${mail?.id}/reveal`);
  const token = /token=([\w-]+)/.exec(shown.text)?.[1];
  const confirmed = await nobody.ask("POST", "/api/v1/alerts/confirm", { token });
  const club = await organisation();
  const values = new Map<string, unknown>(
    Object.entries({
      ...{ station: box?.station, stations: box?.station, ids: box?.station, slug: "club" },
      ...{ person: victim?.id, key: confirmed.body.key, quantity: "pm2_5", every: "PT1H" },
      ...{ from: new Date(Date.now() - HOUR_MS).toISOString(), zone: "Europe/Paris" },
      ...{ until: new Date(Date.now() + HOUR_MS).toISOString(), at: new Date().toISOString() },
      ...{ day: new Date().toISOString().slice(0, 10), near: "44.84,-0.58", radius: 10 },
      ...{ bbox: "-1,44,1,45", language: "fr", email: "routes@example.org", lat: 44, lon: -1 },
      ...{ address: "routes@example.org", ground: "#ffffff", ink: "#000000", sensor: "attack" },
      "/api/v1/organisations/": club,
      "/api/v1/stations/": box?.station,
      "/api/v1/admin/people/": victim?.id,
      "/api/v1/admin/outbox/": mail?.id,
    }).filter(([, value]) => value !== undefined),
  );
  return (name) => values.get(name);
};

const knownBySite = new WeakMap<Site, Promise<Known>>();

/** A station, an organisation, somebody, alerts: what is really there, so that questions get past the door. Made once. */
export const knownOf = (context: Pick<Context, "site">): Promise<Known> => {
  const known = knownBySite.get(context.site) ?? open(context);
  knownBySite.set(context.site, known);
  return known;
};
