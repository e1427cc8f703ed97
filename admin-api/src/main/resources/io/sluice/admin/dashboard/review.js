// What a change would do, before it is done: its diff, warnings, errors, what it means for recent requests.

import { call } from './api.js';
import { diff, rounding } from './diff.js';
import { button, dialog, field, h, problem, put } from './dom.js';
import { number } from './format.js';
import { lost } from './numbers.js';

const SPANS = [['30s', '30 seconds'], ['60s', '1 minute'], ['5m', '5 minutes'], ['15m', '15 minutes']];

/** A path with more parameters. */
export function asked(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
  return query ? `${path}?${query}` : path;
}

/** A write as it would be done. */
export async function dryRun(method, path, options) {
  const { data, text } = await call(method, asked(path, { dry_run: 'true' }), options);
  return { ...data, rounded: lost(text) };
}

export class Review {
  /** apply: async ({comment, within}) => anything; jump: (pointer) => void, from an error to its place. */
  constructor({ label, danger, apply, jump }) {
    this.jump = jump;
    this.body = h('div', { class: 'review-body', 'aria-live': 'polite' });
    this.comment = h('input', { type: 'text', maxlength: 500, placeholder: 'Why' });
    this.undo = h('input', { type: 'checkbox', id: 'undo-unless' });
    this.within = h('select', { 'aria-label': 'Time to confirm' }, SPANS.map(([value, text]) => h('option', { value, selected: value === '60s' }, text)));
    this.button = button(label, () => this.run(apply), { class: danger ? 'danger' : 'primary', disabled: true });
    this.node = h('section', { class: 'review', 'aria-label': 'Review' },
      this.body,
      h('div', { class: 'review-foot' },
        field('Comment', this.comment),
        h('div', { class: 'undo' }, this.undo, ' ', h('label', { for: 'undo-unless' }, 'Undo it unless confirmed within'), ' ', this.within),
        h('div', { class: 'actions' }, this.button)));
  }

  /** Nothing can be applied now. */
  says(text) {
    this.button.disabled = true;
    put(this.body, h('p', { class: 'muted' }, text));
  }

  fails(error, more) {
    this.button.disabled = true;
    put(this.body, error.errors?.length ? this.faults(error.errors) : problem(error), more);
  }

  /** list: what changes, for people; result: of the dry run. */
  shows(list, result, above) {
    const valid = result.valid && !result.errors?.length;
    this.button.disabled = !valid || (list.length === 0 && !result.diff?.length);
    put(this.body, above,
      valid ? null : this.faults(result.errors ?? []),
      list.length === 0 ? h('p', { class: 'muted' }, 'Nothing changes.') : null,
      (result.warnings ?? []).map(({ path, message }) => h('div', { class: 'note warn' }, h('strong', {}, 'Warning'), ' ', h('code', {}, path), ' ', message)),
      valid && list.length > 0 && result.preflight ? preflight(result.preflight) : null,
      list.length > 0 ? h('h2', {}, list.length === 1 ? '1 change' : `${number(list.length)} changes`) : null,
      rounding(result.rounded),
      list.length > 0 ? diff(list) : null);
  }

  faults(errors) {
    return h('div', { class: 'note bad', role: 'alert' },
      h('strong', {}, errors.length === 1 ? '1 error' : `${errors.length} errors`),
      h('ul', {}, errors.map(({ pointer, message }) => h('li', {},
        this.jump ? button(pointer || 'here', () => this.jump(pointer), { class: 'link' }) : h('code', {}, pointer), ' ', message))));
  }

  async run(apply) {
    this.button.disabled = true;
    try {
      await apply({ comment: this.comment.value.trim(), within: this.undo.checked ? this.within.value : '' });
    } catch (error) {
      this.fails(error);
    }
  }
}

/** What recent requests would meet. */
function preflight({ requests, changed, moves = [], unknown = [] }) {
  const sentence = requests === 0
    ? 'There are no recent requests to replay.'
    : changed === 0
      ? `None of the last ${number(requests)} requests would change.`
      : `${number(changed)} of the last ${number(requests)} requests would change:`;
  const route = (name) => (name === null || name === undefined ? h('em', {}, 'no route') : h('code', {}, name));
  const way = ({ before, after, what }) => (what === 'chain' ? [route(before), ' with other filters, rewriting or target'] : [route(before), ' → ', route(after)]);
  return h('div', { class: `note preflight ${changed ? 'warn' : 'good'}` },
    h('strong', {}, sentence),
    h('ul', {}, moves.map((move) => h('li', {}, `${number(move.count)} × `, way(move), h('span', { class: 'muted' }, ` such as ${move.example}`)))),
    unknown.length ? h('p', { class: 'muted' }, `Not known of them, so nothing is said of routes that ask for it: ${unknown.join(', ')}.`) : null);
}

/**
 * Asks before a change that is one click: trial: async () => [list, result]; apply: async ({comment, within}) => anything.
 * True when it was done.
 */
export function confirmed(title, { label, danger, trial, apply }) {
  return dialog(title, (close) => {
    const review = new Review({
      label,
      danger,
      apply: async (options) => {
        await apply(options);
        close(true);
      },
    });
    review.says('Checking …');
    trial().then(([list, result]) => review.shows(list, result), (error) => review.fails(error));
    return review.node;
  }, { class: 'large' });
}
