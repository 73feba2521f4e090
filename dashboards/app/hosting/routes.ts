import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For hosts: a box is claimed, its measurements are shared, and it is given away or taken out of service. */
export const hostingRoutes: readonly RouteConfigEntry[] = [
  route("claim", "hosting/claim-page.tsx"),
  route("account/stations", "hosting/stations-page.tsx"),
  route("account/stations/:station/share", "hosting/share-page.tsx"),
  route("account/stations/:station/hand-over", "hosting/hand-over-page.tsx"),
  route("account/stations/:station/credit", "hosting/credit-page.tsx"),
  route("account/stations/:station/title", "hosting/title-page.tsx"),
  route("account/stations/:station/measuring", "hosting/measuring-page.tsx"),
  route("account/stations/:station/sensor", "hosting/sensor-page.tsx"),
  route("account/stations/:station/retire", "hosting/retire-page.tsx"),
];
