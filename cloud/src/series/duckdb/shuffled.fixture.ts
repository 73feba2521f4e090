/** In an order that is always the same, and none. */
export const shuffled = (length: number): number[] => {
  const numbers = Array.from({ length }, (_, index) => index);
  let seed = 7;
  for (let place = length - 1; place > 0; place--) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (place + 1);
    [numbers[place], numbers[other]] = [numbers[other] as number, numbers[place] as number];
  }
  return numbers;
};
