// Routes: the list, and one of them with what passes through it now.

import { MOST, call, get, id } from './api.js';
import { Chart } from './chart.js';
import { button, field, h, problem, put, rove, toast } from './dom.js';
import { within } from './diff.js';
import { number, seconds } from './format.js';
import { changes } from './json.js';
import { asked, confirmed, dryRun } from './review.js';
import { written } from './source.js';
import { table } from './table.js';

const PAGE = 50;

export async function routes({ root, query, signal }) {
  const search = h('input', { type: 'search', value: query.get('q') ?? '', placeholder: 'id, host or path' });
  const label = h('input', { type: 'text', value: query.get('label') ?? '', placeholder: 'team:accounts' });
  const list = h('div', { class: 'list' });
  const find = (event) => {
    event.preventDefault();
    location.hash = asked('#/routes', { q: search.value.trim(), label: label.value.trim() });
  };
  root.append(
    h('form', { class: 'filter', role: 'search', onsubmit: find },
      field('Search', search), field('Label', label), h('button', {}, 'Find'),
      h('a', { class: 'button', href: '#/new/routes' }, 'New route')),
    list);
  if (query.has('find') || query.has('q')) {
    search.focus();
  }
  const labels = (query.get('label') ?? '').split(/[\s,]+/).filter(Boolean).map((each) => `&label=${id(each)}`).join('');
  const path = asked('/routes', { limit: PAGE, q: query.get('q'), cursor: query.get('cursor') });
  const { items, next } = await get(path + labels, signal);
  const page = (cursor) => asked('#/routes', { q: query.get('q'), label: query.get('label'), cursor });
  put(list, table('Routes', COLUMNS, items, 'No route is like that.'),
    h('nav', { class: 'pages', 'aria-label': 'Pages' },
      query.get('cursor') ? h('a', { class: 'button', href: page(null) }, 'First page') : null,
      next ? h('a', { class: 'button', href: page(next) }, 'Next page') : null));
  rove(list, 'td a.thing');
}

const COLUMNS = [
  { name: 'Route', cell: (route) => [h('a', { class: 'thing', href: `#/routes/${id(route.id)}` }, route.id), route.enabled === false ? h('span', { class: 'tag' }, 'disabled') : null] },
  { name: 'Match', kind: 'wide', cell: (route) => match(route.match ?? {}) },
  { name: 'Target', cell: target },
  { name: 'Filters', cell: (route) => (route.filters ?? []).map((filter) => filter.name).join(', ') || '–' },
  { name: 'Labels', cell: (route) => labelsOf(route) },
];

function labelsOf({ labels }) {
  return Object.entries(labels ?? {}).map(([key, value]) => h('a', { class: 'tag', href: asked('#/routes', { label: `${key}:${value}` }) }, `${key}:${value}`));
}

function match({ hosts = [], path = {}, methods = [], headers = [], query = [], cookies = [], remote_addrs: from = [] }) {
  const [[kind, value] = ['any path', '']] = Object.entries(path);
  const more = headers.length + query.length + cookies.length + from.length;
  return [
    methods.length ? h('span', { class: 'methods' }, methods.join(' ')) : null, ' ',
    h('code', {}, hosts.join(', '), value), ' ', h('span', { class: 'muted' }, kind, more ? ` and ${more} more` : ''),
  ];
}

function target(route) {
  const link = (name) => h('a', { href: asked('#/upstreams', { q: name }) }, name);
  if (route.upstream) {
    return link(route.upstream);
  }
  if (route.weighted_upstreams) {
    return route.weighted_upstreams.map((each, i) => [i ? ', ' : '', link(each.upstream), ` ${each.weight}`]);
  }
  return route.redirect ? `redirect ${route.redirect.status ?? ''} ${route.redirect.location ?? ''}` : route.direct_response ? `answer ${route.direct_response.status ?? 200}` : '–';
}

