import { Gauge, type Registry } from "prom-client";

/** A figure that is read when Prometheus asks. Absent while it is not known: 0 would be a statement. */
export const gauge = (
  figures: Registry,
  name: string,
  help: string,
  read: () => number | undefined | Promise<number | undefined>,
): void => {
  new Gauge({
    name,
    help,
    registers: [figures],
    async collect() {
      const value = await read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
};
