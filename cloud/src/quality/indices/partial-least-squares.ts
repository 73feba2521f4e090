/** Below this share of where it began, what is left of the covariance is rounding. */
const EXHAUSTED = 1e-12;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
};

/** What rows of predictors and one response have in common: their means and products about the means. */
const momentsOf = (rows: readonly Float64Array[], responses: readonly number[], width: number) => {
  const means = new Float64Array(width);
  let mean = 0;
  for (const [at, row] of rows.entries()) {
    mean += (responses[at] as number) / rows.length;
    for (let i = 0; i < width; i += 1)
      means[i] = (means[i] as number) + (row[i] as number) / rows.length;
  }
  const products = Array.from({ length: width }, () => new Float64Array(width));
  const withResponse = new Float64Array(width);
  const centred = new Float64Array(width);
  for (const [at, row] of rows.entries()) {
    const response = (responses[at] as number) - mean;
    for (let i = 0; i < width; i += 1) centred[i] = (row[i] as number) - (means[i] as number);
    for (let i = 0; i < width; i += 1) {
      const own = centred[i] as number;
      const line = products[i] as Float64Array;
      withResponse[i] = (withResponse[i] as number) + own * response;
      for (let j = 0; j <= i; j += 1) line[j] = (line[j] as number) + own * (centred[j] as number);
    }
  }
  for (let i = 0; i < width; i += 1)
    for (let j = i + 1; j < width; j += 1)
      (products[i] as Float64Array)[j] = (products[j] as Float64Array)[i] as number;
  return { means, mean, products, withResponse };
};

/**
 * What partial least squares predict for one new row: the kernel algorithm of Dayal and MacGregor (J. Chemometrics
 * 11, 1997), which is the preset of R's `pls::mvr`, with as many components as there are predictors. With all of them
 * it is ordinary least squares; where predictors depend on each other it ends at their rank.
 */
export const predictByPls = (
  rows: readonly Float64Array[],
  responses: readonly number[],
  asked: Float64Array,
): number => {
  const width = asked.length;
  const { means, mean, products, withResponse: left } = momentsOf(rows, responses, width);
  const query = asked.map((value, at) => value - (means[at] as number));
  const directions: Float64Array[] = [];
  const loadings: Float64Array[] = [];
  let prediction = mean;
  let first: number | undefined;
  while (directions.length < width) {
    const norm = Math.sqrt(dot(left, left));
    first ??= norm;
    if (!(norm > first * EXHAUSTED)) break;
    const weights = left.map((each) => each / norm);
    const direction = weights.slice();
    for (const [at, loading] of loadings.entries()) {
      const share = dot(loading, weights);
      const earlier = directions[at] as Float64Array;
      for (let i = 0; i < width; i += 1)
        direction[i] = (direction[i] as number) - share * (earlier[i] as number);
    }
    const image = Float64Array.from(products, (line) => dot(line, direction));
    const length = dot(image, direction);
    if (!(length > 0)) break;
    const score = dot(direction, left);
    prediction += (dot(direction, query) * score) / length;
    for (let i = 0; i < width; i += 1)
      left[i] = (left[i] as number) - ((image[i] as number) * score) / length;
    directions.push(direction);
    loadings.push(image.map((each) => each / length));
  }
  return prediction;
};
