import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For hosts: where a station is, and all that is said of it. */
export const placeRoutes: readonly RouteConfigEntry[] = [
  route("account/stations/:station/settings", "places/settings-page.tsx"),
  route("account/stations/:station/place", "places/place-page.tsx"),
  route("account/stations/:station/place/photo", "places/photo-page.tsx"),
  route("account/stations/:station/place/:what", "places/detail-page.tsx"),
];
