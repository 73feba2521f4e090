import { access, constants, readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Facts, SerialDevice, WantedDevice } from "./facts.ts";
import { hear } from "./hear.ts";

const BY_ID = "/dev/serial/by-id";
/** USB adapters, the Raspberry Pi's own port and its alias. Not ttyS*: Linux lists many that do not exist. */
const nameOfDevice = /^(ttyUSB|ttyACM|ttyAMA|serial)\d+$/;

const mayOpen = (path: string): Promise<boolean> =>
  access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );

const groupOf = async (path: string): Promise<string | undefined> => {
  const file = await stat(path).catch(() => undefined);
  const groups = await readFile("/etc/group", "utf8").catch(() => "");
  const line = groups.split("\n").find((row) => row.split(":")[2] === String(file?.gid));
  return line?.split(":")[0];
};

const withGroup = async (path: string): Promise<{ allowed: boolean; group?: string }> => {
  const group = await groupOf(path);
  return { allowed: await mayOpen(path), ...(group === undefined ? {} : { group }) };
};

/** What `serialport` knows of each device; nothing where udevadm, which it needs, is missing. */
const knownMakers = async (): Promise<Map<string, string>> => {
  const { SerialPort } = await import("serialport");
  const list = await SerialPort.list().catch(() => []);
  return new Map(
    list.flatMap(({ path, manufacturer }) => (manufacturer ? [[path, manufacturer]] : [])),
  );
};

const findDevices = async (): Promise<SerialDevice[]> => {
  const names = (await readdir("/dev").catch(() => [])).filter((name) => nameOfDevice.test(name));
  const links = await readdir(BY_ID).catch(() => []);
  const byId = new Map(
    await Promise.all(
      links.map(async (link) => {
        const path = join(BY_ID, link);
        return [await realpath(path).catch(() => path), path] as const;
      }),
    ),
  );
  const makers = await knownMakers();
  return Promise.all(
    names.toSorted().map(async (name) => {
      const path = join("/dev", name);
      const id = byId.get(path);
      const maker = makers.get(path);
      return {
        path,
        ...(id === undefined ? {} : { byId: id }),
        ...(maker === undefined ? {} : { maker }),
        ...(await withGroup(path)),
      };
    }),
  );
};

/** The terminals on which the kernel was told to have its console (kernel-parameters, console=). */
const consoles = async (): Promise<string[]> => {
  const words = await readFile("/proc/cmdline", "utf8").catch(() => "");
  return [...words.matchAll(/\bconsole=([a-zA-Z]+\d+)/g)].map((match) => match[1] ?? "");
};

/** Devices of the network are asked only when somebody listens: there is nothing else to look at. */
const isDevice = (path: string): boolean => /^https?:/i.test(path);

const listenTo = async (wanted: WantedDevice, listenMs: number): Promise<WantedDevice> => {
  const isOpen = wanted.exists && wanted.allowed && !wanted.console;
  const heard = isOpen && listenMs > 0 ? await hear(wanted, listenMs) : undefined;
  return heard === undefined ? wanted : { ...wanted, heard };
};

export const lookAtSerial = async (sensors: string, listenMs: number): Promise<Facts["serial"]> => {
  const settings = sensors.split(",").map((text) => {
    const at = text.indexOf("@");
    return { model: text.slice(0, at).trim(), path: text.slice(at + 1).trim() };
  });
  const used = await consoles();
  const consolePaths = await Promise.all(
    used.map((name) => realpath(join("/dev", name)).catch(() => join("/dev", name))),
  );
  const wanted = settings
    .filter(({ path }) => path.startsWith("/"))
    .map(async ({ model, path }): Promise<WantedDevice> => {
      // "/dev/i2c-1:0x77" is an address on a bus.
      const device = path.replace(/:0x[0-9a-f]+$/i, "");
      const real = await realpath(device).catch(() => undefined);
      return {
        model,
        path,
        exists: real !== undefined,
        console: real !== undefined && consolePaths.some((one) => basename(one) === basename(real)),
        ...(await withGroup(device)),
      };
    });
  const devices = settings
    .filter(({ path }) => isDevice(path) && listenMs > 0)
    .map(({ model, path }) => ({ model, path, exists: true, allowed: true, console: false }));
  const all = [...(await Promise.all(wanted)), ...devices];
  return {
    devices: await findDevices(),
    wanted: await Promise.all(all.map((one) => listenTo(one, listenMs))),
    replays: settings.some(({ path }) => path === "replay"),
  };
};
