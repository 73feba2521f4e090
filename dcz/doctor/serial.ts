import { access, constants, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { identify } from "../../edge/src/discovery/identify.ts";
import {
  consolesOf,
  isHeldByOther,
  isPlainAdapter,
  listSerialDevices,
} from "../../edge/src/ports/serial-devices.ts";
import type { Facts, SerialDevice, WantedDevice } from "./facts.ts";
import { hear } from "./hear.ts";

const BY_ID = "/dev/serial/by-id";
/** The kernel's tree (1-Wire) is read, a device is written to as well. */
const mayOpen = (path: string): Promise<boolean> =>
  access(path, path.startsWith("/sys/") ? constants.R_OK : constants.R_OK | constants.W_OK).then(
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

const findDevices = async (): Promise<SerialDevice[]> => {
  const links = await readdir(BY_ID).catch(() => []);
  const byId = new Map(
    await Promise.all(
      links.map(async (link) => {
        const path = join(BY_ID, link);
        return [await realpath(path).catch(() => path), path] as const;
      }),
    ),
  );
  return Promise.all(
    (await listSerialDevices()).map(async ({ path, usb }) => {
      const id = byId.get(path);
      return {
        path,
        ...(id === undefined ? {} : { byId: id }),
        ...(usb?.maker === undefined ? {} : { maker: usb.maker }),
        ...(await withGroup(path)),
      };
    }),
  );
};

/** Microphones and devices of the network are asked only when somebody listens: there is nothing else to look at. */
const isDevice = (path: string): boolean => /^(https?|alsa|firmata):/i.test(path);

const listenTo = async (wanted: WantedDevice, listenMs: number): Promise<WantedDevice> => {
  const isOpen = wanted.exists && wanted.allowed && !wanted.console;
  const heard = isOpen && listenMs > 0 ? await hear(wanted, listenMs) : undefined;
  return heard === undefined ? wanted : { ...wanted, heard };
};

/** What is found on the ports that the settings leave open: the sensor, or that there is none that is known. */
const lookForSensors = async (
  open: readonly { readonly model: string; readonly path: string }[],
  known: readonly WantedDevice[],
  listenMs: number,
): Promise<WantedDevice[]> => {
  if (open.length === 0 || listenMs === 0) return [];
  const named = open.flatMap(({ path }) => (path.startsWith("/") ? [path] : []));
  const isAnywhere = named.length < open.length;
  const devices = (await listSerialDevices()).filter(
    ({ path, usb, isConsole }) =>
      !isConsole &&
      !known.some((one) => one.path === path) &&
      (named.includes(path) || (isAnywhere && usb !== undefined)),
  );
  const { openSerialPort } = await import("../../edge/src/ports/serial.ts");
  return Promise.all(
    devices.map(async (device): Promise<WantedDevice> => {
      const { path } = device;
      const seen = { path, exists: true, console: false, ...(await withGroup(path)) };
      if (!seen.allowed) return { ...seen, model: "auto" };
      if (await isHeldByOther(path)) return { ...seen, model: "auto", unknown: "busy" };
      const found = await identify({
        open: (baudRate) =>
          openSerialPort({ path, baudRate, now: () => performance.now(), random: Math.random }),
        mayAsk: named.includes(path) || isPlainAdapter(device),
        listenMs,
        signal: new AbortController().signal,
      });
      if (found.kind === "found")
        return listenTo({ ...seen, model: found.model.sensor.model }, listenMs);
      return { ...seen, model: "auto", unknown: found.kind === "closed" ? "busy" : found.kind };
    }),
  );
};

export const lookAtSerial = async (sensors: string, listenMs: number): Promise<Facts["serial"]> => {
  const settings = sensors.split(",").map((text) => {
    const [model = "", path = ""] = text.trim() === "auto" ? ["auto"] : text.split(/@(.*)/s);
    return { model: model.trim(), path: path.trim() };
  });
  const consoles = await consolesOf();
  const wanted = settings
    .filter(({ model, path }) => path.startsWith("/") && model !== "auto")
    .map(async ({ model, path }): Promise<WantedDevice> => {
      // "/dev/i2c-1:0x77" is an address on a bus.
      const device = path.replace(/:0x[0-9a-f]+$/i, "");
      const real = await realpath(device).catch(() => undefined);
      return {
        model,
        path,
        exists: real !== undefined,
        console: real !== undefined && consoles.has(real),
        ...(await withGroup(device)),
      };
    });
  const devices = settings
    .filter(({ path }) => isDevice(path) && listenMs > 0)
    .map(({ model, path }) => ({ model, path, exists: true, allowed: true, console: false }));
  const all = [...(await Promise.all(wanted)), ...devices];
  const open = settings.filter(({ model, path }) => model === "auto" || path === "auto");
  const looked = await lookForSensors(open, all, listenMs);
  return {
    devices: await findDevices(),
    wanted: [...(await Promise.all(all.map((one) => listenTo(one, listenMs)))), ...looked],
    replays: settings.some(({ path }) => path === "replay"),
  };
};
