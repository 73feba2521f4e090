import { readSettings } from "@datacityzen/hardware/settings/settings";
import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { readLink, readState, versionsIn } from "./box.ts";
import { UpdateSettings } from "./settings.ts";
import { updateTexts } from "./texts.ts";

/** `dcz update status`: only looks, also while an update is under way. */
export const statusCommand = (terminal: Terminal): Command => {
  const texts = updateTexts[terminal.language];
  const { out } = terminal;
  return createCommand(terminal, "status")
    .description(texts.status)
    .option("--json", texts.json)
    .action(({ json = false }: { readonly json?: boolean }) => {
      const settings = readSettings(UpdateSettings, terminal.environment);
      if (!settings.ok) return refuse(terminal, settings.sentences.join("\n"));
      const { UPDATE_FOLDER: folder, UPDATE_URL: url } = settings.value;
      const current = readLink(folder, "current");
      if (current === undefined) return refuse(terminal, texts.noFolder(folder));
      const kept = readLink(folder, "kept");
      const versions = versionsIn(folder);
      const state = readState(folder);
      if (json) {
        const facts = { current, kept, versions, url, ...state };
        return out.data(`${JSON.stringify(facts, undefined, 2)}\n`);
      }
      const { trial, reverted, pinned } = state;
      out.say(
        `${out.style("bold", texts.running(current))}\n${texts.there(versions.join(", "))}\n`,
      );
      if (trial !== undefined) out.say(`${texts.trial(trial.version, trial.from)}\n`);
      for (const [version, { at, why }] of Object.entries(reverted))
        out.say(`${texts.failedOnce(version, at.slice(0, 10), texts.lacks[why] ?? why)}\n`);
      out.say(`${url === undefined ? texts.noAddressSet : texts.address(url)}\n`);
      if (pinned) out.say(`${texts.pinned}\n`);
    });
};
