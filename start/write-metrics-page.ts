import { writeFileSync } from "node:fs";
import { figuresOfProcesses } from "./figures.fixture.ts";
import { metricsPage } from "./metrics-page.ts";

// Writes the page that is made from what the processes declare: node start/write-metrics-page.ts
const page = metricsPage(await figuresOfProcesses());
writeFileSync(new URL("../docs/metrics.md", import.meta.url), page);
