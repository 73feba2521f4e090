import type { Environment } from "@datacityzen/hardware/settings/settings";
import type { MachineSettings, Setting } from "../dcz/settings/setting.ts";
import { Config, environmentFor, names, readConfig } from "./processes.ts";
import { wrongSettings } from "./settings.ts";
import { type Variable, variables } from "./variables.ts";

/** Hides the password inside a URL. */
const withoutPassword = (text: string): string => text.replace(/(:\/\/[^/?#@]*:).*@/, "$1***@");

/** What `dcz settings` shows: each variable as `dcz start` would hand it to the processes. */
export const settingsOf = (environment: Environment): MachineSettings => {
  const config = readConfig(environment);
  const used = environmentFor(environment, config.ok ? config.value : Config.parse({}));

  const settingOf = ({ name, processes, preset, secret = false }: Variable): Setting => {
    const given = environment[name] || undefined;
    const value = given ?? used[name] ?? preset;
    const bySelf = value === preset ? "preset" : "start";
    return {
      name,
      processes,
      value: value === undefined || secret ? undefined : withoutPassword(value),
      secret,
      set: value !== undefined,
      origin: given === undefined ? bySelf : "environment",
    };
  };

  const wrong = [...(config.ok ? [] : config.sentences), ...wrongSettings(used, names)];
  return { settings: variables.map(settingOf), wrong: [...new Set(wrong.map(withoutPassword))] };
};
