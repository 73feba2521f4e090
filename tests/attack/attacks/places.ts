import type { Attack, Context } from "../attack.ts";
import { oneReading, topic } from "../payloads.ts";
import { type Box, peopleOf, type Visitor } from "../people.ts";
import { connectRaw, during, publishAll } from "../raw-mqtt.ts";

/** What one station's list of places may have, however often its host says that it has moved. */
const LONGEST_LIST = 256 * 1024;

interface Place {
  readonly since: string;
  readonly until?: string;
  readonly lat: number;
  readonly lon: number;
}

const degrees = (value: number): string => value.toFixed(7);

/** No JSON that a browser would send: `JSON.stringify` would mend it. */
const placeOf = (lat: string, lon: string, more = ""): string =>
  `{"lat":${lat},"lon":${lon},"exposure":"outdoor","exact":true${more}}`;

const wrongNumbers = [
  "NaN",
  "Infinity",
  "-Infinity",
  "1e999",
  "-1e999",
  '"44.8"',
  "null",
  "[]",
  "{}",
  "true",
  "180.0000001",
  "-180.1",
  "1e17",
  "0x1p4",
  "44,8",
];

/** A place for the station, from which others then ask for what is near. */
const rightPoints = [
  [90, 0],
  [-90, 0],
  [90, 180],
  [-90, -180],
  [0, 180],
  [0, -180],
  [-0, -0],
  [5e-324, -5e-324],
  [89.999_999_9, 179.999_999_9],
  [-89.999_999_9, -179.999_999_9],
] as const;

const wrongQuestions = [
  "near=NaN,0",
  "near=Infinity,0",
  "near=1e9,0",
  "near=91,0",
  "near=0,180.1",
  "near=0,0,0",
  "near=,",
  "near=%00,0",
  "near=٤٤,٠",
  "near=0,0&radius=NaN",
  "near=0,0&radius=-1",
  "near=0,0&radius=1e300",
  "near=0,0&near=1,1",
  "radius=10",
  "bbox=0,0,0",
  "bbox=0,1,0,0",
  "bbox=NaN,0,1,1",
  "bbox=-181,0,1,1",
  `bbox=${"1,".repeat(10_000)}1`,
  "near=0,0&cursor=999999999~x",
  "near=0,0&cursor=-1~x",
  "near=0,0&cursor=NaN~x",
  `near=${"9".repeat(6000)},0`,
  `near=0.${"0".repeat(6000)},0`,
];

const isFinitePoint = ({ lat, lon }: Place): boolean => Math.abs(lat) <= 90 && Math.abs(lon) <= 180;

const publishOnce = async ({ site }: Context, { station, secret }: Box): Promise<void> => {
  const client = await connectRaw(site.cloud.mqttPort, `edge-${station}`, {
    username: station,
    password: Buffer.from(secret),
  });
  await publishAll(client, [[topic(station), oneReading(0)]], { ms: 5000 });
  client.close();
};

/** From the north pole to the south, and around: the numbers are right, and stay numbers. */
const askAroundTheEarth = async (
  { random, fault }: Context,
  host: Visitor,
  station: string,
): Promise<void> => {
  const boxes = ["170,-90,-170,90", "-180,-90,180,90", "180,0,-180,0", "0,90,0,90"];
  const drawn = Array.from({ length: 20 }, () => [random() * 180 - 90, random() * 360 - 180]);
  for (const [lat = 0, lon = 0] of [...rightPoints, ...drawn]) {
    const { status } = await host.ask(
      "POST",
      `/api/v1/stations/${station}/places`,
      placeOf(degrees(lat), degrees(lon)),
    );
    if (status !== 201) fault(`the point ${lat} ${lon} is answered ${status}`);
    const near = await host.ask(
      "GET",
      `/api/v1/stations?near=${degrees(lat)},${degrees(lon)}&radius=10`,
    );
    const found = (near.body.stations ?? []) as { id: string; distance: number }[];
    const own = found.find(({ id }) => id === station);
    if (own === undefined || !(own.distance <= 10))
      fault(`a station at ${lat} ${lon} is not found there: ${own?.distance}`);
  }
  for (const box of boxes) {
    const { status, text } = await host.ask("GET", `/api/v1/stations?bbox=${box}`);
    if (status !== 200 || /NaN|Infinity/.test(text)) fault(`bbox=${box} is answered ${status}`);
  }
};

