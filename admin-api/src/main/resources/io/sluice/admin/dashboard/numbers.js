// Numbers of a text that a page cannot keep: it has them as 64-bit floating point (RFC 8259, section 6).

const MAYBE = /[\d.]{16}|\d[eE][+-]?\d{3}/; // whatever has fewer digits is kept
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Of a JSON text, the first number that reading and writing would change, as {token, at}; else null. */
export function lost(json) {
  if (json === null || !MAYBE.test(json)) {
    return null;
  }
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (token[0] !== '"' && !isKept(token)) {
      return { token, at: index };
    }
  }
  return null;
}

/** Whether a number as JSON or YAML writes it stays what it is. */
export function isKept(token) {
  const said = token.replaceAll('_', '');
  const other = /^[-+]?(0[box][\da-f]+)$/i.exec(said);
  if (other) {
    return BigInt(other[1]) <= BigInt(Number.MAX_SAFE_INTEGER);
  }
  const [before, after] = [decimal(said), decimal(String(Number(said)))];
  return before === null || before === after;
}

/** Its sign, its digits without zeros at the ends, and its power of ten; null: not a decimal number. */
function decimal(text) {
  const found = /^([-+]?)(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text);
  if (!found || found[2] + found[3] === '') {
    return null;
  }
  const [, sign, whole, part, power] = found;
  const digits = (whole + part).replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  return short === '' ? '0' : `${sign === '-' ? '-' : ''}${short}e${Number(power ?? 0) - part.length + digits.length - short.length}`;
}
