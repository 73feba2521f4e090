/**
 * Every kind of page that anybody can open without signing in, each once: of a site with this station and
 * with the commune that tests know. `ways`: how its own page is opened.
 */
export const publicPages = (station: string, ways: readonly string[]): readonly string[] => [
  "/",
  "/?place=fr-commune-00001",
  "/map",
  "/map?view=coverage",
  "/stations",
  ...ways.map((way) => `/stations/${station}${way}`),
  `/widget?station=${station}`,
  `/embed/stations/${station}`,
  "/embed/places/fr-commune-00001",
  "/design",
  "/help",
  "/legal-notice",
  "/terms",
  "/privacy",
  "/accessibility",
  "/sign-in",
];
