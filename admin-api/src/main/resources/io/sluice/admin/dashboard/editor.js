// One thing, or the whole config, as text: checked while it is typed, reviewed before it is applied.

import { MOST, call, id } from './api.js';
import { within } from './diff.js';
import { button, field, h, put, toast } from './dom.js';
import { refresh as refreshConfirm } from './confirm.js';
import { changes, merge } from './json.js';
import { lost } from './numbers.js';
import { asked, dryRun, Review } from './review.js';
import * as source from './source.js';

const PAUSE = 400; // ms without a key before a text is checked
const LINE = 20; // px, as the style has it
const NEW = {
  routes: { id: '', match: { path: { prefix: '/' } }, upstream: '' },
  upstreams: { id: '', targets: [{ address: '127.0.0.1:9001' }] },
};

/** Texts that were left without being applied, by address; gone with the page. */
const drafts = new Map();

/** What to edit. */
export async function picker({ root }) {
  const kind = h('select', {}, h('option', { value: 'routes' }, 'Route'), h('option', { value: 'upstreams' }, 'Upstream'));
  const name = h('input', { type: 'text', required: true, placeholder: 'users', autocomplete: 'off' });
  const open = (event) => {
    event.preventDefault();
    location.hash = `#/edit/${kind.value}/${id(name.value.trim())}`;
  };
  root.append(
    h('div', { class: 'columns' },
      h('section', { class: 'card' }, h('h2', {}, 'Open'), h('form', { class: 'filter', onsubmit: open }, field('Kind', kind), field('Id', name), h('button', { class: 'primary' }, 'Open'))),
      h('section', { class: 'card' }, h('h2', {}, 'Or'), h('div', { class: 'actions start' },
        h('a', { class: 'button', href: '#/edit/config' }, 'The whole config'),
        h('a', { class: 'button', href: '#/new/routes' }, 'New route'),
        h('a', { class: 'button', href: '#/new/upstreams' }, 'New upstream')))));
}

export async function editor({ root, parameters: [kind, name], signal }) {
  const draft = drafts.get(location.hash);
  const work = draft?.work ?? new Work(kind, name);
  if (!draft) {
    await work.load(signal);
  }
  const text = new Text();
  let format = draft?.format ?? (localStorage.getItem('format') === 'json' ? 'json' : 'yaml');
  let parsed = null;
  let timer = 0;
  let serial = 0;

  const review = new Review({
    label: 'Apply',
    jump: (pointer) => text.jump(source.line(parsed?.lines ?? new Map(), pointer)),
    apply: async (options) => {
      try {
        await work.apply(text.value, format, parsed.value, options);
      } catch (error) {
        if (error.status === 412 && !work.isNew) {
          review.fails(error, again());
          return;
        }
        mark(error.errors ?? []);
        throw error;
      }
      toast('Applied: every worker serves it.');
      refreshConfirm();
      const to = work.isNew ? `#/edit/${kind}/${id(parsed.value.id)}` : null;
      if (to) {
        text.value = source.written(work.base, format); // nothing is left to keep
        location.hash = to;
      } else {
        await reload();
      }
    },
  });
  const mark = (errors) => text.mark(errors.map(({ pointer, message }) => ({ line: source.line(parsed?.lines ?? new Map(), pointer), message })));

  const check = async () => {
    const mine = ++serial;
    parsed = source.read(text.value, format);
    if (parsed.error) {
      text.mark([parsed.error]);
      review.fails({ title: `Line ${parsed.error.line}:`, detail: parsed.error.message });
      return;
    }
    const list = work.changes(parsed.value);
    if (list.length === 0) {
      text.mark([]);
      review.says('Nothing is changed yet.');
      return;
    }
    try {
      const result = await work.trial(text.value, format, parsed.value);
      if (mine === serial) {
        mark(result.errors ?? []);
        review.shows(list, result, work.clashes.length ? clashes(work.clashes) : null);
      }
    } catch (error) {
      if (mine === serial) {
        mark(error.errors ?? []);
        review.fails(error, error.status === 412 && !work.isNew ? again() : null);
      }
    }
  };
  const soon = () => {
    clearTimeout(timer);
    serial++;
    review.button.disabled = true;
    timer = setTimeout(check, PAUSE);
  };
  const reload = async (merged = () => work.base) => {
    try {
      await work.load(signal);
    } catch (error) {
      review.fails(error); // the text stays
      return;
    }
    text.value = source.written(merged(), format);
    await check();
  };
  const again = () => h('div', { class: 'actions start' },
    button('Reload and re-apply my changes', async () => {
      const mine = parsed.value;
      const old = work.base;
      await reload(() => merge(old, mine, work.base, work.clashes));
    }, { class: 'primary' }),
    button('Discard mine', () => reload()));
  const turn = (next) => {
    const now = source.read(text.value, format);
    if (now.error) {
      toast(`Line ${now.error.line} must be right first.`, 'bad');
      return;
    }
    format = next;
    localStorage.setItem('format', next);
    text.value = source.written(now.value, next);
    formats.forEach((each) => each.setAttribute('aria-pressed', String(each.dataset.format === next)));
    check();
  };
  const formats = ['yaml', 'json'].map((each) => button(each.toUpperCase(), () => turn(each), { 'data-format': each, 'aria-pressed': String(each === format) }));

  text.area.addEventListener('input', soon);
  text.area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      review.comment.focus();
    }
  });
  const address = location.hash;
  const changed = () => text.value !== source.written(work.base, format);
  const leave = (event) => changed() && event.preventDefault();
  addEventListener('beforeunload', leave, { signal });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    if (changed()) {
      drafts.set(address, { work, text: text.value, format });
    } else {
      drafts.delete(address);
    }
  });
  text.value = draft ? draft.text : source.written(work.base, format);
  root.append(h('div', { class: 'editing' },
    h('section', { class: 'source', 'aria-label': 'Text' },
      h('div', { class: 'bar-line' }, h('div', { class: 'group', role: 'group', 'aria-label': 'Format' }, formats), h('span', { class: 'grow' }), button('Start over', () => reload())),
      text.node),
    review.node));
  text.grow();
  if (draft) {
    await check();
  } else {
    review.says(work.isNew ? 'Give it an id.' : 'Nothing is changed yet.');
  }
}

