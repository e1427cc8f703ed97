// The bar that says that the last change will be undone, for as long as it may be.

import { call, get, now } from './api.js';
import { button, h, put, toast } from './dom.js';
import { live } from './events.js';
import { span } from './format.js';

let clock = 0;
let serial = 0; // of what was heard last: an answer that comes after newer word is nothing

export function watch() {
  live.addEventListener('change', ({ detail }) => {
    if (detail.confirm_by) {
      refresh(); // for its tag
    } else {
      serial++;
      show(detail);
    }
  });
  refresh();
}

/** Asks whether the last revision waits. */
export async function refresh() {
  const mine = ++serial;
  try {
    const { items } = await get('/config/revisions?limit=1');
    if (mine === serial) {
      show(items[0] ?? {});
    }
  } catch {
    // the view says what is wrong
  }
}

/** Acts on the revision that is shown: if another is in force by now, its tag refuses the act. */
function show({ revision, etag, confirm_by: by }) {
  clearInterval(clock);
  const bar = document.getElementById('confirm');
  if (!by) {
    put(bar);
    return;
  }
  const left = h('strong', { class: 'figure' });
  const tick = () => {
    const seconds = (Date.parse(by) - now()) / 1000;
    put(left, span(Math.ceil(seconds)));
    if (seconds < -1) {
      clearInterval(clock);
      put(bar);
      refresh();
    }
  };
  const act = (work, done) => async () => {
    try {
      await work();
      toast(done);
    } catch (error) {
      toast(error.status === 412 ? `Revision ${revision} is not in force any more: nothing is done.` : error.message, 'bad');
    }
    refresh();
  };
  put(bar, h('div', { class: 'bar', role: 'region', 'aria-label': 'Unconfirmed change' },
    h('span', {}, `Revision ${revision} is undone in `, left, ' unless it is confirmed.'),
    button('Confirm', act(() => call('POST', '/config/confirm', { etag }), `Revision ${revision} stays.`), { class: 'primary' }),
    button('Undo now', act(() => call('POST', '/config/rollback', { body: { revision: revision - 1 }, etag, minimal: true }), `Revision ${revision} is undone.`))));
  tick();
  clock = setInterval(tick, 1000);
}
