/** An MQTT PUBLISH as mqtt-packet gives it. */
interface Publication {
  readonly cmd: "publish";
  readonly retain: boolean;
  readonly qos: number;
  readonly dup: boolean;
  readonly length: number;
  readonly topic: string;
  readonly payload: Buffer;
  /** Of QoS 1 and 2 alone. */
  messageId?: number;
}

/** mqtt-packet's parser, and what it does not declare of its state. */
export interface PacketParser {
  parse(chunk: Uint8Array): number;
  emit(event: "packet", packet: Publication): boolean;
  readonly error: Error | null;
  readonly settings: { readonly protocolVersion?: number };
  /** Of the packet under way: -1 before it is known. */
  readonly packet: { readonly length: number };
  readonly _list: { readonly length: number };
  readonly _stateCounter: number;
}

/** Places in the parser's list of states: what it waits for. */
const FIRST_BYTE = 0;
const LENGTH = 1;
const BODY = 2;

const PUBLISH = 3;
const NO_QOS = 3;
const MOST_LENGTH_BYTES = 4;

/** Longer ones are not remembered. */
const MOST_TOPIC_BYTES = 256;

/**
 * Reads the names of topics. A station sends to the same one again and again: it is the same string then, which
 * is not made anew and which a map finds sooner.
 */
const createTopicNames = () => {
  let bytes = Buffer.alloc(0);
  let length = -1;
  let name = "";
  const isLast = (chunk: Buffer, start: number, end: number): boolean => {
    if (end - start !== length) return false;
    for (let place = 0; place < length; place++)
      if (chunk[start + place] !== bytes[place]) return false;
    return true;
  };
  return (chunk: Buffer, start: number, end: number): string => {
    if (isLast(chunk, start, end)) return name;
    const text = chunk.toString("utf8", start, end);
    if (end - start > MOST_TOPIC_BYTES) return text;
    length = end - start;
    if (bytes.length < length) bytes = Buffer.allocUnsafeSlow(length);
    chunk.copy(bytes, 0, start, end);
    name = text;
    return text;
  };
};
type TopicNames = ReturnType<typeof createTopicNames>;

/** Takes over a publication of QoS 1; false when it does not. */
export type TakePublication = (topic: string, payload: Buffer, messageId: number) => boolean;

/** Reads the whole publications that stand one after the other from `start` on; gives where they end. */
const readPublications = (
  chunk: Buffer,
  start: number,
  nameOf: TopicNames,
  take: TakePublication,
  found: (publication: Publication) => void,
): number => {
  let at = start;
  for (;;) {
    const first = chunk[at] as number;
    const qos = (first >> 1) & 3;
    if (at === chunk.length || first >> 4 !== PUBLISH || qos === NO_QOS) return at;
    let length = 0;
    let factor = 1;
    let body = at + 1;
    for (let byte = 0x80; byte >= 0x80; body++) {
      if (body === chunk.length || body - at > MOST_LENGTH_BYTES) return at;
      byte = chunk[body] as number;
      length += (byte & 0x7f) * factor;
      factor *= 128;
    }
    const end = body + length;
    const topic = body + 2;
    if (end > chunk.length || topic > end) return at;
    const topicEnd = topic + chunk.readUInt16BE(body);
    const payload = qos === 0 ? topicEnd : topicEnd + 2;
    if (payload > end) return at;
    const name = nameOf(chunk, topic, topicEnd);
    const content = chunk.subarray(payload, end);
    at = end;
    if (qos === 1 && take(name, content, chunk.readUInt16BE(topicEnd))) continue;
    const publication: Publication = {
      cmd: "publish",
      retain: (first & 1) !== 0,
      qos,
      dup: (first & 8) !== 0,
      length,
      topic: name,
      payload: content,
    };
    if (qos > 0) publication.messageId = chunk.readUInt16BE(topicEnd);
    found(publication);
  }
};

/** How many of the next bytes belong to the packet that the parser has begun; all that it may have begun when unknown. */
const missingIn = ({ packet, _list, _stateCounter }: PacketParser): number => {
  switch (_stateCounter) {
    case LENGTH:
      return 1;
    case BODY:
      return packet.length - _list.length;
    default:
      return Number.POSITIVE_INFINITY;
  }
};

/** The size of the packet that begins at `start`; infinite when its length has not come, or is none. */
const sizeOfPacket = (chunk: Buffer, start: number): number => {
  let length = 0;
  let factor = 1;
  for (let at = start + 1; at < chunk.length && at - start <= MOST_LENGTH_BYTES; at++) {
    const byte = chunk[at] as number;
    length += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte < 0x80) return at + 1 - start + length;
  }
  return Number.POSITIVE_INFINITY;
};

/**
 * Lets a parser of MQTT 3.1.1 pass over whole publications, which are nearly all of what comes, and read all
 * other packets as before. It makes some ten buffers and twenty lines of its log for each packet, though nobody
 * reads them: a fifth of what a message costs. A property test holds what is found here to what it finds. It
 * is given one packet at a time, and so does not read on in the next where one is too short for its parts.
 * `take` may take a publication over; the others are Aedes'.
 */
export const readPublicationsQuickly = (
  parser: PacketParser,
  take: TakePublication = () => false,
): void => {
  const parse = parser.parse.bind(parser);
  const nameOf = createTopicNames();
  const found = (publication: Publication): void => void parser.emit("packet", publication);
  parser.parse = (bytes) => {
    const { buffer, byteOffset, byteLength } = bytes;
    const chunk = Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, byteLength);
    // After an error it begins anew; packets of MQTT 5 have properties.
    if (parser.error !== null || parser.settings.protocolVersion === 5) return parse(chunk);
    let at = 0;
    while (at < chunk.length && parser.error === null) {
      let size = missingIn(parser);
      if (parser._stateCounter === FIRST_BYTE && parser._list.length === 0) {
        at = readPublications(chunk, at, nameOf, take, found);
        size = sizeOfPacket(chunk, at);
      }
      if (at < chunk.length) parse(chunk.subarray(at, at + size));
      at += size;
    }
    return parser._list.length;
  };
};
