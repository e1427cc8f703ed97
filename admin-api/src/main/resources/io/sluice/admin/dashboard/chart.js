// A line chart of the last minutes: SVG, drawn anew with each point. Arrow keys and the pointer ask for one moment.

import { h, put, s } from './dom.js';
import { number } from './format.js';

const PAD = { left: 52, right: 10, top: 8, bottom: 18 };
const HEIGHT = 150;
const GAP = 6000; // ms

export class Chart {
  /**
   * series: [{key, label, kind}], the first one drawn last and filled; format: of a value;
   * points: () => [{at, ...}], oldest first; seconds: how far back.
   */
  constructor({ title, series, format = number, points, seconds = 300, least = 1 }) {
    Object.assign(this, { title, series, format, points, seconds, least, asked: null });
    this.plot = s('svg', { class: 'plot', tabindex: 0, role: 'img', height: HEIGHT });
    this.values = h('div', { class: 'legend' });
    this.node = h('section', { class: 'card chart' }, h('h2', {}, title), this.values, this.plot);
    this.width = 400;
    this.plot.addEventListener('pointermove', (event) => this.ask(event.offsetX));
    this.plot.addEventListener('pointerleave', () => this.ask(null));
    this.plot.addEventListener('blur', () => this.ask(null));
    this.plot.addEventListener('keydown', (event) => this.step(event));
  }

  /** Until the signal ends. */
  start(signal) {
    const size = new ResizeObserver(([entry]) => {
      this.width = Math.max(160, entry.contentRect.width);
      this.draw();
    });
    size.observe(this.plot);
    signal.addEventListener('abort', () => size.disconnect());
  }

  x(at) {
    return PAD.left + (1 - (this.end - at) / 1000 / this.seconds) * (this.width - PAD.left - PAD.right);
  }

  ask(x) {
    const all = this.points();
    this.asked = x === null || all.length === 0 ? null : all.reduce((best, each) => (Math.abs(this.x(each.at) - x) < Math.abs(this.x(best.at) - x) ? each : best));
    this.draw();
  }

  step(event) {
    const all = this.points();
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && all.length) {
      event.preventDefault();
      const at = this.asked ? all.indexOf(this.asked) : all.length - 1;
      this.asked = all[Math.min(all.length - 1, Math.max(0, at + by))];
      this.draw();
    } else if (event.key === 'Escape') {
      this.ask(null);
    }
  }

  draw() {
    const points = this.points();
    const last = this.asked ?? points.at(-1);
    this.end = points.at(-1)?.at ?? Date.now();
    const top = nice(Math.max(this.least, ...points.flatMap((point) => this.series.map((each) => point[each.key] ?? 0))));
    const bottom = HEIGHT - PAD.bottom;
    const y = (value) => bottom - (value / top) * (bottom - PAD.top);
    const right = this.width - PAD.right;
    const parts = [];
    for (const part of [0, 0.5, 1]) {
      parts.push(s('line', { class: 'grid', x1: PAD.left, x2: right, y1: y(top * part), y2: y(top * part) }));
      parts.push(s('text', { x: PAD.left - 6, y: y(top * part) + 4, 'text-anchor': 'end' }, this.format(top * part)));
    }
    parts.push(s('text', { x: PAD.left, y: HEIGHT - 4 }, `−${this.seconds / 60} min`));
    parts.push(s('text', { x: right, y: HEIGHT - 4, 'text-anchor': 'end' }, 'now'));
    for (const { key, kind } of [...this.series].reverse()) {
      parts.push(...lines(points, key).map((run) => this.line(run, key, kind, y, bottom)));
    }
    if (this.asked) {
      parts.push(s('line', { class: 'cursor', x1: this.x(last.at), x2: this.x(last.at), y1: PAD.top, y2: bottom }));
    }
    put(this.plot, parts);
    this.tell(last);
  }

  line(run, key, kind, y, bottom) {
    const steps = run.map((point) => `${this.x(point.at).toFixed(1)} ${y(point[key]).toFixed(1)}`);
    const path = s('path', { class: `line ${kind}`, d: `M${steps.join('L')}` });
    if (kind !== 'first' && kind !== 'bad') {
      return path;
    }
    const area = `M${this.x(run[0].at).toFixed(1)} ${bottom}L${steps.join('L')}L${this.x(run.at(-1).at).toFixed(1)} ${bottom}Z`;
    return s('g', {}, s('path', { class: `area ${kind}`, d: area }), path);
  }

  tell(point) {
    const values = this.series.map(({ key, label, kind }) => ({ label, kind, value: this.format(point?.[key] ?? null) }));
    const ago = point && this.asked ? `, ${Math.round((this.end - point.at) / 1000)} s ago` : '';
    put(this.values, values.map(({ label, kind, value }) => h('span', { class: `key ${kind}` }, h('b', {}, value), ' ', label)), ago ? h('span', { class: 'muted' }, ago.slice(2)) : null);
    this.plot.setAttribute('aria-label', `${this.title}${ago}: ${values.map((each) => `${each.label} ${each.value}`).join(', ')}`);
  }
}

/** A series without the gaps where it has no value, or nobody has looked. */
function lines(points, key) {
  const runs = [];
  let run = null;
  for (const point of points) {
    if (point[key] === null || point[key] === undefined) {
      run = null;
    } else if (run && point.at - run.at(-1).at < GAP) {
      run.push(point);
    } else {
      runs.push((run = [point]));
    }
  }
  return runs;
}

/** The next 1, 2 or 5 times a power of ten. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((step) => step * power >= value * 0.9999) * power;
}
