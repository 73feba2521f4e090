import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For hosts: a box is claimed, and its measurements are shared. */
export const hostingRoutes: readonly RouteConfigEntry[] = [
  route("claim", "hosting/claim-page.tsx"),
  route("account/stations", "hosting/stations-page.tsx"),
  route("account/stations/:station/share", "hosting/share-page.tsx"),
];
