import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openPseudoTerminal, type PseudoTerminal } from "../ports/pseudo-terminal.ts";
import type { DeviceTrees } from "../ports/serial-devices.ts";

export interface Adapter {
  /** Such as "1a86:7523"; a port of the board itself has none. */
  readonly usb?: string;
  readonly serial?: string;
  /** Such as "1-1.2". */
  readonly socket?: string;
}

/** What a sensor does behind its adapter. */
export interface Behaviour {
  /** What it says by itself, ten times a second. */
  readonly says?: Uint8Array;
  /** What it answers to bytes. */
  readonly answers?: (question: Uint8Array) => Uint8Array | undefined;
}

export const ch340 = "1a86:7523";
export const arduino = "2341:0043";

/** A machine whose folders of devices a test fills; its ports are pseudo terminals. */
export const fakeMachine = () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-machine-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const trees: DeviceTrees = {
    dev: join(folder, "dev"),
    sys: join(folder, "sys"),
    proc: join(folder, "proc"),
  };
  for (const made of [trees.dev, join(trees.sys, "class", "tty"), trees.proc])
    mkdirSync(made, { recursive: true });
  writeFileSync(join(trees.proc, "cmdline"), "console=ttyAMA0,115200 root=/dev/mmcblk0p2\n");

  const plug = async (name: string, adapter: Adapter, { says, answers }: Behaviour = {}) => {
    const heard: Buffer[] = [];
    let terminal: PseudoTerminal | undefined;
    const opened = await openPseudoTerminal((question) => {
      heard.push(Buffer.from(question));
      const answer = answers?.(question);
      if (answer !== undefined) terminal?.write(answer);
    });
    if (!opened.ok) throw new Error(opened.reason);
    terminal = opened.terminal;
    const { usb, serial, socket = "1-1" } = adapter;
    if (usb !== undefined) {
      const device = join(trees.sys, "devices", socket);
      const port = join(device, `${socket}:1.0`, name);
      mkdirSync(port, { recursive: true });
      const [vendor = "", product = ""] = usb.split(":");
      writeFileSync(join(device, "idVendor"), `${vendor}\n`);
      writeFileSync(join(device, "idProduct"), `${product}\n`);
      rmSync(join(device, "serial"), { force: true });
      if (serial !== undefined) writeFileSync(join(device, "serial"), `${serial}\n`);
      mkdirSync(join(trees.sys, "class", "tty", name), { recursive: true });
      rmSync(join(trees.sys, "class", "tty", name, "device"), { force: true });
      symlinkSync(port, join(trees.sys, "class", "tty", name, "device"));
    }
    const path = join(trees.dev, name);
    symlinkSync(terminal.path, path);
    const speech = setInterval(() => says && terminal?.write(says), 100);
    const unplug = () => {
      clearInterval(speech);
      rmSync(path, { force: true });
      terminal?.unplug();
    };
    onTestFinished(unplug);
    return { path, real: terminal.path, heard: () => Buffer.concat(heard), unplug };
  };

  /** Another program holds the device. */
  const hold = (real: string) => {
    const files = join(trees.proc, "4711", "fd");
    mkdirSync(files, { recursive: true });
    symlinkSync(real, join(files, "3"));
  };
  return { trees, plug, hold };
};
