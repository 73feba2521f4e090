/** What a file of settings says: NAME=value lines, empty ones and remarks, as systemd's EnvironmentFile reads them. */
export type SettingsFile =
  | { readonly ok: true; readonly settings: Readonly<Record<string, string>> }
  /** The first line that is none, from 1. */
  | { readonly ok: false; readonly line: number };

const unquoted = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;

export const parseSettings = (text: string): SettingsFile => {
  const settings: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const [, name, value = ""] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(trimmed) ?? [];
    if (name === undefined) return { ok: false, line: index + 1 };
    settings[name] = unquoted(value);
  }
  return { ok: true, settings };
};

export interface Line {
  readonly remark: string;
  readonly name: string;
  /** Undefined: as a remark, with the value that it would have. */
  readonly value: string | undefined;
  readonly preset?: string;
}

export const writeSettings = (head: string, lines: readonly Line[]): string =>
  [
    `# ${head}`,
    ...lines.flatMap(({ remark, name, value, preset = "" }) => [
      "",
      `# ${remark}`,
      value === undefined ? `#${name}=${preset}` : `${name}=${value}`,
    ]),
    "",
  ].join("\n");
