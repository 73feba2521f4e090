import { index, type RouteConfigEntry, route } from "@react-router/dev/routes";

export const stationRoutes: readonly RouteConfigEntry[] = [
  index("stations/list-page.tsx"),
  route("stations/:id", "stations/station-page.tsx"),
  route("stations/:id/chart.svg", "charts/chart-svg-route.ts"),
];
