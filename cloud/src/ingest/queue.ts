/** First in, first out; what has left is forgotten, also by a queue that is never empty. */
export interface Queue<T> {
  items: (T | undefined)[];
  /** The place of the next in `items`. */
  first: number;
}

export const emptyQueue = <T>(): Queue<T> => ({ items: [], first: 0 });

export const isEmpty = ({ items, first }: Queue<unknown>): boolean => first === items.length;

/** The next, which stays. */
export const nextIn = <T>({ items, first }: Queue<T>): T | undefined => items[first];

/** Places that are kept empty at least, before the others are moved. */
const MOST_EMPTY = 256;

/** Takes the next out. */
export const leave = <T>(queue: Queue<T>): T | undefined => {
  const { items } = queue;
  if (isEmpty(queue)) return undefined;
  const one = items[queue.first];
  items[queue.first] = undefined;
  queue.first += 1;
  if (queue.first === items.length) items.length = 0;
  else if (queue.first < MOST_EMPTY || 2 * queue.first < items.length) return one;
  else items.splice(0, queue.first);
  queue.first = 0;
  return one;
};
