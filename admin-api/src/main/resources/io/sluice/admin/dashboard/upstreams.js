// Upstreams with their endpoints, and the operator's word on each.

import { call, get, id } from './api.js';
import { within } from './diff.js';
import { button, field, h, problem, put, rove, toast } from './dom.js';
import { live } from './events.js';
import { number, seconds } from './format.js';
import { changes } from './json.js';
import { asked, confirmed, dryRun } from './review.js';
import { table } from './table.js';

const PAGE = 20;
const WORDS = [['auto', 'Auto', 'by its health'], ['up', 'Up', 'in, whatever checks say'], ['drain', 'Drain', 'nothing new goes there'], ['down', 'Down', 'out at once']];

export async function upstreams({ root, query, signal, every }) {
  const search = h('input', { type: 'search', value: query.get('q') ?? '', placeholder: 'id or address' });
  const list = h('div', { class: 'list' });
  const find = (event) => {
    event.preventDefault();
    location.hash = asked('#/upstreams', { q: search.value.trim() });
  };
  root.append(h('form', { class: 'filter', role: 'search', onsubmit: find },
    field('Search', search), h('button', {}, 'Find'), h('a', { class: 'button', href: '#/new/upstreams' }, 'New upstream')), list);
  const { items, next } = await get(asked('/upstreams', { limit: PAGE, q: query.get('q'), cursor: query.get('cursor') }), signal);
  const cards = items.map((item) => card(item, signal));
  put(list, cards.map((each) => each.node), items.length ? null : h('p', { class: 'empty' }, 'No upstream is like that.'),
    next ? h('nav', { class: 'pages', 'aria-label': 'Pages' }, h('a', { class: 'button', href: asked('#/upstreams', { q: query.get('q'), cursor: next }) }, 'Next page')) : null);
  rove(list, 'h2 a');
  const refresh = () => Promise.all(cards.map((each) => each.refresh()));
  every(2000, refresh);
  live.addEventListener('health', refresh, { signal });
  await refresh();
}

function card(item, signal) {
  const endpoints = h('div', { class: 'endpoints' });
  const state = h('span', { class: 'muted' });
  const source = item.discovery ? `${item.discovery.type} ${item.discovery.service ?? item.discovery.name ?? ''}` : item.targets?.length === 1 ? '1 target' : `${item.targets?.length ?? 0} targets`;
  const node = h('section', { class: 'card upstream' },
    h('div', { class: 'card-head' }, h('h2', {}, h('a', { href: `#/edit/upstreams/${id(item.id)}` }, item.id)), state,
      h('span', { class: 'grow muted' }, [item.load_balancer?.policy ?? 'round_robin', source, item.health_check ? 'checked' : 'not checked'].join(' · ')),
      button('Delete', () => remove(item), { class: 'quiet', 'aria-label': `Delete ${item.id}` })),
    endpoints);
  let last = '';
  const refresh = async () => {
    try {
      const answer = await get(`/upstreams/${id(item.id)}/endpoints`, signal);
      const text = JSON.stringify(answer);
      if (text === last || endpoints.contains(document.activeElement) && sameAddresses(last, answer)) {
        update(endpoints, answer);
      } else {
        put(endpoints, rows(item.id, answer, refresh));
      }
      last = text;
      put(state, `${answer.items.filter((each) => each.serving).length} of ${answer.items.length} serve${answer.panic ? ', in panic' : ''}`);
    } catch (error) {
      if (!signal.aborted) {
        put(endpoints, problem(error));
      }
    }
  };
  return { node, refresh };
}

const addresses = (answer) => answer.items.map((each) => each.address).join(' ');
const sameAddresses = (last, answer) => last !== '' && addresses(JSON.parse(last)) === addresses(answer);

/** New values in the rows that are there, so that the focus stays. */
function update(endpoints, { items }) {
  endpoints.querySelectorAll('tbody tr').forEach((row, i) => {
    COLUMNS.forEach(({ cell }, c) => put(row.children[c].firstChild, cell(items[i])));
    row.querySelectorAll('[data-word]').forEach((each) => each.setAttribute('aria-pressed', String(each.dataset.word === items[i].operator)));
  });
}

const COLUMNS = [
  { name: 'Endpoint', cell: (each) => [h('span', { class: `dot ${each.serving ? 'good' : 'bad'}` }), ' ', h('code', {}, each.address), each.zone ? h('span', { class: 'muted' }, ` ${each.zone}`) : null] },
  { name: 'Health', kind: 'wide', cell: health },
  { name: 'Weight', kind: 'figure', cell: (each) => (each.effective_weight === each.weight ? each.weight : `${each.weight} (${each.effective_weight})`) },
  { name: 'In flight', kind: 'figure', cell: (each) => number(each.in_flight) },
  { name: 'Latency', kind: 'figure', cell: (each) => (each.latency_ms ? seconds(each.latency_ms / 1000) : '–') },
];

function health(each) {
  const out = each.ejected_for ? ` ejected: ${each.ejected_for}, ${Math.ceil(each.ejection_left_ms / 1000)} s left` : '';
  return [each.serving ? 'serves' : 'does not serve', h('span', { class: 'muted' }, `, ${each.health}${each.check ? ` (${each.check})` : ''}${out}`)];
}

function rows(upstream, { items }, refresh) {
  const word = { name: 'Operator', cell: (each) => words(upstream, each, refresh) };
  return table(`Endpoints of ${upstream}`, [...COLUMNS, word], items, 'It has no endpoint.');
}

function words(upstream, endpoint, refresh) {
  const say = async (state) => {
    try {
      await call('PUT', `/upstreams/${id(upstream)}/endpoints/${id(endpoint.address)}/state`, { body: { state } });
      toast(`${endpoint.address}: ${state}`);
      await refresh();
    } catch (error) {
      toast(error.message, 'bad');
    }
  };
  return h('div', { class: 'group', role: 'group', 'aria-label': `Operator’s word on ${endpoint.address}` },
    WORDS.map(([state, label, title]) => button(label, () => say(state), { title, 'data-word': state, 'aria-pressed': String(endpoint.operator === state) })));
}

async function remove(item) {
  const path = `/upstreams/${id(item.id)}`;
  const { etag } = await call('GET', path);
  const done = await confirmed(`Delete ${item.id}?`, {
    label: 'Delete',
    danger: true,
    trial: async () => [within(changes(item, undefined), 'upstreams', item.id), await dryRun('DELETE', path, { etag })],
    apply: ({ comment, within: span }) => call('DELETE', asked(path, { confirm_within: span }), { etag, comment }),
  });
  if (done) {
    toast(`Deleted: ${item.id}`);
    dispatchEvent(new Event('hashchange'));
  }
}
