import type { Level } from "./log.ts";

type Write = (fields: object | string, message?: string) => void;

/** What writes lines of JSON as pino does, which stands in the workspaces: `dcz start` reads them. */
export const jsonLog = (
  name: string,
  { least, write }: { readonly least: string; readonly write: (line: string) => void },
): { readonly [level in "debug" | "info" | "warn"]: Write } => {
  const levels: readonly Level[] = ["trace", "debug", "info", "warn", "error", "fatal"];
  const first = (levels as readonly string[]).indexOf(least);
  const at =
    (level: Level): Write =>
    (fields, message) => {
      // "silent" is none of them.
      if (first === -1 || levels.indexOf(level) < first) return;
      const said = typeof fields === "string" ? { msg: fields } : { ...fields, msg: message };
      write(`${JSON.stringify({ level, time: Date.now(), name, ...said })}\n`);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn") };
};
