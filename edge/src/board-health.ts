import { readdirSync, readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";

/** What a board says of itself beside its sensors. */
export interface BoardHealth {
  /** Free on the disk where it keeps what waits. */
  readonly freeBytes?: number;
  /** Of the radio through which it reaches the network, in dBm. */
  readonly signal?: number;
}

/**
 * The network device of the default route, by the lines of /proc/net/route: name, destination, gateway, flags,
 * references, uses, metric (proc_net(5)). Of several routes the one with the smallest metric is taken.
 */
const deviceOf = (routes: string): string | undefined => {
  const defaults = routes
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination]) => destination === "00000000");
  const [best] = defaults.sort(
    ([, , , , , , one], [, , , , , , other]) => Number(one) - Number(other),
  );
  return best?.[0];
};

/**
 * The level of the signal of one device in dBm, by /proc/net/wireless: "wlan0: 0000 54. -56. -256 …" (status,
 * link, level, noise). Drivers that do not know give −256 or 0, or a level without a unit above 0.
 */
const levelOf = (wireless: string, device: string): number | undefined => {
  const line = wireless.split("\n").find((one) => one.trim().startsWith(`${device}:`));
  const level = Number.parseFloat(line?.trim().split(/\s+/)[3] ?? "");
  return level < 0 && level >= -150 ? level : undefined;
};

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const freeBytesOf = (folder: string): number | undefined => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};

/** What this board says now of the disk that holds `folder` and of its radio; nothing of what it cannot tell. */
export const boardHealth = (folder: string, processFiles = "/proc/net"): BoardHealth => {
  const freeBytes = freeBytesOf(folder);
  const device = deviceOf(read(`${processFiles}/route`));
  const signal =
    device === undefined ? undefined : levelOf(read(`${processFiles}/wireless`), device);
  return {
    ...(freeBytes === undefined ? {} : { freeBytes }),
    ...(signal === undefined ? {} : { signal }),
  };
};

/** What the kernel's driver of a Raspberry Pi's supply calls itself (drivers/hwmon/raspberrypi-hwmon.c). */
const DRIVER = "rpi_volt";
/** "1" while the supply is, or has just been, below 4.63 V. */
const ALARM = "in0_lcrit_alarm";

/** Where the board tells that its supply is too low; undefined for a board that does not. */
const alarmOf = (tree: string): string | undefined => {
  let names: readonly string[] = [];
  try {
    names = readdirSync(tree);
  } catch {
    // A machine without such a tree has nothing to tell.
  }
  const own = names.find((name) => read(join(tree, name, "name")).trim() === DRIVER);
  return own === undefined ? undefined : join(tree, own, ALARM);
};

/** Says whether the board's supply is too low now. `tree`: the kernel's hwmon class. */
export const createPowerWatch = (tree = "/sys/class/hwmon"): (() => boolean) => {
  const alarm = alarmOf(tree);
  return () => alarm !== undefined && read(alarm).trim() === "1";
};