/** Places that are none, places at the ends of the Earth, and more moves than a station makes. */
export const hostilePlaces: Attack = {
  name: "hostile-places",
  target: "cloud",
  what: "places with NaN, at the poles and across 180°, sixty moves at once, and moves without end",
  light: true,
  async run(context) {
    const { site, amount, note, fault } = context;
    const people = await peopleOf(site);
    const host = await people.signUp("Mover");
    const [box] = await people.prepareBoxes(1);
    if (box === undefined) return;
    const { station, code } = box;
    await publishOnce(context, box);
    const claimed = await host.ask("POST", "/api/v1/stations/claims", { code });
    if (claimed.status !== 201) return fault(`a box cannot be claimed: ${claimed.text}`);
    const terms = (await host.ask("GET", "/api/v1/station-terms")).body.version;
    await host.ask("PUT", `/api/v1/stations/${station}/share`, {
      ...{ visibility: "public", licence: "CC-BY-4.0", terms },
    });
    const path = `/api/v1/stations/${station}/places`;

    const wrongPlaces = [
      ...wrongNumbers.flatMap((wrong) => [placeOf(wrong, "0"), placeOf("0", wrong)]),
      ...["90.0000001", "-90.1"].map((wrong) => placeOf(wrong, "0")),
    ];
    for (const text of wrongPlaces) {
      const { status } = await host.ask("POST", path, text);
      if (status !== 400) fault(`${text.slice(0, 80)} is answered ${status}`);
    }
    const odd = [
      `,"height":1e999`,
      `,"height":"NaN"`,
      `,"since":"275760-09-13T00:00:00Z"`,
      `,"since":"0000-00-00T00:00:00Z"`,
      `,"since":"+010000-01-01T00:00:00Z"`,
      `,"photo":"00000000-0000-0000-0000-000000000000"`,
      `,"__proto__":{"lat":1}`,
    ];
    for (const more of odd) {
      const { status } = await host.ask("POST", path, placeOf("1", "1", more));
      if (status < 400 || status >= 500) fault(`${more.slice(0, 80)} is answered ${status}`);
    }
    for (const question of wrongQuestions) {
      const { status } = await host.ask("GET", `/api/v1/stations?${question}`);
      if (status < 400 || status >= 500) fault(`${question.slice(0, 60)} is answered ${status}`);
    }
    await askAroundTheEarth(context, host, station);

    const moves = await Promise.all(
      Array.from({ length: 60 }, (_, index) => host.ask("POST", path, placeOf("1", String(index)))),
    );
    const broken = moves.filter(({ status }) => status !== 201 && status !== 409);
    if (broken.length > 0)
      fault(`a move beside others is answered ${broken[0]?.text} (${broken.length} of 60)`);

    const flood = await during(amount(6000), async (round) => {
      await host.ask("POST", path, placeOf("2", String(round % 180)));
    });
    const { text, body } = await people.nobody.ask("GET", path);
    const places = (body.places ?? []) as readonly Place[];
    note(`${flood} moves more; ${places.length} places in ${Math.round(text.length / 1024)} KiB`);
    if (text.length > LONGEST_LIST)
      fault(`one station's places are ${Math.round(text.length / 1024)} KiB of answer`);
    if (!places.every(isFinitePoint)) fault("a place that is told lies nowhere");
    if (places.filter(({ until }) => until === undefined).length !== 1)
      fault("the station is not at exactly one place");
    const inOrder = places.every(
      ({ until }, index) =>
        index === 0 || until === undefined || until <= (places[index - 1]?.since ?? ""),
    );
    if (!inOrder) fault("the station was at two places at a time");
  },
};
