import { access, constants, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Where the kernel shows devices and processes; a test gives folders of its own. */
export interface DeviceTrees {
  readonly dev: string;
  readonly sys: string;
  readonly proc: string;
}

export const thisMachinesTrees: DeviceTrees = { dev: "/dev", sys: "/sys", proc: "/proc" };

export interface UsbIdentity {
  /** Four hexadecimal digits each. */
  readonly vendor: string;
  readonly product: string;
  /** Cheap adapters have none. */
  readonly serial?: string;
  readonly maker?: string;
  /** Which socket it is in, such as "1-1.2". */
  readonly socket: string;
}

export interface SerialDevice {
  /** Such as "/dev/ttyUSB0". */
  readonly path: string;
  /** Undefined for a port of the board itself, or where the kernel does not tell. */
  readonly usb?: UsbIdentity;
  /** The kernel writes its messages there, or a login waits. */
  readonly isConsole: boolean;
  readonly isAllowed: boolean;
}

/** USB adapters, the Raspberry Pi's own port and its alias. Not ttyS*: Linux lists many that do not exist. */
const nameOfDevice = /^(ttyUSB|ttyACM|ttyAMA|serial)\d+$/;

const read = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );

/** The USB device of a port: the kernel's folder of the port, or one above it, has its numbers. */
const usbOf = async (name: string, { sys }: DeviceTrees): Promise<UsbIdentity | undefined> => {
  let folder = await realpath(join(sys, "class", "tty", name, "device")).catch(() => undefined);
  for (let level = 0; folder !== undefined && level < 4; level++) {
    const vendor = await read(join(folder, "idVendor"));
    const product = await read(join(folder, "idProduct"));
    if (vendor !== undefined && product !== undefined) {
      const serial = await read(join(folder, "serial"));
      const maker = await read(join(folder, "manufacturer"));
      return {
        vendor: vendor.toLowerCase(),
        product: product.toLowerCase(),
        ...(serial ? { serial } : {}),
        ...(maker ? { maker } : {}),
        socket: basename(folder),
      };
    }
    folder = dirname(folder);
  }
  return undefined;
};

/** The terminals that the kernel was told to write to (kernel-parameters, console=) or writes to now. */
export const consolesOf = async ({
  dev,
  sys,
  proc,
}: DeviceTrees = thisMachinesTrees): Promise<ReadonlySet<string>> => {
  const words = (await read(join(proc, "cmdline"))) ?? "";
  const active = (await read(join(sys, "class", "tty", "console", "active"))) ?? "";
  const told = [...words.matchAll(/\bconsole=([a-zA-Z]+\d+)/g)].map((match) => match[1] ?? "");
  const names = [...told, ...active.split(/\s+/)].filter((name) => name !== "");
  const paths = await Promise.all(
    names.map((name) => realpath(join(dev, name)).catch(() => join(dev, name))),
  );
  return new Set(paths);
};

/** The serial ports that are there now. It opens none: an Arduino starts anew when its port is opened. */
export const listSerialDevices = async (
  trees: DeviceTrees = thisMachinesTrees,
): Promise<SerialDevice[]> => {
  const names = (await readdir(trees.dev).catch(() => [])).filter((name) =>
    nameOfDevice.test(name),
  );
  const consoles = await consolesOf(trees);
  return Promise.all(
    names.toSorted().map(async (name): Promise<SerialDevice> => {
      const path = join(trees.dev, name);
      const real = await realpath(path).catch(() => path);
      const usb = await usbOf(name, trees);
      const isAllowed = await access(path, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      );
      const isConsole = consoles.has(path) || consoles.has(real);
      return { path, ...(usb === undefined ? {} : { usb }), isConsole, isAllowed };
    }),
  );
};

/** Whether another process has the port open; of other people's processes the kernel does not tell. */
export const isHeldByOther = async (
  path: string,
  { proc }: DeviceTrees = thisMachinesTrees,
): Promise<boolean> => {
  const real = await realpath(path).catch(() => path);
  const pids = (await readdir(proc).catch(() => [])).filter(
    (name) => /^\d+$/.test(name) && name !== String(process.pid),
  );
  for (const pid of pids) {
    const files = await readdir(join(proc, pid, "fd")).catch(() => []);
    for (const file of files)
      if ((await readlink(join(proc, pid, "fd", file)).catch(() => "")) === real) return true;
  }
  return false;
};

/**
 * USB to serial chips of plain adapters, behind which a sensor may be asked: what is sent reaches the sensor
 * alone. https://usb-ids.gowdy.us (CH340, CP210x, FT232, FT-X, PL2303).
 */
const adapters = [
  "1a86:7523",
  "1a86:5523",
  "10c4:ea60",
  "0403:6001",
  "0403:6015",
  "067b:2303",
  "067b:23a3",
];

export const isPlainAdapter = ({ usb }: SerialDevice): boolean =>
  usb !== undefined && adapters.includes(`${usb.vendor}:${usb.product}`);

/** Names an adapter for ever: by its own number or, where it has none, by the socket that it is in. */
export const adapterKey = ({ path, usb }: SerialDevice): string => {
  if (usb === undefined) return path;
  const { vendor, product, serial, socket } = usb;
  return `${vendor}:${product}${serial === undefined ? `@${socket}` : `:${serial}`}`;
};
