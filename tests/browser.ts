import { type Browser, chromium } from "playwright-core";
import { program } from "./real.ts";

/** Debian's Chromium, as a test or a screenshot needs it. */
export const browserNeed = program("chromium");

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      // As root, in CI, Chromium has no sandbox; it opens no page but ours.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
