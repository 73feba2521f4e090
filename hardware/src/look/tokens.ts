/**
 * What the pages of the cloud, the page of a gateway and the sheets on paper look like: one list of colours and sizes.
 * `dashboards/app/styles/tokens.css` is written from it (`node hardware/docs.ts`), the gateway's page reads it as it is.
 */

/** A colour as #rrggbb. */
type Colour = `#${string}`;

/** Ground, text and lines. Every text has 7:1 on its ground, every edge of a control 3:1. */
interface Scheme {
  readonly paper: Colour;
  readonly surface: Colour;
  readonly ink: Colour;
  readonly inkSoft: Colour;
  readonly accent: Colour;
  readonly onAccent: Colour;
  readonly tint: Colour;
  readonly rule: Colour;
  readonly edge: Colour;
  readonly wrong: Colour;
  /** Ground under what is wrong. */
  readonly wrongTint: Colour;
  /** Lines of a chart. Each has a dash of its own besides. */
  readonly lines: readonly [Colour, Colour, Colour, Colour];
  /** The six bands of an index, from good to extremely bad; unknown is none of them. */
  readonly bands: readonly [Colour, Colour, Colour, Colour, Colour, Colour];
  readonly bandUnknown: Colour;
  /** Text on each band. */
  readonly onBands: readonly [Colour, Colour, Colour, Colour, Colour, Colour];
  readonly onBandUnknown: Colour;
}

const dark = "#0b1517";
const white = "#ffffff";

/**
 * The bands go in one direction of lightness, so that their order stays in grey print and for people who see fewer
 * colours; `tokens.test.ts` holds the distances. Text turns from dark to white between the third and the fourth,
 * which is where air stops being usual. The lightness of a middle grey is left out: no text has 7:1 on it.
 */
export const schemes: { readonly light: Scheme; readonly dark: Scheme } = {
  light: {
    paper: "#fcfbf7",
    surface: white,
    ink: "#15252a",
    inkSoft: "#34484e",
    accent: "#0b4f54",
    onAccent: white,
    tint: "#e6f0ee",
    rule: "#d3d9d3",
    edge: "#7b8a8a",
    wrong: "#8a1c1c",
    wrongTint: "#fbeae6",
    lines: ["#0b6e73", "#15252a", "#7a4b12", "#5a3f7a"],
    bands: ["#c3f3ec", "#d7cf63", "#e68f36", "#9e231e", "#641048", "#190a2c"],
    bandUnknown: "#f1f1ed",
    onBands: [dark, dark, dark, white, white, white],
    onBandUnknown: dark,
  },
  // On a dark ground the worst is the lightest: what needs to be seen stands out in both.
  dark: {
    paper: "#0f1b1e",
    surface: "#15262a",
    ink: "#eef3f0",
    inkSoft: "#c3d0cd",
    accent: "#93dcd2",
    onAccent: "#0f1b1e",
    tint: "#1b3237",
    rule: "#2b4046",
    edge: "#7c9194",
    wrong: "#ffb3a8",
    wrongTint: "#3a211f",
    lines: ["#93dcd2", "#eef3f0", "#f0c184", "#cdb4ee"],
    bands: ["#03272b", "#274520", "#7a4f0b", "#f38275", "#f6a9cd", "#ece2ff"],
    bandUnknown: "#1a2326",
    onBands: [white, white, white, dark, dark, dark],
    onBandUnknown: white,
  },
};

/** Sizes are in `rem`, so that they follow the reader's own size of text: 1 rem is 18 px where nothing was changed. */
export const sizes = {
  // Distances: within a line, between lines, between parts, between subjects.
  "space-1": "0.25rem",
  "space-2": "0.5rem",
  "space-3": "0.75rem",
  "space-4": "1rem",
  "space-5": "1.5rem",
  "space-6": "2rem",
  "space-7": "3rem",
  // Text: on axes of charts only, running text, what leads a part, headings, the one figure of a page.
  "text-axis": "0.9rem",
  "text-body": "1rem",
  "text-lead": "1.2rem",
  "text-part": "1.5rem",
  "text-page": "clamp(1.65rem, 1.3rem + 2vw, 2.5rem)",
  "text-figure": "clamp(3rem, 2.2rem + 4vw, 4.5rem)",
  "radius-1": "6px",
  "radius-2": "10px",
  "radius-3": "16px",
  "radius-round": "999px",
  /** The smallest target of a finger. */
  target: "44px",
  measure: "42rem",
  width: "68rem",
  "stroke-spark": "2px",
  "stroke-line": "2.5px",
} as const;

/** Faces that we serve, then what devices have: the text never waits for a file. */
export const faces = {
  text: '"Atkinson Hyperlegible Next", system-ui, "Segoe UI", Roboto, sans-serif',
  display: '"Source Serif 4", Charter, "Sitka Text", Cambria, "Noto Serif", serif',
} as const;
