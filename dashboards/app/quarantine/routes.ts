import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For the administrator of the machine. */
export const quarantineRoutes: readonly RouteConfigEntry[] = [
  route("admin/quarantine", "quarantine/list-page.tsx"),
  route("admin/conflicts", "quarantine/conflicts-page.tsx"),
  route("admin/quarantine/:id", "quarantine/message-page.tsx"),
];
