/** The mark of the platform, on 1200 × 90: the roofs of a town, in one line that becomes a line of readings. */
export const skyline = {
  viewBox: "0 0 1200 90",
  line: "M0 80H70V52l26-24 26 24v28h34V44h40v-12l9-16 9 16v48h40V58l34-28 34 28v22h30V38h52v42h36V54l22-22 22 22v26h44c22 0 24-30 44-30s22 22 42 22 24-46 46-46 22 36 42 36 20-18 40-18 24 26 46 26 26-38 48-38 24 24 46 24 22-14 42-14 26 18 50 18 22-22 44-22 22 10 42 10h60",
  /** Where the line ends: now. */
  end: { x: 1120, y: 48, radius: 6 },
} as const;
