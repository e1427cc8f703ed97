// The admin API. The token lives in this variable only: it is gone with the page.

import { button, dialog, field, h } from './dom.js';

export const BASE = '/admin/v1';

/** Bytes of a document that a page works on without pain. */
export const MOST = 4 * 1024 * 1024;

let token = '';
let asking = null;
let clockAhead = 0;

/** An answer that says no. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `status ${status}`);
    Object.assign(this, { status, reason: body.reason, title: body.title, detail: body.detail, errors: body.errors, body });
  }
}

/** Milliseconds since 1970 by the gateway's clock. */
export const now = () => Date.now() + clockAhead;

export const id = encodeURIComponent;

/**
 * Calls the API; asks for a token when it wants one.
 * Options: body (JSON unless `type` says otherwise), type, etag (If-Match), create (If-None-Match: *), comment,
 * minimal (no document comes back), most (bytes: of a longer answer text and data are null, and it is not loaded), signal.
 */
export async function call(method, path, options = {}) {
  const response = await authorized(path, { method, signal: options.signal, headers: headers(options), body: text(options) });
  const body = await content(response, options.most ?? Infinity);
  const json = /json/.test(response.headers.get('content-type') ?? '') && body ? JSON.parse(body) : null;
  if (!response.ok) {
    throw new Problem(response.status, json ?? { title: response.statusText });
  }
  clockAhead = Date.parse(response.headers.get('date') ?? '') - Date.now() || 0;
  return { data: json, text: body, etag: response.headers.get('etag'), revision: response.headers.get('config-revision') };
}

async function content(response, most) {
  if (Number(response.headers.get('content-length')) > most) {
    await response.body.cancel();
    return null;
  }
  const body = await response.text();
  return body.length > most ? null : body;
}

/** What is at a path. */
export const get = async (path, signal) => (await call('GET', path, { signal })).data;

/** The response itself, for a stream. */
export async function authorized(path, init) {
  for (;;) {
    const sent = token;
    const headers = sent ? { ...init.headers, authorization: `Bearer ${sent}` } : init.headers;
    const response = await fetch(BASE + path, { ...init, headers, cache: 'no-store', credentials: 'omit' });
    if (response.status !== 401) {
      return response;
    }
    if (token === sent) { // nobody has given another one meanwhile
      await askToken(sent !== '');
    }
  }
}

/** A field's value has octets only: those of UTF-8, each as a character. */
function octets(text) {
  return Array.from(new TextEncoder().encode(text), octet => String.fromCharCode(octet)).join('');
}

function headers({ type, body, etag, create, comment, minimal }) {
  const set = { accept: 'application/json' };
  if (body !== undefined) {
    set['content-type'] = type ?? 'application/json';
  }
  if (etag) {
    set['if-match'] = etag;
  }
  if (create) {
    set['if-none-match'] = '*';
  }
  if (minimal) {
    set.prefer = 'return=minimal';
  }
  if (comment) {
    set['change-comment'] = octets(comment);
  }
  return set;
}

function text({ body }) {
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
}

/** One window, however many calls wait for it. */
function askToken(refused) {
  asking ??= signIn(refused).finally(() => {
    asking = null;
  });
  return asking;
}

/** A token is tried with one call, before all that wait come with it: wrong ones are counted. */
async function signIn(refused) {
  for (let wrong = refused; ;) {
    const given = await tokenWindow(wrong);
    if (!given) {
      await waitForSignIn();
      wrong = false;
      continue;
    }
    const headers = { authorization: `Bearer ${given}` };
    const response = await fetch(`${BASE}/status`, { headers, cache: 'no-store', credentials: 'omit' });
    if (response.status !== 401) {
      token = given;
      return;
    }
    wrong = true;
  }
}

function tokenWindow(refused) {
  return dialog('Sign in', (close) => {
    const input = h('input', { type: 'password', autocomplete: 'off', required: true, autofocus: true });
    const submit = (event) => {
      event.preventDefault();
      close(input.value.trim());
    };
    return h('form', { onsubmit: submit, class: 'stack' },
      refused ? h('p', { class: 'note bad', role: 'alert' }, 'The gateway does not know this token.') : null,
      field('Token', input, 'Of admin.tokens in the config. It is kept in this page’s memory only.'),
      h('div', { class: 'actions' }, h('button', { class: 'primary' }, 'Sign in')));
  });
}

/** The window was closed without a token: nothing is shown until there is one. */
function waitForSignIn() {
  return new Promise((resolve) => {
    const main = document.getElementById('main');
    const again = h('div', { class: 'note' }, 'The gateway asks for a token. ', button('Sign in', () => {
      again.remove();
      resolve();
    }));
    main.prepend(again);
  });
}
