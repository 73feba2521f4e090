import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For data stewards and administrators; hosts propose. */
export const calibrationRoutes: readonly RouteConfigEntry[] = [
  route("admin/calibrations", "calibrations/list-page.tsx"),
  // A host's too, and of whoever holds the machine's token, which goes to these addresses alone.
  route("admin/calibrations/new", "calibrations/propose-page.tsx"),
  route("admin/calibrations/:id", "calibrations/calibration-page.tsx"),
];
