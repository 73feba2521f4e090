import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openIdentity as openStation } from "../../edge/src/identity.ts";
import { openIdentity as openGateway } from "../../gateway/src/store/identity.ts";
import { devicesIn } from "../../start/identities.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { secretCommand } from "./command.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "dcz-secret-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const secret = async (words: readonly string[], LANG = "en_GB.UTF-8") => {
  const { terminal, outcome } = captureTerminal({ LANG });
  const machine = async () => ({ dataDir, devicesIn });
  await secretCommand(terminal, machine).parseAsync(words, { from: "user" });
  return outcome();
};
const station = (chosen?: string) => openStation(join(dataDir, "edge"), [], chosen);

test("names, labels and proofs are shown, and no secret", async () => {
  const drawn = station();
  const chosen = station("atelier");
  const gateway = openGateway(join(dataDir, "gateway"), []);
  for (const words of [["show"], ["show", "--json"]]) {
    const { stdout, code } = await secret(words);
    expect(code).toBe(0);
    for (const { name } of [drawn, chosen, gateway]) expect(stdout).toContain(name);
    expect(stdout).toContain(drawn.label.word);
    for (const identity of [drawn, chosen, gateway]) expect(stdout).not.toContain(identity.secret);
  }
  const { devices } = JSON.parse((await secret(["show", "--json"])).stdout);
  expect(devices).toHaveLength(3);
  expect((await secret(["show"], "fr_FR.UTF-8")).stdout).toContain("empreinte du secret");
});

test("a secret is renewed once, in a file that only its owner reads", async () => {
  const { name, secret: before } = station();
  const renewed = await secret(["renew"]);
  expect(renewed).toMatchObject({ code: 0, stderr: "" });
  expect(renewed.stdout).toContain(`${name} has a new secret`);
  const now = station();
  expect(now).toMatchObject({ name, before });
  expect(renewed.stdout).not.toContain(now.secret);
  const path = join(dataDir, "edge", "identity.json");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path, "utf8");
  expect((await secret(["renew", name])).stdout).toContain("already has a new secret");
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("whoever owned the file of a secret owns it still, also when the superuser renews it", async () => {
  const { name } = station();
  const { name: gateway } = openGateway(join(dataDir, "gateway"), []);
  const files = ["edge", "gateway"].map((folder) => join(dataDir, folder, "identity.json"));
  const { uid, gid } = statSync(dataDir);
  // Of another account where this is the superuser: only they may give files away.
  const owner = uid === 0 ? { uid: 65534, gid: 65534 } : { uid, gid };
  for (const path of files) chownSync(path, owner.uid, owner.gid);
  for (const each of [name, gateway])
    expect(await secret(["renew", each])).toMatchObject({ code: 0 });
  for (const path of files) {
    expect(JSON.parse(readFileSync(path, "utf8"))).toHaveProperty("before");
    expect(statSync(path)).toMatchObject(owner);
  }
});

test("of several devices one is named, and none is found where none is", async () => {
  expect(await secret(["renew"])).toMatchObject({ code: 2 });
  expect((await secret(["show", "--data-dir", "/nowhere"])).stderr).toContain("/nowhere");
  station("atelier");
  openGateway(join(dataDir, "gateway"), []);
  const which = await secret(["renew"]);
  expect(which).toMatchObject({ code: 2 });
  expect(which.stderr).toContain("atelier");
  expect((await secret(["renew", "autre"])).stderr).toContain('"autre" is not here');
  expect(await secret(["renew", "atelier"])).toMatchObject({ code: 0 });
  expect(station("atelier")).toHaveProperty("before");
});

test("a box is replaced by another, from its copy or its card, and by nothing else", async () => {
  const file = join(dataDir, "box.json");
  const serial = (text: string) => {
    const path = join(dataDir, `serial-${text}`);
    writeFileSync(path, text);
    return [path];
  };
  const broken = openStation(join(dataDir, "edge"), serial("old"));
  const chosen = openStation(join(dataDir, "edge"), serial("old"), "atelier");
  const gateway = openGateway(join(dataDir, "gateway"), serial("old"));
  // Flows of the house go along; what else lies in their folder does not.
  const flows = join(dataDir, "gateway", "flows");
  mkdirSync(flows);
  writeFileSync(join(flows, "flows.json"), '[{"id":"a"}]');
  writeFileSync(join(flows, "credentials.key"), "c0ffee");
  writeFileSync(join(flows, "host.json"), "{}");
  const copied = await secret(["copy", file]);
  expect(copied).toMatchObject({ code: 0, stderr: "" });
  for (const { name, secret: key } of [broken, chosen, gateway]) {
    expect(copied.stdout).toContain(name);
    expect(copied.stdout).not.toContain(key);
  }
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = await secret(["copy", file]);
  expect(again).toMatchObject({ code: 2, stdout: "" });

  for (const [place, from] of [
    ["second", file],
    ["third", dataDir],
  ] as const) {
    const other = join(dataDir, place);
    const drawn = openStation(join(other, "edge"), []);
    const taken = await secret(["take", from, "--data-dir", other]);
    expect(taken).toMatchObject({ code: 0, stderr: "" });
    expect(taken.stdout).toContain(broken.name);
    // On this board the name stays: it is no copied card.
    const { changed, ...now } = openStation(join(other, "edge"));
    expect(changed).toBeUndefined();
    expect(now).toMatchObject({ name: broken.name, secret: broken.secret, label: broken.label });
    // What waits under the name that it had drawn is still sent.
    expect(now.earlier).toEqual([{ name: drawn.name, secret: drawn.secret }]);
    expect(openStation(join(other, "edge"), undefined, "atelier").secret).toBe(chosen.secret);
    expect(openGateway(join(other, "gateway"))).toMatchObject({ secret: gateway.secret });
    const moved = join(other, "gateway", "flows");
    expect(readdirSync(moved).sort()).toEqual(["credentials.key", "flows.json"]);
    expect(readFileSync(join(moved, "flows.json"), "utf8")).toBe('[{"id":"a"}]');
    const path = join(other, "edge", "identity.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
});

test.each([
  ["no JSON", "{"],
  ["another document", '{"datacityzen":"backup","devices":[]}'],
  [
    "a path for a file",
    '{"datacityzen":"box","devices":[{"kind":"station","file":"../identity.json"}]}',
  ],
])("what is no copy of a box is refused: %s", async (_what, text) => {
  const file = join(dataDir, "box.json");
  writeFileSync(file, text);
  const { code, stderr } = await secret(["take", file]);
  expect(code).toBe(2);
  expect(stderr).toContain("does not hold the names of a box");
  expect((await secret(["take", join(dataDir, "absent")])).code).toBe(2);
});
