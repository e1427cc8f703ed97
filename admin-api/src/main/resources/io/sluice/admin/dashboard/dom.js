// Makes elements. All text goes in as text nodes: nothing in the dashboard ever parses markup.

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'readOnly', 'open']);
const SVG = 'http://www.w3.org/2000/svg';

/** An element. `on...` are listeners; null and false leave an attribute out; children may be nested. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same of SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (PROPERTIES.has(name)) {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  add(node, children);
  return node;
}

function add(node, child) {
  if (Array.isArray(child)) {
    child.forEach((each) => add(node, each));
  } else if (child instanceof Node) {
    node.append(child);
  } else if (child !== null && child !== undefined && child !== false) {
    node.append(String(child));
  }
}

/** Puts these children in place of all others. */
export function put(node, ...children) {
  node.replaceChildren();
  add(node, children);
  return node;
}

let serial = 0;

/** A label with its control, whose hint is read with it. */
export function field(label, control, hint) {
  control.id ||= `f${++serial}`;
  const note = hint && h('small', { id: `${control.id}-hint` }, hint);
  if (note) {
    control.setAttribute('aria-describedby', note.id);
  }
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, note);
}

export function button(label, onclick, attributes) {
  return h('button', { type: 'button', onclick, ...attributes }, label);
}

/** A modal window; Esc closes it. Resolves with what `close` was given, else undefined. */
export function dialog(title, build, attributes) {
  return new Promise((resolve) => {
    let result;
    const heading = h('h2', { id: `d${++serial}` }, title);
    const window = h('dialog', { 'aria-labelledby': heading.id, ...attributes });
    const close = (value) => {
      result = value;
      window.close();
    };
    window.addEventListener('close', () => {
      window.remove();
      resolve(result);
    });
    const cross = button('Close', () => close(), { class: 'quiet' });
    put(window, h('div', { class: 'dialog-head' }, heading, cross), build(close, window));
    document.body.append(window);
    window.showModal();
    (window.querySelector('[autofocus]') ?? cross).focus();
  });
}

/** Says something in passing. */
export function toast(text, kind = 'good') {
  const note = h('div', { class: `toast ${kind}` }, text);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), kind === 'bad' ? 12000 : 5000);
}

/** Makes a list one stop of the Tab key; arrows, Home and End move within it. */
export function rove(list, selector) {
  const items = () => [...list.querySelectorAll(selector)].filter((item) => item.offsetParent !== null);
  const current = (item) => {
    list.querySelectorAll(selector).forEach((each) => each.setAttribute('tabindex', each === item ? 0 : -1));
  };
  const first = items()[0] ?? list.querySelector(selector);
  if (first) {
    current(list.querySelector(`${selector}[aria-current]`) ?? first);
  }
  if (list.dataset.roving) {
    return;
  }
  list.dataset.roving = 'yes';
  list.addEventListener('focusin', (event) => {
    if (event.target.matches(selector)) {
      current(event.target);
    }
  });
  list.addEventListener('keydown', (event) => {
    const all = items();
    const at = all.indexOf(event.target);
    if (at < 0) {
      return;
    }
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined && all[to]) {
      event.preventDefault();
      all[to].focus();
    }
  });
}

/** What went wrong, in words; with all errors that the answer lists. */
export function problem(error) {
  const list = error.errors?.length
    ? h('ul', {}, error.errors.map((each) => h('li', {}, each.pointer ? h('code', {}, each.pointer) : null, ' ', each.message)))
    : null;
  return h('div', { class: 'note bad', role: 'alert' }, h('strong', {}, error.title ?? 'Something went wrong'), ' ', error.detail ?? error.message, list);
}
