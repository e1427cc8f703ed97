// The gateway at a glance: what passes now, what it runs, what has changed.

import { get } from './api.js';
import { Chart } from './chart.js';
import { h, put } from './dom.js';
import { figures, live } from './events.js';
import { moment, number, seconds, span } from './format.js';

export async function overview({ root, signal, every }) {
  const facts = h('dl', { class: 'facts' });
  const points = () => figures;
  const charts = [
    new Chart({ title: 'Requests per second', points, series: [{ key: 'requests_per_second', label: 'requests/s', kind: 'first' }] }),
    new Chart({
      title: 'Latency', points, format: seconds, least: 0.001,
      series: [{ key: 'p50', label: 'p50', kind: 'first' }, { key: 'p95', label: 'p95', kind: 'second' }, { key: 'p99', label: 'p99', kind: 'third' }],
    }),
    new Chart({ title: 'Errors per second', points, series: [{ key: 'errors_per_second', label: '5xx/s', kind: 'bad' }] }),
    new Chart({ title: 'Event-loop lag', points, format: seconds, least: 0.001, series: [{ key: 'lag', label: 'longest', kind: 'first' }] }),
  ];
  const recent = h('ol', { class: 'lines' });
  const health = h('ol', { class: 'lines' });
  root.append(facts, h('div', { class: 'charts' }, charts.map((chart) => chart.node)),
    h('div', { class: 'columns' },
      h('section', { class: 'card' }, h('h2', {}, 'Last changes'), recent, h('p', {}, h('a', { href: '#/history' }, 'All revisions'))),
      h('section', { class: 'card' }, h('h2', {}, 'Health of endpoints'), health)));
  put(health, h('li', { class: 'muted' }, 'No endpoint has changed since this page was opened.'));
  charts.forEach((chart) => chart.start(signal));

  let status = null;
  const draw = () => put(facts, status ? facted(status, figures.at(-1)) : null);
  const refresh = async () => {
    status = await get('/status', signal);
    draw();
  };
  const list = async () => {
    const { items } = await get('/config/revisions?limit=6', signal);
    put(recent, items.map(revision));
  };
  const on = (name, work) => live.addEventListener(name, work, { signal });
  on('figures', () => {
    charts.forEach((chart) => chart.draw());
    draw();
  });
  on('change', () => Promise.all([refresh(), list()]).catch(() => {}));
  on('health', ({ detail }) => {
    health.querySelector('.muted')?.remove();
    health.prepend(healthLine(detail));
    [...health.children].slice(8).forEach((line) => line.remove());
  });
  every(5000, () => refresh().catch(() => {}));
  await Promise.all([refresh(), list()]);
}

function facted({ state, version, revision, uptime_seconds: uptime, store, unconfirmed }, now) {
  const kept = store?.reachable === false ? `${store.type}: ${store.trouble || 'not reachable'}` : store?.type;
  return [
    ['State', state, state === 'ready' ? 'good' : 'warn'],
    ['Revision', `${revision}${unconfirmed ? ' (unconfirmed)' : ''}`, unconfirmed ? 'warn' : ''],
    ['Store', kept, store?.reachable === false ? 'bad' : '', store?.place],
    ['In flight', number(now?.in_flight), ''],
    ['Uptime', span(uptime), ''],
    ['Version', version, ''],
  ].map(([name, value, kind, title]) => h('div', {}, h('dt', {}, name), h('dd', { class: kind, title }, value ?? '–')));
}

function revision({ revision: n, time, who, comment, summary }) {
  return h('li', {}, h('span', { class: 'figure' }, n), h('span', { class: 'grow' }, comment || summary || 'the first one', ' ', h('span', { class: 'muted' }, who)), h('time', { datetime: time, title: time }, moment(time)));
}

function healthLine({ upstream, endpoint, healthy }) {
  return h('li', {}, h('span', { class: `dot ${healthy ? 'good' : 'bad'}` }), h('span', { class: 'grow' }, h('code', {}, endpoint), ' of ', upstream, healthy ? ' is well' : ' is out'), h('time', {}, moment(new Date())));
}
