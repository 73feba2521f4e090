import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const stationRoutes: readonly RouteConfigEntry[] = [
  route("stations", "stations/list-page.tsx"),
  route("stations.csv", "stations/list-csv-route.ts"),
  route("stations/:id", "stations/station-page.tsx"),
  route("stations/:id/photo", "stations/photo-page.tsx"),
  route("stations/:id/chart.svg", "charts/chart-svg-route.ts"),
];
