// Changes as people read them: thing by thing, field by field, before beside after.

import { h } from './dom.js';
import { number } from './format.js';
import { changes, patched, segments } from './json.js';

const LISTS = new Set(['routes', 'upstreams', 'consumers', 'listeners']);
const MOST_CHANGES = 500; // of one diff, and
const MOST_TEXT = 4000; // characters of one value: more is slow to lay out, and nobody reads it

/** Changes of JSON Patch operations on a document; without the document (null) only what they say. */
export function ofOperations(operations, document) {
  if (document !== null) {
    try {
      return changes(document, patched(document, operations));
    } catch {
      // not the document that they were made for
    }
  }
  return operations.map(({ op, path, value }) => ({ path: told(path, value), before: op === 'add' ? undefined : null, after: op === 'remove' ? undefined : value, unknown: op !== 'add' }));
}

/** Says so when the texts behind a difference have a number that cannot be shown; it is applied as it is. */
export const rounding = (number) => number && h('p', { class: 'note warn' }, `Rounded here, and nowhere else: numbers as long as ${number.token}.`);

/** A pointer as a path; a thing that is whole there has its name, any other its place. */
function told(path, value) {
  const steps = segments(path);
  if (LISTS.has(steps[0]) && steps.length > 1) {
    steps[1] = steps.length === 2 && value?.id ? { name: value.id } : Number(steps[1]);
  }
  return steps;
}

/** The same with `thing` before each path, such as `routes/users`. */
export const within = (list, name, thing) => list.map((change) => ({ ...change, path: [name, { name: thing }, ...change.path] }));

export function diff(list) {
  const groups = new Map();
  const shown = list.slice(0, MOST_CHANGES);
  for (const change of shown) {
    const [thing, rest] = split(change.path);
    groups.set(thing, [...(groups.get(thing) ?? []), { ...change, rest }]);
  }
  return h('div', { class: 'diff' },
    shown.some(({ path: [first, second] }) => LISTS.has(first) && typeof second === 'number')
      ? h('p', { class: 'muted' }, 'A number in brackets is a place in the list before the change, counted from 0.') : null,
    [...groups].map(([thing, all]) => h('section', { 'aria-label': thing }, h('h3', {}, thing), all.map(one))),
    list.length > shown.length ? h('p', { class: 'note warn' }, `${number(list.length - shown.length)} more are not shown.`) : null);
}

function split(path) {
  const [first, second, ...rest] = path;
  const listed = LISTS.has(first) && second !== undefined && second !== 'order';
  return listed ? [typeof second === 'number' ? `${first}[${second}]` : `${first}/${segment(second)}`, rest] : [String(first ?? 'document'), path.slice(1)];
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
  const whole = short.length <= 60 ? short : JSON.stringify(value, null, 2);
  return whole.length <= MOST_TEXT ? whole : `${whole.slice(0, MOST_TEXT)}\n… ${number(whole.length - MOST_TEXT)} characters more`;
}
