import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** Stations and gateways that need help. */
export const fleetRoutes: readonly RouteConfigEntry[] = [
  route("admin/fleet", "fleet/fleet-page.tsx"),
];
