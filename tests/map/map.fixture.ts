import { openPlacesSite, type PlacesSite } from "../places-site.fixture.ts";

const HOUR = 3_600_000;

const stations = [
  { name: "ecole", lat: 45.07, lon: -5.12, pm2_5: 4, laeq: 52 },
  { name: "ecole-cour", lat: 45.07, lon: -5.12, pm2_5: 6 },
  { name: "mairie", lat: 45.07, lon: -4.9, pm2_5: 30 },
  { name: "plage", lat: 45.22, lon: -5.1, pm2_5: 12 },
  { name: "salon", lat: 45.1, lon: -5, pm2_5: 2, isIndoor: true },
] as const;

/** `settings`: of the pages' process. */
export const openMap = async (
  settings: { readonly [name: string]: string } = {},
): Promise<PlacesSite> => {
  const site = await openPlacesSite(settings);
  const { subject } = site;
  const hour = Math.floor(Date.now() / HOUR) * HOUR;
  let seq = 1_000;
  /** Each of the last 72 hours; until a day ago the air was clean everywhere. */
  const send = async (name: string, value: number, others: object, flags: readonly string[]) => {
    const client = await subject.connect(`edge-${name}`);
    seq += 1;
    const readings = Array.from({ length: 72 }, (_, index) => ({
      at: hour - (72 - index - 0.5) * HOUR,
      values: { pm2_5: index < 48 ? 3 : value, ...others },
      ...{ sensor: "sds011", flags },
    }));
    await client.publishAsync(
      `dcz/1/${name}/readings`,
      JSON.stringify({ ...{ boot: "abcdefgh", seq, clock: "ntp" }, readings }),
      { qos: 1 },
    );
    await client.endAsync();
  };
  const jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  for (const { name, lat, lon, pm2_5, ...more } of stations) {
    await subject.hosted(name, jeanne, pm2_5);
    await subject.share(jeanne, name, "public");
    const since = new Date(Date.now() - 96 * HOUR).toISOString();
    const exposure = "isIndoor" in more ? "indoor" : "outdoor";
    await subject.place(jeanne, name, { ...{ lat, lon, since }, exposure });
    await send(name, pm2_5, "laeq" in more ? { laeq: more.laeq } : {}, []);
  }
  await send("maquette", 60, {}, ["simulated"]);
  return site;
};
