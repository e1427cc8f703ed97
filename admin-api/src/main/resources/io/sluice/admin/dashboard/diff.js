// Changes as people read them: thing by thing, field by field, before beside after.

import { h } from './dom.js';
import { changes, patched, segments } from './json.js';

const LISTS = new Set(['routes', 'upstreams', 'listeners']);

/** Changes of JSON Patch operations on a document; without the document only what they say. */
export function ofOperations(operations, document) {
  if (document !== null) {
    try {
      return changes(document, patched(document, operations));
    } catch {
      // not the document that they were made for
    }
  }
  return operations.map(({ op, path, value }) => ({ path: segments(path), before: op === 'add' ? undefined : null, after: op === 'remove' ? undefined : value, unknown: op !== 'add' }));
}

/** The same with `thing` before each path, such as `routes/users`. */
export const within = (list, name, thing) => list.map((change) => ({ ...change, path: [name, { name: thing }, ...change.path] }));

export function diff(list) {
  const groups = new Map();
  for (const change of list) {
    const [thing, rest] = split(change.path);
    groups.set(thing, [...(groups.get(thing) ?? []), { ...change, rest }]);
  }
  return h('div', { class: 'diff' }, [...groups].map(([thing, all]) => h('section', { 'aria-label': thing }, h('h3', {}, thing), all.map(one))));
}

function split(path) {
  const [first, second, ...rest] = path;
  const listed = LISTS.has(first) && second !== undefined && second !== 'order';
  return listed ? [`${first}/${segment(second)}`, rest] : [String(first ?? 'document'), path.slice(1)];
}

const segment = (step) => (typeof step === 'object' ? step.name : String(step));

function label(rest) {
  return rest.map((step, i) => (typeof step === 'object' || typeof step === 'number' ? `[${segment(step)}]` : `${i ? '.' : ''}${step}`)).join('');
}

function one({ rest, before, after, unknown }) {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const name = label(rest);
  return h('div', { class: `field-diff ${kind}` },
    h('div', { class: 'field-name' }, name ? h('code', {}, name) : 'all of it', ' ', h('span', { class: 'tag' }, kind)),
    before === undefined ? null : h('pre', { class: 'before', 'aria-label': 'before' }, unknown ? '(as it was)' : text(before)),
    after === undefined ? null : h('pre', { class: 'after', 'aria-label': 'after' }, text(after)));
}

function text(value) {
  const short = JSON.stringify(value);
  return short.length <= 60 ? short : JSON.stringify(value, null, 2);
}
