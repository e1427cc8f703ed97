// The gateway's events, read with fetch: EventSource cannot send the token in a header.

import { authorized } from './api.js';

const KEPT = 300; // seconds
const PATIENCE = 40000; // ms; the gateway says something every 15 s at least

/** Dispatches `figures`, `health`, `change` and `state`; the details are in `detail`. */
export const live = new EventTarget();

/** The figures of the last five minutes, oldest first; `at` is in ms. */
export const figures = [];

export let state = 'connecting';

export async function listen() {
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      await read(() => {
        wait = 500;
        become('live');
      });
    } catch {
      // said by the state
    }
    become('reconnecting');
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function become(next) {
  if (state !== next) {
    state = next;
    tell('state', next);
  }
}

async function read(opened) {
  const stop = new AbortController();
  const response = await authorized('/events', { signal: stop.signal, headers: { accept: 'text/event-stream' } });
  if (!response.ok) {
    throw new Error(`status ${response.status}`);
  }
  opened();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const silence = setTimeout(() => stop.abort(), PATIENCE);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) {
      return;
    }
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    events.forEach(dispatch);
  }
}

function dispatch(text) {
  let name = '';
  let data = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('event: ')) {
      name = line.slice(7);
    } else if (line.startsWith('data: ')) {
      data += line.slice(6);
    }
  }
  if (!name) {
    return; // a sign of life
  }
  const detail = JSON.parse(data);
  if (name === 'figures') {
    const at = Date.now();
    figures.push({ at, ...detail });
    while (figures[0].at < at - KEPT * 1000) {
      figures.shift();
    }
  }
  tell(name, detail);
}

function tell(name, detail) {
  live.dispatchEvent(new CustomEvent(name, { detail }));
}
