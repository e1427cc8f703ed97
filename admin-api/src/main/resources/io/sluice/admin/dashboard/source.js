// JSON and YAML as text: reading them, writing them, and at which line a value stands.

import { CORE_SCHEMA, Type, dump, load, types } from './js-yaml.mjs';
import { pointer } from './json.js';
import { isKept, lost } from './numbers.js';

/** A text would be written with another number than it was read with; nobody would see it. */
const cannotKeep = (token) => `the number ${token} has more digits than a browser can keep (use the admin API, or a text in quotes)`;

const NUMBERS = [types.int, types.float].map((type) => new Type(type.tag, {
  ...type.options,
  construct: (token) => {
    if (!isKept(token)) {
      throw new Error(cannotKeep(token));
    }
    return type.construct(token);
  },
}));
const OPTIONS = { schema: CORE_SCHEMA.extend({ implicit: NUMBERS }) };

export function written(value, format) {
  return format === 'yaml' ? dump(value, { ...OPTIONS, lineWidth: 110, noRefs: true }) : `${JSON.stringify(value, null, 2)}\n`;
}

/** {value, lines: Map of pointer to line} or {error: {line, message}}; lines count from 1. */
export function read(text, format) {
  const places = new Places();
  let failure = null;
  let value;
  try {
    value = load(text, { ...OPTIONS, listener: places.listener });
  } catch (error) {
    failure = { line: error.mark ? error.mark.line + 1 : places.last, message: error.reason ?? error.message };
  }
  if (format === 'json') { // YAML allows more
    try {
      value = JSON.parse(text);
      const number = lost(text);
      failure = number && { line: text.slice(0, number.at).split('\n').length, message: cannotKeep(number.token) };
    } catch (error) {
      failure = { line: text.slice(0, faultAt(text)).split('\n').length, message: error.message };
    }
  }
  return failure ? { error: failure } : { value, lines: places.found(value) };
}

/** Of a pointer, or of the nearest value around it that is there. */
export function line(lines, path) {
  for (let at = path; at; at = at.slice(0, at.lastIndexOf('/'))) {
    if (lines.has(at)) {
      return lines.get(at);
    }
  }
  return 1;
}

const TOKEN = /\s*([{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** Where a text stops being JSON; browsers say it in different words, or not at all. */
function faultAt(text) {
  let at = 0;
  const next = () => {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    at = found ? TOKEN.lastIndex : at + /^\s*/.exec(text.slice(at))[0].length;
    return found?.[1];
  };
  const expect = (wanted) => {
    const before = at;
    const token = next();
    if (!wanted(token)) {
      at = before + /^\s*/.exec(text.slice(before))[0].length;
      throw at;
    }
    return token;
  };
  const is = (...tokens) => (token) => tokens.includes(token);
  const isText = (token) => token?.startsWith('"');
  const value = (alsoClose) => {
    const first = expect((token) => token !== undefined && (token === alsoClose || !is(']', '}', ',', ':')(token)));
    if (first === '[') {
      let more = value(']') !== ']';
      while (more && expect(is(',', ']')) === ',') {
        more = value() !== undefined;
      }
    } else if (first === '{') {
      let key = expect((token) => token === '}' || isText(token));
      while (key !== '}') {
        expect(is(':'));
        value();
        if (expect(is(',', '}')) === '}') {
          break;
        }
        key = expect(isText);
      }
    }
    return first;
  };
  try {
    value();
    next();
  } catch (position) {
    return position;
  }
  return at;
}

/** The tree of what the parser opens and closes, with the line of each; keys are nodes like values. */
class Places {
  constructor() {
    const root = { parts: [] };
    const open = [root];
    this.root = root;
    this.last = 1; // line of what was begun last
    this.listener = (event, state) => {
      if (event === 'open') {
        const node = { line: state.line + 1, at: state.position, parts: [] };
        open.at(-1).parts.push(node);
        open.push(node);
        this.last = node.line;
      } else {
        const node = open.pop();
        node.value = state.result;
      }
    };
  }

  found(value) {
    const lines = new Map();
    if (this.root.parts.length > 0) {
      walk(this.root.parts[0], value, [], lines);
    }
    return lines;
  }
}

function walk(place, value, path, lines) {
  lines.set(pointer(path), place.line);
  let node = place;
  while (node.parts.length === 1 && node.parts[0].value === node.value && typeof node.value === 'object') {
    [node] = node.parts; // what might have been the key of a mapping, and is not
  }
  const { parts } = node;
  if (Array.isArray(value)) {
    value.forEach((each, i) => parts[i] && walk(parts[i], each, [...path, i], lines));
  } else if (typeof value === 'object' && value !== null) {
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const key = String(parts[i].value);
      walk({ ...parts[i + 1], line: parts[i].line }, value[key], [...path, key], lines);
    }
  }
}
