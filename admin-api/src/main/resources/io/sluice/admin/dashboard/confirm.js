// The bar that says that the last change will be undone, for as long as it may be.

import { call, get, now } from './api.js';
import { button, h, problem, put, toast } from './dom.js';
import { live } from './events.js';
import { span } from './format.js';

let clock = 0;

export function watch() {
  live.addEventListener('change', ({ detail }) => show(detail));
  refresh();
}

/** Asks whether the last revision waits. */
export async function refresh() {
  try {
    const { items } = await get('/config/revisions?limit=1');
    show(items[0] ?? {});
  } catch {
    // the view says what is wrong
  }
}

async function undo(revision) {
  const { etag } = await call('HEAD', '/config');
  await call('POST', '/config/rollback', { body: { revision: revision - 1 }, etag });
}

function show({ revision, confirm_by: by }) {
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
      bar.append(problem(error));
    }
    refresh();
  };
  put(bar, h('div', { class: 'bar', role: 'region', 'aria-label': 'Unconfirmed change' },
    h('span', {}, `Revision ${revision} is undone in `, left, ' unless it is confirmed.'),
    button('Confirm', act(() => call('POST', '/config/confirm'), `Revision ${revision} stays.`), { class: 'primary' }),
    button('Undo now', act(() => undo(revision), `Revision ${revision} is undone.`))));
  tick();
  clock = setInterval(tick, 1000);
}
