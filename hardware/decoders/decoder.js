/*
 * The decoder's source, ECMAScript 5.1 (what The Things Stack runs; ChirpStack runs more).
 * COLUMNS, PERIODS and FLAGS stand here only for the generator, which writes the tables of
 * hardware/src/wire/lora/profile.ts and hardware/src/flags.ts in their place.
 */
/* tables */

function readBits(bytes) {
  var position = 0;
  function take(width) {
    var value = 0;
    for (; width > 0; width--) {
      var bit = (bytes[position >> 3] >> (7 - (position & 7))) & 1;
      value = value * 2 + (position >> 3 < bytes.length ? bit : 0);
      position++;
    }
    return value;
  }
  return {
    take: take,
    // An exponential Golomb code of this order; -1 for a word longer than any field's.
    golomb: function (order) {
      var zeros = 0;
      while (take(1) === 0) {
        zeros++;
        if (zeros + 1 + order > 30) return -1;
      }
      return Math.pow(2, zeros + order) + take(zeros + order) - Math.pow(2, order);
    },
    isOver: function () {
      return position > bytes.length * 8;
    },
    isAtPadding: function () {
      var left = bytes.length * 8 - position;
      return left < 8 && take(left) === 0;
    }
  };
}

function unzigzag(code) {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
}

function fault(reason) {
  return { reason: reason };
}

// The 9-byte record: `first * radix + second` in fields of 27, 10, 13 and 21 bits.
function decodeSingle(bytes) {
  if (bytes.length < 9) return fault("truncated");
  if (bytes.length > 9) return fault("trailing");
  var fields = [[[0, 1], 27], [[3], 10], [[4], 13], [[2, 5], 21]];
  var bits = readBits(bytes);
  var counts = [null, null, null, null, null, null];
  var found = 0;
  bits.take(1);
  for (var f = 0; f < fields.length; f++) {
    var mixed = bits.take(fields[f][1]);
    for (var p = fields[f][0].length - 1; p >= 0; p--) {
      var index = fields[f][0][p];
      var radix = COLUMNS[index].high - COLUMNS[index].low + 2;
      var digit = mixed % radix;
      mixed = Math.floor(mixed / radix);
      if (digit > 0) {
        counts[index] = COLUMNS[index].low + digit - 1;
        found++;
      }
    }
    if (mixed !== 0) return fault("out_of_range");
  }
  if (found === 0) return fault("no_value");
  return { records: [{ age: 0, counts: counts, flags: 0, flagged: 0 }], aligned: false };
}

