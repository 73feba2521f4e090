import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** For whoever wants to be told: no account is needed, a key in each message opens the last three. */
export const alertRoutes: readonly RouteConfigEntry[] = [
  route("alerts", "alerts/subscribe-page.tsx"),
  route("alerts/confirm", "alerts/confirm-page.tsx"),
  route("alerts/mine", "alerts/own-page.tsx"),
  route("alerts/why", "alerts/why-page.tsx"),
];
