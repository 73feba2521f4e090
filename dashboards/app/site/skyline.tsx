import { skyline } from "@datacityzen/hardware/look/skyline";

/** The mark of these pages, as the gateway's page has it. */
export const Skyline = () => (
  <svg
    className="skyline"
    viewBox={skyline.viewBox}
    aria-hidden="true"
    preserveAspectRatio="xMidYMax slice"
  >
    <path className="skyline-line" d={skyline.line} />
    <circle className="skyline-dot" cx={skyline.end.x} cy={skyline.end.y} r={skyline.end.radius} />
  </svg>
);