function decodeSeries(bytes) {
  var bits = readBits(bytes);
  function refuse(reason) {
    return fault(bits.isOver() ? "truncated" : reason);
  }
  bits.take(1);
  if (bits.take(2) !== 0) return refuse("version");
  if (bits.take(3) !== 0) return refuse("profile");
  var aligned = bits.take(1) === 1;
  var irregular = bits.take(1) === 1;
  var count = bits.take(6) + 1;
  var flagged = bits.take(1) === 1;
  var gapped = bits.take(1) === 1;
  var tuned = bits.take(1) === 1;
  var code = bits.take(4);
  var period = code === PERIODS.length ? bits.take(17) : PERIODS[code];
  var lateness = bits.golomb(2);
  if (period === 0 || lateness < 0) return refuse("out_of_range");
  var newest = period + unzigzag(lateness);
  var r, c;

  var since = [0];
  for (r = 1; r < count; r++) {
    var step = period;
    if (irregular && bits.take(1) === 1) {
      step = bits.golomb(6);
      step = step < 0 ? 33554432 : step + 1;
    }
    since.push(since[r - 1] + step);
  }
  if (newest < 0 || newest + since[count - 1] > 33554431) return refuse("out_of_range");

  var present = [];
  for (c = 0; c < COLUMNS.length; c++) {
    var column = [];
    var form = !gapped || bits.take(1) === 0 ? "whole" : bits.take(1) === 0 ? "empty" : "mixed";
    for (r = 0; r < count; r++)
      column.push(form === "mixed" ? bits.take(1) === 1 : form === "whole");
    present.push(column);
  }

  var orders = [];
  for (c = 0; c < COLUMNS.length; c++) {
    var held = 0;
    for (r = 0; r < count; r++) if (present[c][r]) held++;
    var usual = COLUMNS[c].nextOrder[period < SLOW_PERIOD ? 0 : 1];
    orders.push(tuned && held > 1 && bits.take(1) === 1 ? bits.take(3) : usual);
  }

  var flags = [];
  var current = [0, 0];
  for (r = 0; r < count; r++) {
    if (flagged && bits.take(1) === 1) {
      current = [bits.golomb(2), 0];
      if (current[0] < 0) return refuse("flags");
      current[1] = bits.take(COLUMNS.length);
      if ((current[0] === 0) !== (current[1] === 0)) return refuse("flags");
    }
    flags.push(current);
  }

  var records = [];
  var before = [];
  for (r = 0; r < count; r++) {
    var counts = [];
    for (c = 0; c < COLUMNS.length; c++) {
      counts.push(null);
      if (!present[c][r]) continue;
      var isFirst = before[c] === undefined;
      var difference = bits.golomb(isFirst ? COLUMNS[c].firstOrder : orders[c]);
      if (difference < 0) return refuse("out_of_range");
      var value = (isFirst ? COLUMNS[c].centre : before[c]) + unzigzag(difference);
      if (Math.abs(value) > 32767) return refuse("out_of_range");
      counts[c] = before[c] = value;
    }
    records.push({
      age: newest + since[count - 1] - since[r],
      counts: counts,
      flags: flags[r][0],
      flagged: flags[r][1]
    });
  }
  if (bits.isOver()) return fault("truncated");
  if (!bits.isAtPadding()) return fault("trailing");
  for (r = 0; r < count; r++) {
    var isEmpty = true;
    for (c = 0; c < COLUMNS.length; c++) if (records[r].counts[c] !== null) isEmpty = false;
    if (isEmpty) return fault("no_value");
  }
  return { records: records, period: period, aligned: aligned };
}

function namesOf(mask) {
  var names = [];
  for (var bit = 0; bit < FLAGS.length; bit++) if ((mask >> bit) & 1) names.push(FLAGS[bit]);
  return mask < Math.pow(2, FLAGS.length) ? names : null;
}

function decodeFrame(bytes, received, every) {
  if (!bytes || !bytes.length) return fault("truncated");
  var decoded = bytes[0] & 0x80 ? decodeSeries(bytes) : decodeSingle(bytes);
  if (decoded.reason) return decoded;
  var readings = [];
  var newest = decoded.records[decoded.records.length - 1].age;
  var waited = decoded.period === undefined ? every : 0;
  var origin = received - newest * 1000 - waited;
  if (decoded.aligned)
    origin = Math.round(origin / (decoded.period * 1000)) * decoded.period * 1000;
  for (var r = 0; r < decoded.records.length; r++) {
    var record = decoded.records[r];
    var names = namesOf(record.flags);
    if (names === null) return fault("flags");
    var reading = { age: record.age + waited / 1000 };
    if (received > 0)
      reading.at = new Date(origin - (record.age - newest) * 1000).toISOString();
    var bearers = [];
    var implausible = [];
    for (var c = 0; c < COLUMNS.length; c++) {
      if (record.counts[c] === null) continue;
      reading[COLUMNS[c].quantity] = record.counts[c] / Math.pow(10, COLUMNS[c].digits);
      if ((record.flagged >> c) & 1) bearers.push(COLUMNS[c].quantity);
      if (record.counts[c] < COLUMNS[c].low || record.counts[c] > COLUMNS[c].high)
        implausible.push(COLUMNS[c].quantity);
    }
    if (bearers.length > 0) {
      reading.flags = names;
      reading.flagged = bearers;
    }
    // No instrument gives such values: the node or its sensor is faulty.
    if (implausible.length > 0) reading.implausible = implausible;
    readings.push(reading);
  }
  return { readings: readings, clock: decoded.aligned ? "aligned" : "free" };
}
/* network */
