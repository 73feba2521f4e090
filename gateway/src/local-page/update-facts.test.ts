import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FailedUpdate } from "@datacityzen/hardware/wire/status";
import { expect, test } from "vitest";
import { temporaryFolder } from "../folder.fixture.ts";
import { forgetFailedUpdate, noteFailedUpdate, readFailedUpdate } from "../store/failed-update.ts";
import { renderPage } from "./page.ts";
import { noon, quiet } from "./view.fixture.ts";

const failed: FailedUpdate = {
  ...{ version: "0.2.0", runs: "0.1.9", why: "not_acknowledged" },
  at: noon - 2 * 3_600_000,
};
const page = (failedUpdate: FailedUpdate | undefined, language: "fr" | "en") =>
  renderPage({ ...quiet, failedUpdate }, { language, broker: "mqtt://box:1884" });

test("a version that was not kept is told with its reason and its age, in both languages", () => {
  expect(page(undefined, "en")).not.toContain("was tried");
  expect(page(failed, "en")).toContain(
    "Version 0.2.0 was tried 2 hours ago and not kept: the platform acknowledged no reading. Version 0.1.9 runs again",
  );
  expect(page(failed, "fr")).toContain(
    "La version 0.2.0 a été essayée il y a 2\u00a0heures et n’a pas été gardée\u00a0: la plateforme n’a acquitté aucune mesure.",
  );
  for (const why of FailedUpdate.shape.why.options)
    expect(page({ ...failed, why }, "fr")).not.toContain("undefined");
  // A clock that was set back, and a version that is no version.
  const strange = page({ ...failed, version: "<b>", at: noon + 1e9 }, "en");
  expect(strange).not.toContain("<b>");
  expect(strange).toMatch(/Version &\S+;b&\S+; was tried 0 seconds ago/);
});

test("the updater's note is read until a version is kept; one that is damaged keeps nothing from running", () => {
  const folder = join(temporaryFolder(), "gateway");
  mkdirSync(folder);
  expect(readFailedUpdate(folder)).toBeUndefined();
  noteFailedUpdate(folder, failed);
  expect(readFailedUpdate(folder)).toEqual(failed);
  for (const text of [
    "",
    "{",
    "null",
    '{"version":1}',
    JSON.stringify({ ...failed, why: "new" }),
  ]) {
    writeFileSync(join(folder, "failed-update.json"), text);
    expect(readFailedUpdate(folder)).toBeUndefined();
  }
  forgetFailedUpdate(folder);
  forgetFailedUpdate(folder);
  expect(readFailedUpdate(folder)).toBeUndefined();
});
