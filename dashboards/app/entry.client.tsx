/** Only what is alive on a page runs: on a station's page a part of it, on the few others with script the whole. */
const island = document.getElementById("station-live");
if (island === null) void import("./whole-page.tsx").then(({ wakeWholePage }) => wakeWholePage());
else void import("./stations/station-island.tsx").then(({ wakeStation }) => wakeStation(island));
