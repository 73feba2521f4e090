/** A table; cells are Markdown, of which only bars are escaped. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
};

export const list = (items: readonly string[]): string =>
  items.map((item) => `- ${item}`).join("\n");

export const code = (text: string): string => `\`${text}\``;

/** "12,000" would read as twelve in French: five digits and more are grouped by a thin space. */
export const figure = (value: number): string => {
  const [whole = "", part] = String(Math.abs(value)).split(".");
  const grouped = whole.length < 5 ? whole : whole.replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${value < 0 ? "−" : ""}${grouped}${part === undefined ? "" : `.${part}`}`;
};

export const range = ([low, high]: readonly [number, number], unit = ""): string =>
  `${figure(low)} to ${figure(high)}${unit === "" ? "" : ` ${unit}`}`;

/** "30 s", "2 min", "8 h": the largest unit that keeps the figure whole. */
export const span = (milliseconds: number): string => {
  const units = [
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ] as const;
  for (const [unit, size] of units)
    if (milliseconds >= size && milliseconds % size === 0)
      return `${figure(milliseconds / size)} ${unit}`;
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
};
