// The shell: which view is shown for the address, the keys, the theme.

import { dialog, h, problem, put, rove } from './dom.js';
import { listen, live } from './events.js';
import * as confirm from './confirm.js';
import { editor, picker } from './editor.js';
import { history } from './history.js';
import { overview } from './overview.js';
import { route, routes } from './routes.js';
import { tryRequest } from './try.js';
import { upstreams } from './upstreams.js';

/** [pattern, view, title]; a view fills `root` and may take its time; what it starts ends with `signal`. */
const VIEWS = [
  [/^\/$/, overview, () => 'Overview'],
  [/^\/routes$/, routes, () => 'Routes'],
  [/^\/routes\/([^/]+)$/, route, ([id]) => `Route ${id}`],
  [/^\/upstreams$/, upstreams, () => 'Upstreams'],
  [/^\/edit$/, picker, () => 'Editor'],
  [/^\/edit\/(config)$/, editor, () => 'Edit the config'],
  [/^\/edit\/(routes|upstreams)\/([^/]+)$/, editor, ([, id]) => `Edit ${id}`],
  [/^\/new\/(routes|upstreams)$/, editor, ([kind]) => `New ${kind.slice(0, -1)}`],
  [/^\/history$/, history, () => 'History'],
  [/^\/try$/, tryRequest, () => 'Try a request'],
];

const KEYS = [
  ['/', 'search'],
  ['g then o, r, u, e, h, t', 'Overview, Routes, Upstreams, Editor, History, Try'],
  ['↑ ↓ Home End', 'move in a list; ← → in a chart'],
  ['Ctrl + Enter', 'to the review of what is being edited'],
  ['Esc', 'close a window'],
  ['?', 'this list'],
];

const GO = { o: '#/', r: '#/routes', u: '#/upstreams', e: '#/edit', h: '#/history', t: '#/try' };
const THEMES = ['auto', 'light', 'dark'];

const main = document.getElementById('main');
const nav = document.querySelector('nav');
let leaving = new AbortController();
let shown = null;

async function show() {
  const [path, query] = (location.hash.slice(1) || '/').split('?');
  const found = VIEWS.map(([pattern, view, title]) => [pattern.exec(path), view, title]).find(([match]) => match);
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const moved = shown !== null && shown !== path;
  shown = path;
  const base = path.startsWith('/new') ? '/edit' : `/${path.split('/')[1]}`;
  nav.querySelectorAll('a').forEach((link) => {
    link.toggleAttribute('aria-current', link.hash === `#${base}`);
    if (link.hash === `#${base}`) {
      link.setAttribute('aria-current', 'page');
    }
  });
  rove(nav, 'a');
  if (!found) {
    put(main, h('h1', {}, 'Nothing here'), h('p', {}, h('a', { href: '#/' }, 'To the overview')));
    return;
  }
  const [match, view, title] = found;
  const parameters = match.slice(1).map(decodeURIComponent);
  document.title = `${title(parameters)} · Sluice`;
  const root = h('div', { class: 'view' }, h('h1', {}, title(parameters)));
  put(main, root);
  if (moved) {
    main.focus();
    scrollTo(0, 0);
  }
  const every = (milliseconds, work) => {
    const timer = setInterval(work, milliseconds);
    signal.addEventListener('abort', () => clearInterval(timer));
  };
  try {
    await view({ root, parameters, query: new URLSearchParams(query), signal, every });
  } catch (error) {
    if (!signal.aborted) {
      root.append(problem(error));
    }
  }
}

function keys() {
  dialog('Keyboard shortcuts', () => h('dl', { class: 'pairs' }, KEYS.map(([key, does]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, does)])));
}

let going = false;
document.addEventListener('keydown', (event) => {
  const typing = event.target.matches('input:not([type=checkbox]), textarea, select');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
    return;
  }
  if (going && GO[event.key]) {
    location.hash = GO[event.key];
  } else if (event.key === '/') {
    event.preventDefault();
    const search = main.querySelector('input[type=search]');
    if (search) {
      search.focus();
    } else {
      location.hash = '#/routes?find';
    }
  } else if (event.key === '?') {
    keys();
  }
  going = event.key === 'g';
});

function theme(name) {
  const root = document.documentElement;
  root.dataset.theme = name;
  localStorage.setItem('theme', name);
  put(document.getElementById('theme'), `Theme: ${name}`);
}

document.getElementById('keys').addEventListener('click', keys);
document.getElementById('theme').addEventListener('click', () => {
  theme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]);
});
theme(THEMES.includes(localStorage.getItem('theme')) ? localStorage.getItem('theme') : 'auto');

live.addEventListener('state', ({ detail }) => {
  const sign = document.getElementById('live');
  sign.className = `live state-${detail}`;
  put(sign, detail);
});
addEventListener('hashchange', show);
show();
listen();
confirm.watch();