export async function route({ root, parameters: [name], signal, every }) {
  const path = `/routes/${id(name)}`;
  const { data, etag } = await call('GET', path, { signal });
  const enabled = data.enabled !== false;
  const done = (text) => {
    toast(text);
    location.hash = '#/routes';
  };
  const ask = async (title, method, options, list, label, danger) => {
    const trial = async () => [list, await dryRun(method, path, { ...options, etag })];
    const apply = ({ comment, within: span }) => call(method, asked(path, { confirm_within: span }), { ...options, etag, comment });
    if (await confirmed(title, { label, danger, trial, apply })) {
      done(`${label}: ${name}`);
    }
  };
  const toggle = () => ask(`${enabled ? 'Disable' : 'Enable'} ${name}?`, 'PATCH', { body: { enabled: !enabled }, type: 'application/merge-patch+json' },
    within(changes(data, { ...data, enabled: !enabled }), 'routes', name), enabled ? 'Disable' : 'Enable', enabled);
  const remove = () => ask(`Delete ${name}?`, 'DELETE', {}, within(changes(data, undefined), 'routes', name), 'Delete', true);
  const pairs = [
    ['Match', match(data.match ?? {})],
    ...['headers', 'query', 'cookies', 'remote_addrs'].filter((key) => data.match?.[key]?.length).map((key) => [key, h('code', {}, JSON.stringify(data.match[key]))]),
    ['Target', target(data)],
    ...['priority', 'class', 'rewrite', 'timeout', 'retry'].filter((key) => data[key] !== undefined).map((key) => [key, h('code', {}, plain(data[key]))]),
    ['Labels', Object.keys(data.labels ?? {}).length ? labelsOf(data) : '–'],
  ];
  root.append(
    h('div', { class: 'actions start' },
      h('a', { class: 'button primary', href: `#/edit/routes/${id(name)}` }, 'Edit'),
      button(enabled ? 'Disable' : 'Enable', toggle), button('Delete', remove, { class: 'danger' }),
      enabled ? null : h('span', { class: 'tag' }, 'disabled')),
    h('div', { class: 'columns' },
      h('section', { class: 'card' }, h('h2', {}, 'Route'), h('dl', { class: 'pairs' }, pairs.map(([key, value]) => [h('dt', {}, key), h('dd', {}, value)]))),
      h('section', { class: 'card' }, h('h2', {}, 'Chain'), chain(data.filters ?? [], signal))));
  await watchFigures({ root, path, signal, every });
}

const plain = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function chain(filters, signal) {
  const defaults = h('li', { class: 'muted' }, 'the default filters of the config');
  call('GET', '/config', { most: MOST, signal }).then(({ data }) => {
    if (data && !data.default_filters?.length) {
      put(defaults, 'no default filters');
    } else if (data) { // of a config that is too long the phrase has to do
      defaults.replaceWith(...data.default_filters.map((each) => step(each, 'default')));
    }
  }, () => {});
  return h('ol', { class: 'chain' }, defaults, filters.map((each) => step(each)), h('li', { class: 'muted' }, 'the target'));
}

function step({ name, enabled, config }, tag) {
  const tags = [tag, enabled === false && 'disabled'].filter(Boolean).map((each) => h('span', { class: 'tag' }, each));
  return h('li', {}, h('strong', {}, name), tags, config ? h('pre', {}, written(config, 'yaml').trimEnd()) : null);
}

/** Asks for the counts since the start every two seconds, and shows what happened between. */
async function watchFigures({ root, path, signal, every }) {
  const points = [];
  const charts = [
    new Chart({ title: 'Requests per second', points: () => points, series: [{ key: 'requests', label: 'requests/s', kind: 'first' }, { key: 'errors', label: '5xx/s', kind: 'bad' }] }),
    new Chart({ title: 'Latency', points: () => points, format: seconds, least: 0.001, series: [{ key: 'p50', label: 'p50', kind: 'first' }, { key: 'p95', label: 'p95', kind: 'second' }, { key: 'p99', label: 'p99', kind: 'third' }] }),
  ];
  const totals = h('dl', { class: 'facts' });
  root.append(totals, h('div', { class: 'charts' }, charts.map((chart) => chart.node)));
  charts.forEach((chart) => chart.start(signal));
  let before = null;
  const look = async () => {
    const now = { ...(await get(`${path}/figures`, signal)), at: Date.now() };
    if (before) {
      points.push(between(before, now));
      points.splice(0, points.length - 150);
      charts.forEach((chart) => chart.draw());
    }
    before = now;
    put(totals, [['Since the start', number(now.requests)], ['5xx', number(now.errors)], ['Answered here', number(now.local)], ['In flight', number(now.in_flight)]]
      .map(([key, value]) => h('div', {}, h('dt', {}, key), h('dd', {}, value))));
  };
  try {
    await look();
    every(2000, () => look().catch(() => {}));
  } catch (error) {
    put(totals, problem(error));
  }
}

function between(before, now) {
  const span = (now.at - before.at) / 1000;
  const counts = now.durations.map((count, i) => Math.max(0, count - (before.durations[i] ?? 0)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => quantile(part, counts, total, now.buckets));
  return { at: now.at, requests: Math.max(0, now.requests - before.requests) / span, errors: Math.max(0, now.errors - before.errors) / span, p50, p95, p99 };
}

/** As if durations were spread evenly within a bucket; of the last one its lower bound. */
function quantile(part, counts, total, bounds) {
  let below = 0;
  for (let i = 0; total > 0 && i < counts.length; i++) {
    if (counts[i] > 0 && below + counts[i] >= part * total) {
      const from = i === 0 ? 0 : bounds[i - 1];
      return bounds[i] === null ? from : from + ((bounds[i] - from) * (part * total - below)) / counts[i];
    }
    below += counts[i];
  }
  return null;
}
