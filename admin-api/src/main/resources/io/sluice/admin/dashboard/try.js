// Which way a request would take, and why not another.

import { call, id } from './api.js';
import { field, h, problem, put } from './dom.js';
import { asked } from './review.js';
import { table } from './table.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export async function tryRequest({ root, signal }) {
  const method = h('select', {}, METHODS.map((each) => h('option', { value: each }, each)));
  const scheme = h('select', {}, ['http', 'https'].map((each) => h('option', { value: each }, each)));
  const host = h('input', { type: 'text', placeholder: 'api.example.com', autocomplete: 'off' });
  const path = h('input', { type: 'text', value: '/', required: true, autocomplete: 'off' });
  const client = h('input', { type: 'text', placeholder: '203.0.113.7', autocomplete: 'off' });
  const headers = h('textarea', { rows: 4, spellcheck: 'false', placeholder: 'x-env: canary' });
  const answer = h('div', { 'aria-live': 'polite', class: 'list' });
  const ask = async (event) => {
    event.preventDefault();
    const request = { method: method.value, scheme: scheme.value, path: path.value };
    if (host.value.trim()) {
      request.host = host.value.trim();
    }
    if (client.value.trim()) {
      request.client_ip = client.value.trim();
    }
    const fields = read(headers.value);
    if (Object.keys(fields).length) {
      request.headers = fields;
    }
    try {
      const { data } = await call('POST', '/routes/match', { body: request, signal });
      put(answer, found(data), nearest(data.others ?? []));
    } catch (error) {
      put(answer, problem(error));
    }
  };
  root.append(
    h('form', { class: 'card try', onsubmit: ask },
      field('Method', method), field('Scheme', scheme), field('Host', host), field('Path', path, 'With its query, if it has one.'),
      field('Client address', client), field('Headers', headers, 'One a line: name: value'),
      h('div', { class: 'actions' }, h('button', { class: 'primary' }, 'Try'))),
    answer);
}

/** `name: value` lines. */
function read(text) {
  const fields = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      fields[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    }
  }
  return fields;
}

function found({ route, rule, chain = [], upstreams = [], path_params: params }) {
  if (!route) {
    return h('section', { class: 'card' }, h('h2', {}, 'No route matches'), h('p', { class: 'muted' }, 'It would be answered with 404 or 405.'));
  }
  const steps = [...chain.map((name) => h('li', {}, name)), ...upstreams.map((name) => h('li', {}, h('a', { href: asked('#/upstreams', { q: name }) }, name)))];
  const pairs = [
    ['Route', h('a', { href: `#/routes/${id(route)}` }, route)],
    ['Rule', rule ? h('code', {}, typeof rule === 'string' ? rule : JSON.stringify(rule)) : '–'],
    ...Object.entries(params ?? {}).map(([key, value]) => [`{${key}}`, h('code', {}, value)]),
    ['Way', steps.length ? h('ol', { class: 'way' }, steps) : 'answered by the gateway'],
  ];
  return h('section', { class: 'card' }, h('h2', {}, 'It takes'), h('dl', { class: 'pairs' }, pairs.map(([key, value]) => [h('dt', {}, key), h('dd', {}, value)])));
}

function nearest(others) {
  if (others.length === 0) {
    return null;
  }
  const columns = [
    { name: 'Route', cell: (each) => h('a', { href: `#/routes/${id(each.route)}` }, each.route) },
    { name: 'Criterion', cell: (each) => each.criterion },
    { name: 'Why not', kind: 'wide', cell: (each) => each.reason },
  ];
  return h('section', { class: 'card' }, h('h2', {}, 'Why not another'), table('Routes that do not match', columns, others, ''));
}
