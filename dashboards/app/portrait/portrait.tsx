import type { QuantityView } from "../stations/quantity.ts";
import { CalendarSection } from "./calendar-section.tsx";
import { ElsewhereSection } from "./elsewhere-section.tsx";
import { ExtremesSection } from "./extremes-section.tsx";
import type { Portrait } from "./load-portrait.ts";
import { NearbySection } from "./nearby-section.tsx";
import { NoiseClockSection } from "./noise-clock-section.tsx";
import { RoseSection } from "./rose-section.tsx";

interface PortraitOfProps {
  readonly portrait: Portrait;
  readonly station: string;
  readonly quantity: QuantityView;
  /** Names, units and digits of all quantities that the parts name. */
  readonly named: { readonly [quantity: string]: QuantityView };
  readonly now: number;
}

/** What is told below the chart. Each part is there only when there is something to tell. */
export const PortraitOf = ({ portrait, station, quantity, named, now }: PortraitOfProps) => {
  const { rose } = portrait;
  const brought = rose === undefined ? undefined : named[rose.quantity];
  return (
    <>
      <NearbySection rows={portrait.nearby} {...{ station, quantity }} />
      <ElsewhereSection rows={portrait.elsewhere} {...{ named, now }} />
      <div className="portrait">
        <CalendarSection days={portrait.calendar} />
        {portrait.noise === undefined ? null : <NoiseClockSection clock={portrait.noise} />}
        {rose === undefined || brought === undefined ? null : (
          <RoseSection petals={rose.petals} quantity={brought} />
        )}
        {portrait.soFar === undefined ? null : (
          <ExtremesSection soFar={portrait.soFar} quantity={quantity} />
        )}
      </div>
    </>
  );
};
