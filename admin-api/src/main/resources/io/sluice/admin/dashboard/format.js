// Figures and times in words; digits align where the style asks for tabular numbers.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** A count or a rate. */
export function number(value) {
  return value === null || value === undefined ? '–' : (Math.abs(value) < 100 ? tenth : whole).format(value);
}

/** Seconds as µs, ms or s. */
export function seconds(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  if (value < 0.001) {
    return `${whole.format(value * 1e6)} µs`;
  }
  return value < 1 ? `${(value < 0.1 ? tenth : whole).format(value * 1e3)} ms` : `${tenth.format(value)} s`;
}

/** A span of seconds, its two largest units. */
export function span(total) {
  const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const parts = [];
  let left = Math.max(0, Math.floor(total));
  for (const [name, size] of units) {
    if (left >= size || (size === 1 && parts.length === 0)) {
      parts.push(`${Math.floor(left / size)} ${name}`);
      left %= size;
    }
  }
  return parts.slice(0, 2).join(' ');
}

/** A moment as a time of today, or with its day. */
export function moment(iso) {
  const time = new Date(iso);
  const today = time.toDateString() === new Date().toDateString();
  return today ? clock.format(time) : `${day.format(time)} ${clock.format(time).slice(0, 5)}`;
}
