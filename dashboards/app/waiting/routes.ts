import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** Stations that nobody knows, for administrators; the secret of a station, for them and for its host. */
export const waitingRoutes: readonly RouteConfigEntry[] = [
  route("admin/waiting", "waiting/waiting-page.tsx"),
  route("admin/secret", "waiting/admin-secret-page.tsx"),
  route("account/stations/:station/secret", "waiting/own-secret-page.tsx"),
];
