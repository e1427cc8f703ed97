// The revisions: who changed what, what differs, and the way back.

import { BASE, MOST, call, get } from './api.js';
import { refresh as refreshConfirm } from './confirm.js';
import { diff, ofOperations, rounding } from './diff.js';
import { button, dialog, field, h, problem, put, rove, toast } from './dom.js';
import { live } from './events.js';
import { moment } from './format.js';
import { lost } from './numbers.js';
import { asked, confirmed, dryRun } from './review.js';
import { table } from './table.js';

const PAGE = 50;

export async function history({ root, query, signal }) {
  const list = h('div', { class: 'list' });
  const from = h('input', { type: 'number', min: 1, required: true });
  const to = h('input', { type: 'number', min: 1, required: true });
  const compare = (event) => {
    event.preventDefault();
    showDiff(Number(from.value), Number(to.value));
  };
  root.append(h('form', { class: 'filter', onsubmit: compare }, field('From revision', from), field('to', to), h('button', {}, 'Compare')), list);
  const load = async () => {
    const { items, next } = await get(asked('/config/revisions', { limit: PAGE, cursor: query.get('cursor') }), signal);
    const current = query.get('cursor') ? null : items[0]?.revision;
    from.value ||= items[1]?.revision ?? '';
    to.value ||= items[0]?.revision ?? '';
    put(list, table('Revisions', columns(current, load), items, 'No revision is kept.'),
      next ? h('nav', { class: 'pages', 'aria-label': 'Pages' }, h('a', { class: 'button', href: asked('#/history', { cursor: next }) }, 'Older')) : null);
    rove(list, 'td button.thing');
  };
  live.addEventListener('change', () => load().catch(() => {}), { signal });
  await load();
}

function columns(current, reload) {
  return [
    { name: 'Revision', kind: 'figure', cell: (each) => button(String(each.revision), () => showDiff(each.revision - 1, each.revision), { class: 'link thing', 'aria-label': `What revision ${each.revision} changed` }) },
    { name: 'When', cell: (each) => h('time', { datetime: each.time, title: each.time }, moment(each.time)) },
    { name: 'Who', cell: (each) => [each.who, h('span', { class: 'muted' }, ` ${each.source}`, each.from ? ` ${each.from}` : '')] },
    { name: 'What', kind: 'wide', cell: (each) => [each.comment ? h('div', {}, each.comment) : null, h('div', { class: each.comment ? 'muted' : '' }, each.summary), each.confirm_by ? h('span', { class: 'tag' }, 'unconfirmed') : null] },
    { name: '', cell: (each) => (each.revision === current ? h('span', { class: 'tag' }, 'in force') : button('Roll back', () => back(each.revision, reload), { 'aria-label': `Roll back to revision ${each.revision}` })) },
  ];
}

/** The document of a revision, for its values and names; null when it is too long, or cannot be had or kept. */
async function documentOf(revision) {
  try {
    const { data, text } = await call('GET', `/config/revisions/${revision}?document=true`, { most: MOST });
    return lost(text) ? null : data?.document ?? null;
  } catch {
    return null;
  }
}

async function compared(from, to) {
  const path = `/config/revisions/${from}/diff?to=${to}`;
  const { data, text } = await call('GET', path, { most: MOST });
  if (data === null) {
    return h('p', { class: 'note warn' }, 'They differ in more than a page can show. The admin API has it all: ', h('code', {}, `GET ${BASE}${path}`));
  }
  if (data.diff.length === 0) {
    return h('p', {}, 'They are the same.');
  }
  const rounded = lost(text); // values that differ may then look the same: all that is said is shown
  return [rounding(rounded), diff(ofOperations(data.diff, rounded ? null : await documentOf(from)))];
}

function showDiff(from, to) {
  return dialog(`Revision ${from} → ${to}`, () => {
    const body = h('div', {}, h('p', { class: 'muted' }, 'Comparing …'));
    compared(from, to).then((shown) => put(body, shown), (error) => put(body, problem(error)));
    return body;
  }, { class: 'large' });
}

async function back(revision, reload) {
  let etag = null; // of the document that was shown to change
  const done = await confirmed(`Roll back to revision ${revision}?`, {
    label: 'Roll back',
    danger: true,
    trial: async () => {
      const now = await call('GET', '/config', { most: MOST });
      etag = now.etag; // the diff is of this one, or there is none
      const result = await dryRun('POST', '/config/rollback', { body: { revision }, etag });
      return [ofOperations(result.diff, result.rounded || lost(now.text) ? null : now.data), result];
    },
    apply: ({ comment, within }) => call('POST', asked('/config/rollback', { confirm_within: within }), { body: { revision }, comment, etag, minimal: true }),
  });
  if (done) {
    toast(`Rolled back to revision ${revision}.`);
    refreshConfirm();
    await reload();
  }
}