function clashes(paths) {
  const name = (path) => path.map((step) => (typeof step === 'object' ? step.name : step)).join('.');
  return h('div', { class: 'note warn' }, h('strong', {}, 'Somebody else has changed these too; yours stand: '), paths.map(name).join(', '));
}

const refusal = (title, detail) => Object.assign(new Error(detail), { title, detail });

/** What is edited, as the gateway had it last, and how it is written back. */
class Work {
  constructor(kind, name) {
    Object.assign(this, { kind, name, isNew: kind !== 'config' && name === undefined, clashes: [], base: null, etag: null });
  }

  async load(signal) {
    this.clashes = [];
    if (this.isNew) {
      this.base = NEW[this.kind];
      return;
    }
    const { data, text, etag } = await call('GET', this.path(), { signal, most: MOST });
    if (data === null) {
      throw refusal('This config is too long for a text field.', 'Edit its routes one by one, or use the admin API.');
    }
    const number = lost(text);
    if (number) {
      throw refusal('It cannot be edited here.', `It has the number ${number.token}, which a browser would change to ${Number(number.token)}. Use the admin API.`);
    }
    this.base = data;
    this.etag = etag;
  }

  path(value) {
    return this.kind === 'config' ? '/config' : `/${this.kind}/${id(this.name ?? value?.id ?? '')}`;
  }

  changes(value) {
    if (this.kind === 'config') {
      return changes(this.base, value);
    }
    if (this.isNew) {
      return value?.id ? within(changes(undefined, value), this.kind, value.id) : [];
    }
    return within(changes(this.base, value), this.kind, this.name);
  }

  options(text, format) {
    return { body: text, type: format === 'yaml' ? 'application/yaml' : 'application/json', etag: this.etag, create: this.isNew };
  }

  trial(text, format, value) {
    return dryRun('PUT', this.path(value), this.options(text, format));
  }

  apply(text, format, value, { comment, within: span }) {
    return call('PUT', asked(this.path(value), { confirm_within: span }), { ...this.options(text, format), comment });
  }
}

/** A text field with its lines numbered, and those with errors marked. */
class Text {
  constructor() {
    this.area = h('textarea', { spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', 'aria-label': 'Text of the config', rows: 24 });
    this.numbers = h('div', { class: 'numbers' });
    this.marks = h('div', { class: 'marks' });
    this.gutter = h('div', { class: 'gutter', 'aria-hidden': 'true' }, this.marks, this.numbers);
    this.node = h('div', { class: 'text' }, this.gutter, this.area);
    this.lines = 0;
    this.area.addEventListener('scroll', () => this.gutter.scrollTo(0, this.area.scrollTop));
    this.area.addEventListener('input', () => this.number());
    this.area.addEventListener('keydown', (event) => this.indent(event));
  }

  get value() {
    return this.area.value;
  }

  set value(text) {
    this.area.value = text;
    this.number();
    this.mark([]);
  }

  number() {
    const lines = this.value.split('\n').length;
    if (lines !== this.lines) {
      this.lines = lines;
      this.gutter.style.width = `${String(lines).length + 4}ch`;
      put(this.numbers, Array.from({ length: lines }, (_, i) => i + 1).join('\n'));
    }
  }

  /** As high as its text, within bounds. */
  grow() {
    this.area.rows = Math.min(36, Math.max(18, this.lines + 1));
  }

  /** errors: [{line, message}]. */
  mark(errors) {
    this.area.setAttribute('aria-invalid', String(errors.length > 0));
    put(this.marks, errors.map(({ line, message }) => {
      const mark = h('span', { class: 'mark', title: message });
      mark.style.top = `${(line - 1) * LINE + 8}px`;
      return mark;
    }));
  }

  jump(line) {
    const start = this.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const end = this.value.indexOf('\n', start);
    this.area.focus();
    this.area.setSelectionRange(start, end < 0 ? this.value.length : end);
    this.area.scrollTop = Math.max(0, (line - 6) * LINE);
  }

  /** A new line begins where the one before does. */
  indent(event) {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) {
      return;
    }
    const before = this.value.slice(0, this.area.selectionStart);
    const [space] = /^ */.exec(before.slice(before.lastIndexOf('\n') + 1));
    if (space) {
      event.preventDefault();
      this.area.setRangeText(`\n${space}`, this.area.selectionStart, this.area.selectionEnd, 'end');
      this.area.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }
}
